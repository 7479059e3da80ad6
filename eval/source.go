package eval

import (
	"path"
	"strings"

	"github.com/inkling-lsp/inkling/model/local/lexer"
)

// languages are the files that are asked and learned: LSP's identifier by
// extension.
var languages = map[string]string{
	".go": "go", ".py": "python", ".rs": "rust", ".java": "java",
	".ts": "typescript", ".tsx": "typescriptreact", ".js": "javascript", ".jsx": "javascriptreact",
}

// language is LSP's identifier for a file that is part of the measure, or "".
// The rule is eval's own and not the workspace's, so that the measure stays
// when the product changes its mind.
func language(file string) string {
	file = strings.ToLower(file)
	for _, part := range []string{
		"vendor/", "node_modules/", "testdata/", "fixtures/", "third_party", "generated/", "_generated",
		"_gen.go", ".pb.go", "zz_", "bindata", ".min.", ".d.ts",
	} {
		if strings.Contains(file, part) {
			return ""
		}
	}
	return languages[path.Ext(file)]
}

// written says whether people wrote a content by hand, as far as one can tell.
func written(content string) bool {
	const (
		largest = 400_000 // bytes
		longest = 2_000   // bytes of a line; minified code goes far beyond
		head    = 400     // bytes in which a generator says so
	)
	if len(content) > largest || strings.IndexByte(content, 0) >= 0 {
		return false
	}
	top := content[:min(len(content), head)]
	for _, mark := range []string{"Code generated", "@generated", "DO NOT EDIT"} {
		if strings.Contains(top, mark) {
			return false
		}
	}
	for line := range strings.SplitSeq(content, "\n") {
		if len(line) > longest {
			return false
		}
	}
	return true
}

// source is a file's text, lexed.
type source struct {
	lexer *lexer.Language
	lines []sourceLine
}

// sourceLine is a line without its ending, and its tokens.
type sourceLine struct {
	text   string
	ending string // "\n", "\r\n", or "" at the end of the text
	tokens []lexer.Token
	before lexer.State
}

// newSource cuts a text as git does, at line feeds only.
func newSource(languageID, file, content string) *source {
	s := &source{lexer: lexer.For(languageID, file)}
	var state lexer.State
	for line := range strings.SplitAfterSeq(content, "\n") {
		code := strings.TrimRight(line, "\r\n")
		l := sourceLine{text: code, ending: line[len(code):], before: state}
		l.tokens, state = s.lexer.Line(nil, state, code)
		s.lines = append(s.lines, l)
	}
	return s
}

// code says whether a line holds code and nothing that began above it.
func (l sourceLine) code() bool { return len(l.tokens) > 0 && !l.before.Inside() }

// start and end bound the line's code in bytes.
func (l sourceLine) start() int { return int(l.tokens[0].Start) }
func (l sourceLine) end() int   { return int(l.tokens[len(l.tokens)-1].End) }

// token is the text of token i.
func (l sourceLine) token(i int) string { return l.text[l.tokens[i].Start:l.tokens[i].End] }

// equals says whether text, in the place of l, has the same tokens. A text of
// more than one line has not.
func (s *source) equals(l sourceLine, text string) bool {
	if strings.ContainsAny(text, "\r\n") {
		return false
	}
	tokens, _ := s.lexer.Line(nil, l.before, text)
	if len(tokens) != len(l.tokens) {
		return false
	}
	for i, t := range tokens {
		if text[t.Start:t.End] != l.token(i) {
			return false
		}
	}
	return true
}
