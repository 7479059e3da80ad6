package lexer_test

import (
	"go/scanner"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/inkling-lsp/inkling/model/local/lexer"
)

// goSources returns every nth file of the Go distribution in path order, until
// it has count of them.
func goSources(t testing.TB, nth, count int) (paths, sources []string) {
	t.Helper()
	seen := 0
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	src := filepath.Join(strings.TrimSpace(string(root)), "src")
	err = filepath.WalkDir(src, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && d.Name() == "testdata":
			return fs.SkipDir
		case filepath.Ext(path) != ".go":
			return nil
		case len(paths) == count:
			return fs.SkipAll
		}
		if seen++; seen%nth != 0 {
			return nil
		}
		b, err := os.ReadFile(path)
		paths, sources = append(paths, path), append(sources, string(b))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths, sources
}

type place struct {
	start, end int
	kind       lexer.Kind
}

func TestGoTokensAreThoseOfGoScanner(t *testing.T) {
	paths, sources := goSources(t, 20, 300)
	if len(paths) < 100 {
		t.Fatalf("only %d files to compare", len(paths))
	}
	for i, source := range sources {
		checkGaps(t, lexer.For("go", ""), source)
		got, want := lexed(source), scanned(source)
		if len(got) != len(want) {
			t.Errorf("%s: %d tokens, go/scanner has %d", paths[i], len(got), len(want))
		}
		for k := range min(len(got), len(want)) {
			if got[k] != want[k] {
				t.Errorf("%s: token %d is %q %v, go/scanner has %q %v", paths[i], k,
					source[got[k].start:got[k].end], got[k], source[want[k].start:want[k].end], want[k])
				break
			}
		}
	}
}

// lexed returns the tokens with their places in source; keywords that Go only
// predeclares are identifiers, and an open string ends with its first line.
func lexed(source string) []place {
	var places []place
	var s lexer.State
	l := lexer.For("go", "")
	offset := 0
	for line := range strings.SplitSeq(source, "\n") {
		var tokens []lexer.Token
		tokens, s = l.Line(nil, s, line)
		for _, tok := range tokens {
			p := place{offset + int(tok.Start), offset + int(tok.End), tok.Kind}
			if p.kind == lexer.Keyword && !token.IsKeyword(source[p.start:p.end]) {
				p.kind = lexer.Identifier
			}
			places = append(places, p)
		}
		offset += len(line) + 1
	}
	return places
}

func scanned(source string) []place {
	var sc scanner.Scanner
	set := token.NewFileSet()
	file := set.AddFile("", -1, len(source))
	sc.Init(file, []byte(source), nil, 0)
	var places []place
	for {
		pos, tok, text := sc.Scan()
		if tok == token.EOF {
			return places
		}
		if tok == token.SEMICOLON && text != ";" {
			continue
		}
		if text == "" {
			text = tok.String()
		}
		p := place{start: file.Offset(pos), kind: kindOf(tok)}
		if p.kind == lexer.String {
			// go/scanner takes carriage returns out of raw strings; none of the
			// sample has them.
			text, _, _ = strings.Cut(text, "\n")
		}
		p.end = p.start + len(text)
		places = append(places, p)
	}
}

func kindOf(tok token.Token) lexer.Kind {
	switch {
	case tok == token.IDENT:
		return lexer.Identifier
	case tok == token.STRING || tok == token.CHAR:
		return lexer.String
	case tok.IsLiteral():
		return lexer.Number
	case tok.IsKeyword():
		return lexer.Keyword
	}
	return lexer.Operator
}
