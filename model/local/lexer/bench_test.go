package lexer_test

import (
	"strings"
	"testing"

	"github.com/inkling-lsp/inkling/model/local/lexer"
)

func BenchmarkLine(b *testing.B) {
	_, sources := goSources(b, 20, 200)
	benchmark(b, lexer.For("go", ""), strings.Join(sources, "\n"))
}

// benchmark reports bytes of source a second.
func benchmark(b *testing.B, l *lexer.Language, source string) {
	lines := strings.Split(source, "\n")
	var tokens []lexer.Token
	b.SetBytes(int64(len(source)))
	b.ReportAllocs()
	for b.Loop() {
		var s lexer.State
		for _, line := range lines {
			tokens, s = l.Line(tokens[:0], s, line)
		}
	}
}
