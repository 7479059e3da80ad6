package script

import (
	"testing"

	"github.com/inkling-lsp/inkling/context/syntax/outline"
)

// cases are texts and how many symbols and imports are found, or -1 where tokens
// are not enough. That outlines are those of trees is tested in context/syntax.
var cases = []struct {
	content          string
	symbols, imports int
}{
	{"", 0, 0},
	{"import a from 'b'\nexport class C { d = 1\n constructor(private e: F) {} }\nif (g) { let h }\nlet i\n", 5, 1},
	{"#!/usr/bin/env node\nfoo(`${`}`}`, /[`/]/)\nconst a = b / c, d = 1\n", 2, 0},
	{"{ const a = 1 }\n", -1, 0},
	{"function f() {\n  (a) / '/}/ /\n}\n", -1, 0},
	{"type A = /* what */ { b: 1 }\n", -1, 0},
	{"export /* what */ const a = 1\n", -1, 0},
	{"foo() } const a = 1\n", -1, 0},
	{"class A { b() {\n", -1, 0},
	{"enum A { B; C }\n", -1, 0},
	{"const a = () => {} as B\n", -1, 0},
	{"declare module 'a';\n", -1, 0},
}

func TestReaderKnowsWhatItDoesNotKnow(t *testing.T) {
	for _, c := range cases {
		o, ok := TypeScript(c.content)
		switch {
		case ok != (c.symbols >= 0):
			t.Errorf("%q: read is %v", c.content, ok)
		case ok && (len(o.Symbols) != c.symbols || len(o.Imports) != c.imports):
			t.Errorf("%q has %d symbols and %d imports: %+v", c.content, len(o.Symbols), len(o.Imports), o)
		}
	}
}

func FuzzTypeScript(f *testing.F) {
	for _, c := range cases {
		f.Add(c.content)
	}
	for _, begun := range []string{"`${", "class A { constructor(", "import {", "const a = <", "x = /[", "type A =", "@", "export default"} {
		f.Add(begun)
	}
	f.Fuzz(func(t *testing.T, content string) {
		o, _ := TypeScript(content)
		for _, s := range o.Symbols {
			if s.Range.Start < 0 || s.Range.End > len(content) || s.NameRange.Start < s.Range.Start || s.NameRange.End > s.Range.End || s.Kind == 0 {
				t.Errorf("symbol %+v of %d bytes", s, len(content))
			}
			if len(s.Signature) > outline.MaxSignature || len(s.Doc) > outline.MaxDoc {
				t.Errorf("signature %q, documentation %q", s.Signature, s.Doc)
			}
		}
		for _, i := range o.Imports {
			if i.Range.Start < 0 || i.Range.End > len(content) {
				t.Errorf("import %+v of %d bytes", i, len(content))
			}
		}
	})
}
