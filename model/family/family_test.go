package family

import (
	"slices"
	"strings"
	"testing"
)

func TestNamesOfModelsTellTheirFamily(t *testing.T) {
	for name, want := range map[string]string{
		"Qwen2.5-Coder-1.5B-Instruct-Q4_K_M.gguf": "qwen",
		"models/starcoder2-3b.gguf":               "starcoder2",
		"tiny_starcoder_py":                       "starcoder",
		"Granite-4.0-350m-base":                   "granite-4",
		"granite-3b-code-base":                    "granite-code",
		"Mellum-4b-base":                          "mellum",
		"deepseek-coder:1.3b-base":                "deepseek",
		"codellama:7b-code":                       "codellama",
		"codestral-latest":                        "codestral",
		"codegemma-2b":                            "codegemma",
		"qwen3:8b":                                "qwen",
		"deepseek-coder-v2:16b":                   "deepseek",
		"granite-code:3b":                         "granite-code",
		"refact-1.6b":                             "starcoder",
		"deepseek-r1-distill-llama-8b":            "",
		"deepseek-r1-distill-qwen-7b":             "",
		"llama3-refactor":                         "",
		"granite-embedding":                       "",
		"granite-3.3-8b-instruct":                 "",
		"codestral-mamba":                         "",
		"codestral-embed":                         "",
		"qwen3-embedding:0.6b":                    "",
		"codellama:7b-python":                     "",
		"codellama:34b":                           "",
		"granite-40b":                             "",
		"notqwen":                                 "",
		"gpt-4o":                                  "",
		"":                                        "",
	} {
		f, known := ByName(name)
		if f.Name != want || known != (want != "") {
			t.Errorf("%q is of %q, want %q", name, f.Name, want)
		}
	}
}

func TestVocabularyTellsTheFamily(t *testing.T) {
	single := func(texts ...string) []string { return texts }
	star := single("<fim_prefix>", "<fim_suffix>", "<fim_middle>", "<filename>")
	for name, test := range map[string]struct {
		model  string
		single []string
		want   string
		file   string
	}{
		"by its markers":             {"x", single("<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>", "<|file_sep|>"), "qwen", "<|file_sep|>"},
		"by its name among equals":   {"mellum-4b", star, "mellum", "<filename>"},
		"the first among equals":     {"x", star, "starcoder2", ""},
		"a name without its markers": {"qwen", star, "starcoder2", ""},
		"a marker is missing":        {"qwen", single("<|fim_prefix|>", "<|fim_middle|>"), "", ""},
		"no marker in the middle":    {"x", single("[PREFIX]", "[SUFFIX]"), "codestral", ""},
		"none":                       {"qwen", nil, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			f, _ := ByVocabulary(test.model, func(s string) bool { return slices.Contains(test.single, s) })
			if f.Name != test.want || f.Markers.File != test.file {
				t.Errorf("got %+v, want %s with %q", f, test.want, test.file)
			}
		})
	}
}

func TestRowsAreWhole(t *testing.T) {
	for _, f := range All() {
		if f.Name == "" || f.Markers.Prefix == "" || f.Markers.Suffix == "" || len(f.Names) == 0 || len(f.Markers.Ends) == 0 {
			t.Errorf("%+v lacks something", f)
		}
		for _, n := range f.Names {
			if n != strings.ToLower(n) {
				t.Errorf("%s: names are compared in small letters: %q", f.Name, n)
			}
			if got, _ := ByName(n); got.Name != f.Name {
				t.Errorf("%q leads to %s, not to %s", n, got.Name, f.Name)
			}
		}
	}
	if texts := Texts(); slices.Contains(texts, "") || len(texts) < 20 {
		t.Errorf("%d marker texts", len(texts))
	}
}
