package family

import (
	"slices"
	"strings"

	"github.com/inkling-lsp/inkling/model"
)

// A Family is a line of models that know the same markers.
type Family struct {
	Name string
	// Names are parts of the models' names, in small letters, by which they are known,
	// each whole words: qwen is in qwen2.5-coder, but refact is not in refactor.
	Names []string
	// Unlike are words in the names of models that were not taught the markers, though
	// they are called after the family.
	Unlike  []string
	Markers model.Markers
}

// unlike are such words of any family: models that don't write, or that were made of
// one by teaching it something else.
var unlike = []string{"embed", "embedding", "embeddings", "rerank", "reranker", "guard", "guardian", "distill", "vl"}

// families are told apart by markers first and names second; where markers are the
// same, the first family is taken for models without a known name.
//
// The spellings are those that llama.cpp knows (src/llama-vocab.cpp, 2026) and the
// models' own pages give. What a family's row leaves empty, its models lack, or no
// source was found for it.
var families = []Family{
	{
		// Its technical report (arXiv 2409.12186), section 2: file and repository level.
		"qwen",
		[]string{"qwen"},
		nil,
		model.Markers{
			Prefix: "<|fim_prefix|>", Suffix: "<|fim_suffix|>", Middle: "<|fim_middle|>",
			Repo: "<|repo_name|>", File: "<|file_sep|>",
			Ends: []string{"<|endoftext|>", "<|fim_pad|>", "<|file_sep|>", "<|repo_name|>", "<|im_end|>"},
		},
	},
	{
		// Its model card: the file separator ends an answer.
		"codegemma",
		[]string{"codegemma"},
		nil,
		model.Markers{
			Prefix: "<|fim_prefix|>", Suffix: "<|fim_suffix|>", Middle: "<|fim_middle|>",
			File: "<|file_separator|>", Ends: []string{"<|file_separator|>", "<eos>"},
		},
	},
	{
		// Model cards of the 4.0 base models.
		"granite-4",
		[]string{"granite-4", "granite4"},
		nil,
		model.Markers{
			Prefix: "<|fim_prefix|>", Suffix: "<|fim_suffix|>", Middle: "<|fim_middle|>",
			Ends: []string{"<|end_of_text|>", "<|fim_pad|>"},
		},
	},
	{
		// arXiv 2402.19173, section 5.2.
		"starcoder2",
		[]string{"starcoder2"},
		nil,
		model.Markers{
			Prefix: "<fim_prefix>", Suffix: "<fim_suffix>", Middle: "<fim_middle>",
			Repo: "<repo_name>", File: "<file_sep>", Ends: []string{"<|endoftext|>", "<file_sep>", "<repo_name>"},
		},
	},
	{
		// arXiv 2305.06161, table of special tokens; its small relatives are alike.
		"starcoder",
		[]string{"starcoder", "refact"},
		nil,
		model.Markers{
			Prefix: "<fim_prefix>", Suffix: "<fim_suffix>", Middle: "<fim_middle>",
			Repo: "<reponame>", File: "<filename>", Ends: []string{"<|endoftext|>", "<filename>"},
		},
	},
	{
		// arXiv 2405.04324, section 2.
		"granite-code",
		[]string{"granite-code", "granite-3b-code", "granite-8b-code", "granite-20b-code", "granite-34b-code"},
		nil,
		model.Markers{
			Prefix: "<fim_prefix>", Suffix: "<fim_suffix>", Middle: "<fim_middle>",
			Repo: "<reponame>", Ends: []string{"<|endoftext|>"},
		},
	},
	{
		// arXiv 2510.05788: trained with the suffix first.
		"mellum",
		[]string{"mellum"},
		nil,
		model.Markers{
			Prefix: "<fim_prefix>", Suffix: "<fim_suffix>", Middle: "<fim_middle>", SuffixFirst: true,
			File: "<filename>", Ends: []string{"<|endoftext|>", "<filename>"},
		},
	},
	{
		// arXiv 2301.03988.
		"santacoder",
		[]string{"santacoder"},
		nil,
		model.Markers{
			Prefix: "<fim-prefix>", Suffix: "<fim-suffix>", Middle: "<fim-middle>",
			Ends: []string{"<|endoftext|>"},
		},
	},
	{
		// Its repository's README: the bars are U+FF5C, the spaces U+2581.
		"deepseek",
		[]string{"deepseek-coder", "deepseek-coder-v2"},
		nil,
		model.Markers{
			Prefix: "<｜fim▁begin｜>", Suffix: "<｜fim▁hole｜>", Middle: "<｜fim▁end｜>",
			Ends: []string{"<｜end▁of▁sentence｜>", "<|EOT|>"},
		},
	},
	{
		// arXiv 2308.12950, section 2.3; the markers have a space before them, which
		// its vocabulary writes as U+2581. Neither 34B nor Python learned to fill in.
		"codellama",
		[]string{"codellama", "code-llama"},
		[]string{"python", "34b"},
		model.Markers{Prefix: "▁<PRE>", Suffix: "▁<SUF>", Middle: "▁<MID>", Ends: []string{"▁<EOT>"}},
	},
	{
		// mistral-common's tokenizer: suffix, then prefix, and nothing between it and
		// the answer.
		"codestral",
		[]string{"codestral"},
		[]string{"mamba"},
		model.Markers{Prefix: "[PREFIX]", Suffix: "[SUFFIX]", SuffixFirst: true, Ends: []string{"</s>"}},
	},
	{
		// llama.cpp names the model beside the markers.
		"falcon-coder",
		[]string{"falcon-h1-tiny-coder", "falcon-coder"},
		nil,
		model.Markers{Prefix: "<|prefix|>", Suffix: "<|suffix|>", Middle: "<|middle|>", Ends: []string{"<|endoftext|>"}},
	},
}

// All returns the families in the order in which they are to be tried.
func All() []Family { return slices.Clone(families) }

// ByName returns the family that a model's name, or its file's, says it is of: the
// one with the longest part of it.
func ByName(name string) (f Family, known bool) {
	name = strings.ToLower(name)
	holds := func(part string) bool { return hasWords(name, part) }
	longest := 0
	for _, candidate := range families {
		for _, part := range candidate.Names {
			if len(part) > longest && holds(part) {
				f, known, longest = candidate, true, len(part)
			}
		}
	}
	if slices.ContainsFunc(f.Unlike, holds) || slices.ContainsFunc(unlike, holds) {
		return Family{}, false
	}
	return f, known
}

// hasWords says whether a part of a name is made of whole words of it. A word ends
// where the next character is none of a word, and where digits follow letters or
// letters digits.
func hasWords(name, part string) bool {
	for from := 0; ; {
		at := strings.Index(name[from:], part)
		if at < 0 {
			return false
		}
		start, end := from+at, from+at+len(part)
		if (start == 0 || class(name[start-1]) == 0) && (end == len(name) || class(name[end]) != class(name[end-1]) || class(name[end]) == 0) {
			return true
		}
		from = start + 1
	}
}

// class is that of a byte of a name: a digit, a letter, or 0 for what parts words.
func class(b byte) byte {
	switch {
	case '0' <= b && b <= '9':
		return '0'
	case 'a' <= b && b <= 'z' || b >= 0x80:
		return 'a'
	}
	return 0
}

// Texts returns each marker text of any family once.
func Texts() []string {
	var texts []string
	for _, f := range families {
		texts = append(texts, f.Markers.Prefix, f.Markers.Suffix, f.Markers.Middle, f.Markers.Repo, f.Markers.File)
	}
	slices.Sort(texts)
	return slices.DeleteFunc(slices.Compact(texts), func(s string) bool { return s == "" })
}

// ByVocabulary returns the family whose markers a model has as single tokens, the
// one its name says if that is among them. Markers that the model lacks are left
// out of it.
func ByVocabulary(name string, single func(text string) bool) (f Family, known bool) {
	has := func(f Family) bool {
		m := f.Markers
		return single(m.Prefix) && single(m.Suffix) && (m.Middle == "" || single(m.Middle))
	}
	if f, known = ByName(name); !known || !has(f) {
		i := slices.IndexFunc(families, has)
		if i < 0 {
			return Family{}, false
		}
		f = families[i]
	}
	return f.within(single), true
}

// within leaves out the markers that a prompt can do without and a model lacks.
func (f Family) within(single func(text string) bool) Family {
	if !single(f.Markers.Repo) {
		f.Markers.Repo = ""
	}
	if !single(f.Markers.File) {
		f.Markers.File = ""
	}
	return f
}
