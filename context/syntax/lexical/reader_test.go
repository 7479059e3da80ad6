package lexical

import "testing"

// cases are texts and how many symbols and imports their readers find, or -1
// where tokens are not enough. That outlines are those of trees is tested in
// context/syntax.
var cases = []struct {
	reader           Reader
	content          string
	symbols, imports int
}{
	{Go, "", 0, 0},
	{Go, "package a\n\nimport (\n\t. \"b\"\n)\n\nfunc f() { var x = '\"' }\n", 1, 1},
	{Go, "type T struct { a, b int; *c.D }\n", 4, 0},
	{Go, "func f() {", -1, 0},
	{Go, "var _ struct{ a int }\n", -1, 0},
	{Go, "type A /* what */ struct{ b int }\n", -1, 0},
	{Go, "x := 1\n", -1, 0},
	{Go, "type A[B /* what */ C] struct{}\n", -1, 0},
	{Go, "type A interface{ b /* what */ () }\n", -1, 0},
	{Go, "a\x00", -1, 0},
	{Python, "", 0, 0},
	{Python, "import a\nclass B:\n    c = 1\n    def d(self): pass\n", 3, 1},
	{Python, "if a:\n  b = 1\n else:\n  c = 2\n", -1, 0},
	{Python, "a.b = c = 1\n", -1, 0},
	{Python, "\ufeffa = 1\n", -1, 0},
	{Python, "a = (1\n", -1, 0},
	{Rust, "", 0, 0},
	{Rust, "use a::{b};\nimpl C { fn d() {} }\nstruct E(u8);\n", 2, 1},
	{Rust, "#!/usr/bin/env run\nfn a() {}\n", -1, 0},
	{Rust, "let a = 1;\n", -1, 0},
	{Rust, "fn a() { \"} \n", -1, 0},
	{Java, "", 0, 0},
	{Java, "package a;\nimport b.C;\nclass D { int e, f; D() {} void g() {} }\n", 5, 1},
	{Java, "module a { }\n", -1, 0},
	{Java, "void main() {}\n", -1, 0},
	{Java, "class A { void b() { }\n", -1, 0},
}

func TestReadersKnowWhatTheyDoNotKnow(t *testing.T) {
	for _, c := range cases {
		o, ok := c.reader(c.content)
		switch {
		case ok != (c.symbols >= 0):
			t.Errorf("%q: read is %v", c.content, ok)
		case ok && (len(o.Symbols) != c.symbols || len(o.Imports) != c.imports):
			t.Errorf("%q has %d symbols and %d imports: %+v", c.content, len(o.Symbols), len(o.Imports), o)
		}
	}
}
