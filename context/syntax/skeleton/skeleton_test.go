package skeleton

import (
	"strings"
	"testing"

	"github.com/inkling-lsp/inkling/context/text"
)

// lexis is TypeScript's, but shorter.
var lexis = &Lexis{Keep: "class interface type extends", Drop: "function", Heads: ">),&|"}

var cases = []struct {
	content, want string
}{
	{"const f = (a) => a / 2\nclass B extends C { m() { return /[/}]/.test(`}${{ a: '}' }}`) } }", "const f = (a) => a / 2\nclass B extends C { m() {} }"},
	{"// First.\n// Second.\nclass A { f() { return 1 } // behind\n}", "// First.\nclass A { f() {} // behind\n}"},
	{"class A<T extends { a: b }> { f = () => { x }; }", "class A<T extends { a: b }> { f = () => {}; }"},
}

func TestOnlyWhatDeclaresNothingIsLeftOut(t *testing.T) {
	for _, c := range cases {
		if s, ok := New(lexis, c.content); !ok || s.Text != c.want {
			t.Errorf("%q has the skeleton %q, want %q", c.content, s.Text, c.want)
		}
	}
}

func TestEveryByteIsFoundAgain(t *testing.T) {
	for _, c := range cases {
		s, _ := New(lexis, c.content)
		for i := range s.Text {
			if s.Text[i] != c.content[s.Source(i)] {
				t.Errorf("%q: byte %d of the skeleton is said to be at %d", c.content, i, s.Source(i))
			}
		}
	}
}

func TestTextWhoseBracesDoNotMatchHasNoSkeleton(t *testing.T) {
	for _, content := range []string{"function f() {", "class T {", "}", "function f() { \"} }\n"} {
		if s, ok := New(lexis, content); ok {
			t.Errorf("%q has the skeleton %q", content, s.Text)
		}
	}
}

func FuzzSkeletonIsAPartOfTheText(f *testing.F) {
	for _, c := range cases {
		f.Add(c.content)
	}
	f.Fuzz(func(t *testing.T, content string) {
		s, ok := New(lexis, content)
		if !ok {
			if !strings.ContainsAny(content, "{}") {
				t.Errorf("%q has no braces that could fail to match", content)
			}
			return
		}
		at := -1
		for i := range len(s.Text) {
			next := s.Source(i)
			if next <= at || next >= len(content) || content[next] != s.Text[i] {
				t.Fatalf("byte %d of %q is said to be at %d, after %d", i, s.Text, next, at)
			}
			at = next
		}
		if r := s.Range(text.Range{Start: 0, End: len(s.Text)}); r.End > len(content) {
			t.Errorf("%v is not in %d bytes", r, len(content))
		}
	})
}
