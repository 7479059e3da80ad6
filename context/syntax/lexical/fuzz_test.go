package lexical

import (
	"testing"

	"github.com/inkling-lsp/inkling/context/syntax/outline"
)

var readers = []Reader{Go, Python, Rust, Java}

// FuzzReaders gives any text to all readers.
func FuzzReaders(f *testing.F) {
	for _, c := range cases {
		f.Add(c.content)
	}
	for _, begun := range []string{"type T struct {", "const (A", "func (", "def f(", "class A:\n  '''", "from a import (", "@a", "impl<", "use a::{", "#[", "class A { int a", "enum A {", "a\\", "'", "\"\\", "/*"} {
		f.Add(begun)
	}
	f.Fuzz(func(t *testing.T, content string) {
		for _, read := range readers {
			o, _ := read(content)
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
		}
	})
}
