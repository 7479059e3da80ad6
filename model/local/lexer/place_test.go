package lexer_test

import (
	"go/scanner"
	"go/token"
	"strings"
	"testing"

	"github.com/inkling-lsp/inkling/model/local/lexer"
)

func TestPlaceAt(t *testing.T) {
	for _, c := range []struct {
		file, source string // the cursor is at the end
		want         lexer.Place
	}{
		{"a.go", "", lexer.Code},
		{"a.go", "x /", lexer.Code},
		{"a.go", "x //", lexer.Comment},
		{"a.go", "x /* y", lexer.Comment},
		{"a.go", "x /* y */", lexer.Code},
		{"a.go", "x /*\n y", lexer.Comment},
		{"a.go", "x /*\n y */ z", lexer.Code},
		{"a.go", `f("`, lexer.InString},
		{"a.go", `f("a\"`, lexer.InString},
		{"a.go", `f("a"`, lexer.Code},
		{"a.go", "f(\"a\n", lexer.Code},
		{"a.go", "f(`a", lexer.InString},
		{"a.go", "f(`a\n", lexer.MultilineString},
		{"a.go", "f(`a\nb` + `c", lexer.InString},
		{"a.go", "f(`a\nb` // c", lexer.Comment},
		{"a.py", `x = f"a{`, lexer.InString},
		{"a.py", "\"\"\"a\nb", lexer.MultilineString},
		{"a.py", "'a\\\nb", lexer.MultilineString},
		{"a.py", "'a' #", lexer.Comment},
		{"a.rs", "fn f<'a", lexer.Code},
		{"a.rs", "/* /* */", lexer.Comment},
		{"a.rs", "r#\"a\"", lexer.InString},
		{"a.rs", "\"a\nb", lexer.MultilineString},
		{"a.ts", "`a ${", lexer.InString},
		{"a.ts", "`a ${x}`", lexer.Code},
		{"a.ts", "`a ${\nx", lexer.MultilineString},
		{"a.tsx", "<p>Don't", lexer.Code},
		{"A.java", "\"\"\"\na", lexer.MultilineString},
		{"a.sh", "x #", lexer.Comment},
		{"a.sh", "x$#", lexer.Code},
		{"a.css", "a { b: url(//", lexer.Code},
		{"a.html", "<!-- a\n", lexer.Comment},
		{"a.md", `say "`, lexer.Code},
	} {
		l := lexer.For("", c.file)
		var s lexer.State
		lines := strings.Split(c.source, "\n")
		for _, line := range lines[:len(lines)-1] {
			_, s = l.Line(nil, s, line)
		}
		if got := l.PlaceAt(s, lines[len(lines)-1]); got != c.want {
			t.Errorf("%s: after %q: got %d, want %d", c.file, c.source, got, c.want)
		}
	}
}

// Every byte of the sample is in the place that go/scanner's tokens say.
func TestPlaceAtAgreesWithGoScanner(t *testing.T) {
	paths, sources := goSources(t, 200, 20)
	if len(paths) < 20 {
		t.Fatalf("only %d files to compare", len(paths))
	}
	for i, source := range sources {
		want := places(source)
		var s lexer.State
		l, offset := lexer.For("go", ""), 0
		for line := range strings.SplitSeq(source, "\n") {
			for k := range len(line) + 1 {
				if got := l.PlaceAt(s, line[:k]); got != want[offset+k] {
					t.Fatalf("%s: offset %d, after %q: got %d, want %d", paths[i], offset+k, line[:k], got, want[offset+k])
				}
			}
			_, s = l.Line(nil, s, line)
			offset += len(line) + 1
		}
	}
}

// places says for each offset in source where a cursor stands there.
func places(source string) []lexer.Place {
	var sc scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(source))
	sc.Init(file, []byte(source), nil, scanner.ScanComments)
	places := make([]lexer.Place, len(source)+1)
	for {
		pos, tok, text := sc.Scan()
		switch start := file.Offset(pos); tok {
		case token.EOF:
			return places
		case token.COMMENT:
			end := start + len(text)
			if strings.HasPrefix(text, "//") {
				end++ // the end of a line comment is in it
			}
			for k := start + 2; k < end; k++ {
				places[k] = lexer.Comment
			}
		case token.STRING, token.CHAR:
			place := lexer.InString
			for k := start + 1; k < start+len(text); k++ {
				places[k] = place
				if source[k] == '\n' {
					place = lexer.MultilineString
				}
			}
		}
	}
}
