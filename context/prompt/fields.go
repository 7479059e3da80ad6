package prompt

import (
	"strings"

	"github.com/inkling-lsp/inkling/model/local/lexer"
)

// fields lays a prompt out for servers that take a prefix and a suffix and put them
// in order themselves. There is no place after the middle marker then; that the
// prefix grows by whole words, and its window moves in pages, still helps.
func (w *Want) fields(l *Layout, typed string) (prefix, suffix, warm string) {
	warm = commented(w, l.blocks) + l.above
	return warm + typed, l.suffix, warm
}

// commented are blocks as comments in the document's language, so that what stands
// before the document is still a text of it.
func commented(w *Want, blocks []Block) string {
	if len(blocks) == 0 {
		return ""
	}
	open, end := lexer.For(w.Snapshot.Language(), w.Path).Comment()
	if open == "" {
		open = "#"
	}
	var b strings.Builder
	comment := func(line string) {
		if end != "" {
			line = strings.ReplaceAll(line, end, " ") + " "
		}
		b.WriteString(strings.TrimRight(open+" "+line+end, " \t") + "\n")
	}
	for _, block := range blocks {
		comment("Path: " + oneLine(block.Path))
		for line := range strings.Lines(block.Text) {
			comment(strings.TrimRight(line, "\r\n"))
		}
	}
	b.WriteString("\n")
	return b.String()
}
