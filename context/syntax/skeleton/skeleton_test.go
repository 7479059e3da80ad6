package skeleton

import (
	"strings"
	"testing"

	"github.com/inkling-lsp/inkling/context/text"
)

// Lexes as languages have them.
var (
	golang     = &Lexis{Keep: "struct interface", Raw: '`'}
	rust       = &Lexis{Keep: "struct impl mod", Drop: "fn", Whole: "use", Heads: ">,", Nested: true, Rust: true}
	java       = &Lexis{Keep: "class", Heads: ")", Blocks: true}
	typescript = &Lexis{Keep: "class interface type extends", Drop: "function", Heads: ">),&|", Script: true}
	python     = &Lexis{Indented: true}
)

var cases = []struct {
	lexis         *Lexis
	content, want string
}{
	{golang, "func f(x interface{}) { return \"}\" + `}` // }\n}\n", "func f(x interface{}) {}\n"},
	{golang, "// First.\n// Second.\ntype T struct { f func() // behind\n}", "// First.\ntype T struct { f func() \n}"},
	{golang, "//go:build x\n// First.\n// Second.\n", "//go:build x\n// First.\n"},
	{golang, "var x = []struct{ a int }{{1}, {'}'}}\n", "var x = []struct{ a int }{}\n"},
	{rust, "impl<'a> T<'a> { fn f(&'a self) -> char { '{' } }", "impl<'a> T<'a> { fn f(&'a self) -> char {} }"},
	{rust, "fn f() { r#\"}\"#; /* } /* } */ } */ b'}'; } struct S { a: u8 }", "fn f() {} struct S { a: u8 }"},
	{rust, "use a::{b, {c}}; impl A<{ N }> { fn f() { x } }", "use a::{b, {c}}; impl A<{ N }> { fn f() {} }"},
	{java, "class A { void f() { String s = \"\"\"\n}\"\"\"; } int[] a = {1}; }", "class A { void f() {} int[] a = {}; }"},
	{typescript, "const f = (a) => a / 2\nclass B extends C { m() { return /[/}]/.test(`}${{ a: '}' }}`) } }", "const f = (a) => a / 2\nclass B extends C { m() {} }"},
	{typescript, "class A<T extends { a: b }> { f = () => { x }; }", "class A<T extends { a: b }> { f = () => {}; }"},
	{python, "class A:\n\tasync def f(\n  a): # c\n\t\t'doc'\n\t\tx = '''\ny'''\n\n\t\t# end\n\tb = 1\n", "class A:\n\tasync def f(\n  a): # c\n\t\t'doc'\n\tb = 1\n"},
	{python, "def f(): return 1\ndef g():\n  x\n# of h\ndef h(): # c\n  y", "def f(): return 1\ndef g():\n# of h\ndef h():"},
}

func TestOnlyWhatDeclaresNothingIsLeftOut(t *testing.T) {
	for _, c := range cases {
		if s, ok := New(c.lexis, c.content); !ok || s.Text != c.want {
			t.Errorf("%q has the skeleton %q, want %q", c.content, s.Text, c.want)
		}
	}
}

func TestEveryByteIsFoundAgain(t *testing.T) {
	for _, c := range cases {
		s, _ := New(c.lexis, c.content)
		for i := range s.Text {
			if s.Text[i] != c.content[s.Source(i)] {
				t.Errorf("%q: byte %d of the skeleton is said to be at %d", c.content, i, s.Source(i))
			}
		}
	}
}

func TestFunctionEndsAfterItsBodyThatWasLeftOut(t *testing.T) {
	s, _ := New(python, "def f():\n  x\n")
	got, want := s.Range(text.Range{Start: 0, End: len("def f():")}), text.Range{Start: 0, End: len("def f():\n  x")}
	if got != want {
		t.Errorf("it is at %v, want %v", got, want)
	}
}

func TestTextWhoseBracesDoNotMatchHasNoSkeleton(t *testing.T) {
	for _, content := range []string{"func f() {", "type T struct {", "}", "func f() { \"} }\n"} {
		if s, ok := New(golang, content); ok {
			t.Errorf("%q has the skeleton %q", content, s.Text)
		}
	}
}

func FuzzSkeletonIsAPartOfTheText(f *testing.F) {
	for _, c := range cases {
		f.Add(c.content)
	}
	f.Fuzz(func(t *testing.T, content string) {
		for _, l := range []*Lexis{golang, rust, java, typescript, python} {
			s, ok := New(l, content)
			if !ok {
				if !strings.ContainsAny(content, "{}") {
					t.Errorf("%q has no braces that could fail to match", content)
				}
				continue
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
		}
	})
}
