package prompt

import (
	"regexp"
	"strings"

	"github.com/inkling-lsp/inkling/context/text"
)

const (
	importsWithin = 200 // lines from the document's start
	mostImports   = 40  // lines of a block of them
)

// imported is how lines begin, in most languages, that bring in other modules.
var imported = regexp.MustCompile(`^\s*(import\b|from\s+\S+\s+import\b|use\s|using\s|#\s*include\b|#import\b|require\b|require_relative\b|package\s|module\s|namespace\s|extern crate\b|(const|let|var)\s.*=\s*require\(|@import\b)`)

// ImportsOf returns the lines of a document that say what it imports, as far as a look
// at how lines begin can tell. ok is false if there are none.
func ImportsOf(path string, s *text.Snapshot) (b Block, ok bool) {
	first, last, closing := -1, -1, ""
	for n := range min(s.Lines(), importsWithin) {
		r := s.Line(n)
		line := s.Slice(text.Range{Start: r.Start, End: min(r.End, r.Start+chunk)})
		trimmed := strings.TrimSpace(line)
		switch {
		case closing != "":
			last = n
			if strings.HasPrefix(trimmed, closing) {
				closing = ""
			}
		case imported.MatchString(line):
			if first < 0 {
				first = n
			}
			last = n
			closing = closes(trimmed)
		}
	}
	if first < 0 {
		return Block{}, false
	}
	last = min(last, first+mostImports-1)
	lines := s.Slice(text.Range{Start: s.Line(first).Start, End: s.Line(last).End})
	return Block{
		Kind: Imports, Path: path, First: first + 1, Last: last + 1, Language: s.Language(),
		Text: strings.Clone(lines), Why: "what the document imports",
	}, true
}

// closes is what begins the last line of a list that a line opens at its end.
func closes(line string) string {
	switch {
	case strings.HasSuffix(line, "("):
		return ")"
	case strings.HasSuffix(line, "{") && !strings.HasPrefix(line, "namespace") && !strings.HasPrefix(line, "module"):
		return "}"
	}
	return ""
}
