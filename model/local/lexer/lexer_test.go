package lexer_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/tools/txtar"

	"github.com/inkling-lsp/inkling/model/local/lexer"
)

var update = flag.Bool("update", false, "rewrite the expected tokens in testdata")

// TestTokens runs testdata/*.txtar. An archive holds pairs of files: a source,
// whose extension chooses the lexer, and its tokens in NAME.want, a line for a
// line. A token is its kind's letter (i, k, s, n, o; S for an open string), a
// colon and its text; two spaces part tokens. After adding a source, run
// go test -update and read what it wrote.
func TestTokens(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no testdata: %v", err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]string{}
		for _, f := range archive.Files {
			if strings.HasSuffix(f.Name, ".want") {
				want[strings.TrimSuffix(f.Name, ".want")] = string(f.Data)
			}
		}
		var rewritten []txtar.File
		for _, f := range archive.Files {
			if strings.HasSuffix(f.Name, ".want") {
				continue
			}
			got := describe(lexer.For("", f.Name), string(f.Data))
			rewritten = append(rewritten, f, txtar.File{Name: f.Name + ".want", Data: []byte(got)})
			if !*update && got != want[f.Name] {
				t.Errorf("%s: %s: got\n%swant\n%s", file, f.Name, got, want[f.Name])
			}
			checkGaps(t, lexer.For("", f.Name), string(f.Data))
		}
		if *update {
			archive.Files = rewritten
			if err := os.WriteFile(file, txtar.Format(archive), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// describe writes the tokens of source, a line for a line.
func describe(l *lexer.Language, source string) string {
	var b strings.Builder
	var s lexer.State
	for line := range strings.SplitSeq(strings.TrimSuffix(source, "\n"), "\n") {
		var tokens []lexer.Token
		tokens, s = l.Line(nil, s, line)
		for i, tok := range tokens {
			if i > 0 {
				b.WriteString("  ")
			}
			letter := "iksno"[tok.Kind]
			if tok.Open {
				letter = 'S'
			}
			b.WriteByte(letter)
			b.WriteByte(':')
			b.WriteString(line[tok.Start:tok.End])
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// checkTokens fails if tokens are empty, out of order, outside their line, or
// overlap.
func checkTokens(t *testing.T, line string, tokens []lexer.Token) {
	t.Helper()
	end := int32(0)
	for i, tok := range tokens {
		if tok.Start < end || tok.End <= tok.Start || int(tok.End) > len(line) {
			t.Fatalf("token %d of %q is %+v after an end at %d", i, line, tok, end)
		}
		if tok.Kind > lexer.Operator {
			t.Fatalf("token %d of %q has kind %d", i, line, tok.Kind)
		}
		if tok.Open && (i != len(tokens)-1 || int(tok.End) != len(line) || tok.Kind != lexer.String) {
			t.Fatalf("open token %d of %q is %+v, not a string up to the line's end", i, line, tok)
		}
		end = tok.End
	}
}

// checkGaps fails if something between tokens is neither white space nor a
// comment, or goes on from a comment or a string above.
func checkGaps(t *testing.T, l *lexer.Language, source string) {
	t.Helper()
	var s lexer.State
	for n, line := range strings.Split(source, "\n") {
		tokens, after := l.Line(nil, s, line)
		checkTokens(t, line, tokens)
		end := 0
		for _, tok := range append(tokens, lexer.Token{Start: int32(len(line)), End: int32(len(line))}) {
			checkGap(t, l, s, line, n, end, int(tok.Start))
			end = int(tok.End)
		}
		s = after
	}
}

// checkGap fails if what is in a gap beside white space is not a comment.
func checkGap(t *testing.T, l *lexer.Language, s lexer.State, line string, n, start, end int) {
	t.Helper()
	text := strings.TrimLeftFunc(line[start:end], func(r rune) bool { return unicode.IsSpace(r) || r == '\uFEFF' })
	if text == "" || start == 0 && s.Inside() {
		return
	}
	for _, opener := range commentOpeners[l.Name] {
		if strings.HasPrefix(text, opener) && l.PlaceAt(s, line[:end-len(text)+len(opener)]) == lexer.Comment {
			return
		}
	}
	t.Fatalf("%s: line %d: %q leaves out %q", l.Name, n+1, line, text)
}

var commentOpeners = map[string][]string{
	"go": {"//", "/*"}, "rust": {"//", "/*"}, "java": {"//", "/*"}, "c-like": {"//", "/*"},
	"typescript": {"//", "/*", "#!"}, "typescriptreact": {"//", "/*"}, "javascript": {"//", "/*"},
	"javascriptreact": {"//", "/*"}, "python": {"#"}, "hash-like": {"#"}, "lua": {"--"}, "markup": {"<!--"},
}
