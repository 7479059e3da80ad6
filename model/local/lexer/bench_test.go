package lexer_test

import (
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/inkling-lsp/inkling/model/local/lexer"
)

func BenchmarkLine(b *testing.B) {
	_, sources := goSources(b, 20, 200)
	benchmark(b, lexer.For("go", ""), strings.Join(sources, "\n"))
}

// BenchmarkEachLanguage lexes its testdata: dense in what is rare, so slower
// than real code.
func BenchmarkEachLanguage(b *testing.B) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		b.Fatal(err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			b.Fatal(err)
		}
		for _, f := range archive.Files {
			if !strings.HasSuffix(f.Name, ".want") {
				b.Run(f.Name, func(b *testing.B) { benchmark(b, lexer.For("", f.Name), string(f.Data)) })
			}
		}
	}
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
