package local

import (
	"context"
	"strings"
	"testing"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/model/local/lexer"
)

// FuzzPredict checks what holds for every candidate anywhere.
func FuzzPredict(f *testing.F) {
	f.Add(openFile, 60, "go")
	f.Add(marker(1), 45, "go")
	f.Add("def f(a):\n    '''x\n    return a[0]\n", 12, "python")
	f.Add("const a = `x${b}`\nfoo(a, {b: [1]})\n", 20, "typescript")
	f.Add("package b\n\nvar x = two(three\n", 27, "go")
	f.Add("package b\n\nfunc g() {\n\tjoin(\n}\n", 28, "go")
	f.Add("package b\n\nfunc g() {\n\trun(\n}\n", 27, "go")
	f.Add("package b\n\nvar a = f(\"(\", two(three\n", 37, "go")
	f.Add("foo(a, {b:\n", 10, "typescript")
	m := New(DefaultOptions())
	if err := m.Learn(context.Background(), []File{
		{URI: "file:///1.go", Content: openFile},
		{URI: "file:///2.go", Content: marker(2)},
		{URI: "file:///5.go", Content: "package a\n\nfunc f() {\n\trun(one, func() {\n\t\twrap(two(three))\n\t})\n\tjoin(one,\n\t\ttwo[three])\n}\n"},
		{URI: "file:///3.py", Content: "def f(a):\n    b = a[0]\n    return f(b)\n"},
		{URI: "file:///4.ts", Content: "const a = b.map((c) => c[0])\nfoo(a, {b: [1]})\n"},
	}); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, content string, offset int, language string) {
		s := text.NewSnapshot("file:///fuzz", language, 0, content)
		if offset < 0 || offset > s.Len() {
			return
		}
		p, err := m.Predict(context.Background(), Query{s, offset})
		if err != nil {
			t.Fatal(err)
		}
		if (len(p.Candidates) == 0) != (p.Silence != "") {
			t.Fatalf("%d candidates with silence %q", len(p.Candidates), p.Silence)
		}
		last := 1.0
		for _, c := range p.Candidates {
			if c.Text == "" || strings.ContainsAny(c.Text, "\n") {
				t.Fatalf("text %q is no rest of a line", c.Text)
			}
			if c.Probability > last || !(c.Probability > 0) {
				t.Fatalf("probability %g after %g", c.Probability, last)
			}
			last = c.Probability
			if why := bracketFault(s, offset, c.Text); why != "" {
				t.Fatalf("%q at %d of %q %s", c.Text, offset, content, why)
			}
		}
	})
}

// bracketFault is the plain definition of what brackets a suggestion may have: it
// never closes one that is not open at the cursor, and leaves one that opened on
// its line open only if its last token opens one. It says what is wrong.
func bracketFault(s *text.Snapshot, offset int, suggestion string) string {
	type bracket struct {
		opener string
		onLine bool
	}
	var open []bracket
	var state lexer.State
	language := lexer.For(s.Language(), string(s.URI()))
	cursor := s.LineAt(offset)
	for n := range cursor {
		line := s.Slice(s.Line(n))
		var tokens []lexer.Token
		for tokens, state = language.Line(nil, state, line); len(tokens) > 0; tokens = tokens[1:] {
			switch word := line[tokens[0].Start:tokens[0].End]; word {
			case "(", "[", "{":
				open = append(open, bracket{word, false})
			case ")", "]", "}":
				open = open[:max(0, len(open)-1)]
			}
		}
	}
	typed := s.Slice(text.Range{Start: s.Line(cursor).Start, End: min(offset, s.Line(cursor).End)})
	line, last := typed+suggestion, ""
	tokens, _ := language.Line(nil, state, line)
	for _, t := range tokens {
		last = line[t.Start:t.End]
		switch last {
		case "(", "[", "{":
			open = append(open, bracket{last, true})
		case ")", "]", "}":
			want := map[string]string{")": "(", "]": "[", "}": "{"}[last]
			if int(t.Start) >= len(typed) && (len(open) == 0 || open[len(open)-1].opener != want) {
				return "closes a bracket that is not open"
			}
			open = open[:max(0, len(open)-1)]
		}
	}
	if len(open) > 0 && open[len(open)-1].onLine && !strings.Contains("([{", last) {
		return "leaves a bracket open before its end"
	}
	return ""
}
