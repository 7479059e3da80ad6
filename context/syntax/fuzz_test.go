//go:build cgo

package syntax

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/inkling-lsp/inkling/context/syntax/outline"
)

// sources are those of the marker tests, one for each language, by its
// identifier.
func sources(t testing.TB) map[string]string {
	files, err := filepath.Glob("testdata/*/declarations.txtar")
	if err != nil || len(files) < 17 {
		t.Fatalf("%d sources, %v", len(files), err)
	}
	all := make(map[string]string)
	for _, f := range files {
		content, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		source := string(txtar.Parse(content).Files[0].Data)
		all[filepath.Base(filepath.Dir(f))] = marker.ReplaceAllString(source, "")
	}
	return all
}

// FuzzEveryTextHasAnswers gives any bytes to any language.
func FuzzEveryTextHasAnswers(f *testing.F) {
	for id, source := range sources(f) {
		f.Add(id, source, 50)
		f.Add("python", source, 50)
	}
	f.Add("go", "func \xff(\x00", 3)
	f.Fuzz(func(t *testing.T, id, content string, at int) {
		l, ok := Detect(id, id, content)
		if !ok {
			l = Languages()[len(id)%len(Languages())]
		}
		tree, err := parse(l, nil, content)
		if errors.Is(err, ErrTooSlow) {
			return
		}
		if err != nil {
			t.Fatalf("%s: %v", l.Name, err)
		}
		defer tree.close()
		at = min(max(at, 0), len(content))
		checkOutline(t, content, tree.outline())
		if l.Lexical != nil {
			if o, ok := l.Lexical(content); ok {
				checkOutline(t, content, o)
			}
		}
		p := tree.place(at)
		for _, r := range []Enclosing{p.Function, p.Method, p.Type, p.Statement, p.Block} {
			if r.Range.Start < 0 || r.Range.End > len(content) || r.Range.Start > at {
				t.Errorf("%s: offset %d is in %+v", l.Name, at, r)
			}
		}
		for _, n := range tree.names(at) {
			if n.Name == "" || n.Range.End > len(content) {
				t.Errorf("%s: name %+v", l.Name, n)
			}
		}
	})
}

func checkOutline(t *testing.T, content string, o Outline) {
	for _, s := range o.Symbols {
		if s.Range.Start < 0 || s.Range.End > len(content) || s.NameRange.Start < s.Range.Start || s.NameRange.End > s.Range.End || s.Kind == 0 {
			t.Errorf("symbol %+v of %d bytes", s, len(content))
		}
		if len(s.Signature) > outline.MaxSignature || len(s.Doc) > outline.MaxDoc || strings.ContainsAny(s.Signature, "\n\t") {
			t.Errorf("signature %q, documentation %q", s.Signature, s.Doc)
		}
	}
}
