package lexer_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/inkling-lsp/inkling/model/local/lexer"
)

// everyLanguage is one name of each table.
var everyLanguage = []string{
	"a.go", "a.py", "a.ts", "a.tsx", "a.js", "a.jsx", "a.rs", "a.java",
	"a.txt", "a.sh", "a.yaml", "a.c", "a.css", "a.sql", "a.lua", "a.hs", "a.html", "a.clj", "a.tex",
}

// pieces make up sources in which everything that has a state begins and ends.
var pieces = []string{
	"x", "return", "0x1F", "1.5", ".", "..", "é", "→", "\u00a0", "\xff", " ", "\t", "@", "\\", "$", "${", "{", "}",
	"`", `"`, "'", `"""`, "'''", "r#\"", "\"#", "r", "b", "#", "/", "//", "/*", "*/", "--", "--[[", "]]", "{-", "-}",
	"<!--", "-->", "<", ">", ">>=", "(", ")", "[", "]", "=", "%", ";", "'a",
}

func sourceLine() *rapid.Generator[string] {
	return rapid.Map(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 8), func(p []string) string {
		return strings.Join(p, "")
	})
}

// lexedLine is what a line gives and the state it started in.
type lexedLine struct {
	before lexer.State
	tokens []lexer.Token
}

func lexAll(l *lexer.Language, lines []string) ([]lexedLine, lexer.State) {
	var s lexer.State
	var all []lexedLine
	for _, line := range lines {
		tokens, after := l.Line(nil, s, line)
		all = append(all, lexedLine{s, tokens})
		s = after
	}
	return all, s
}

// A caller re-lexes from an edited line on until a line starts in the state it
// started in before.
func TestLexingTheEditedLinesEqualsLexingAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := lexer.For("", rapid.SampledFrom(everyLanguage).Draw(t, "language"))
		lines := rapid.SliceOfN(sourceLine(), 1, 12).Draw(t, "lines")
		all, end := lexAll(l, lines)

		at := rapid.IntRange(0, len(lines)-1).Draw(t, "edited line")
		lines[at] = sourceLine().Draw(t, "new line")
		s := all[at].before
		for i := at; i < len(lines) && (i == at || s != all[i].before); i++ {
			tokens, after := l.Line(nil, s, lines[i])
			all[i] = lexedLine{s, tokens}
			if s = after; i == len(lines)-1 {
				end = after
			}
		}

		want, wantEnd := lexAll(l, lines)
		if end != wantEnd || !slices.EqualFunc(all, want, func(a, b lexedLine) bool {
			return a.before == b.before && slices.Equal(a.tokens, b.tokens)
		}) {
			t.Fatalf("%s: %q: got %v %v, want %v %v", l.Name, lines, all, end, want, wantEnd)
		}
	})
}

func TestLineAppendsToItsBuffer(t *testing.T) {
	first := lexer.Token{Start: 7, End: 9, Kind: lexer.Number}
	got, _ := lexer.For("go", "").Line([]lexer.Token{first}, 0, "a")
	want := []lexer.Token{first, {Start: 0, End: 1}}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// In quadratic time each of these lines would take minutes.
func TestLongLinesTakeLinearTime(t *testing.T) {
	for _, c := range []struct{ name, unit string }{
		{"a.rs", "/*"},
		{"a.rs", "/* "},
		{"a.rs", "r#\" "},
		{"a.rs", "'"},
		{"a.hs", "{-"},
		{"a.ts", "=/["},
		{"a.ts", "*/ /["},
		{"a.ts", "`${"},
		{"a.ts", "`${/"},
		{"a.tsx", "\\`"},
		{"a.json", `\"`},
		{"a.json", `"\`},
		{"a.txt", "'\""},
		{"a.go", "'"},
		{"a.py", "r\""},
		{"a.js", " "},
		{"a.js", "</"},
		{"a.c", "1.2"},
		{"a.go", "0x"},
	} {
		l := lexer.For("", c.name)
		line := "\"" + strings.Repeat(c.unit, 1<<21/len(c.unit))
		for _, line := range []string{line, line[1:]} {
			tokens, _ := l.Line(nil, 0, line)
			checkTokens(t, line, tokens)
		}
	}
}

// FuzzLine also starts lines in states that no line has left: a caller that
// mixes up languages must get nonsense, not a crash.
func FuzzLine(f *testing.F) {
	for i := range everyLanguage {
		f.Add(uint8(i), uint32(0), strings.Join(pieces, " ")+"\n"+strings.Join(pieces, ""))
	}
	f.Add(uint8(2), uint32(0xfffffff3), "}`${")
	f.Add(uint8(9), uint32(0xfffffff1), "a comment 1<<28 deep, of a language that has none")
	f.Fuzz(func(t *testing.T, language uint8, state uint32, source string) {
		l := lexer.For("", everyLanguage[int(language)%len(everyLanguage)])
		s := lexer.State(state)
		for line := range strings.SplitSeq(source, "\n") {
			tokens, after := l.Line(nil, s, line)
			checkTokens(t, line, tokens)
			place := l.PlaceAt(s, line)
			open := len(tokens) > 0 && tokens[len(tokens)-1].Open
			if open != (place == lexer.InString) {
				t.Fatalf("%s: %q after %d: place %d, but open is %v", l.Name, line, s, place, open)
			}
			if after.Inside() && place == lexer.Code {
				t.Fatalf("%s: %q after %d: code, but goes on in state %d", l.Name, line, s, after)
			}
			s = after
		}
	})
}
