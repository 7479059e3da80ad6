//go:build cgo

package syntax

import (
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/inkling-lsp/inkling/context/syntax/skeleton"
)

// TestSkeletonHasTheOutlineOfTheWhole compares the quick way with the plain one
// on a part of the Go distribution, and on what the marker tests have. Another
// folder can be named: SYNTAX_DIR=/some/code go test -run Skeleton.
func TestSkeletonHasTheOutlineOfTheWhole(t *testing.T) {
	source := filepath.Join(runtime.GOROOT(), "src")
	folders := []string{filepath.Join(source, "encoding"), filepath.Join(source, "go"), filepath.Join(source, "sync")}
	if other := os.Getenv("SYNTAX_DIR"); other != "" {
		folders = []string{other}
	}
	quick, all := 0, 0
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
			l, ok := Detect("", path, "")
			if err != nil || !e.Type().IsRegular() || !ok || l.Lexis == nil || strings.Contains(path, "testdata") {
				return err
			}
			content, err := os.ReadFile(path)
			if err != nil || len(content) > MaxFile {
				return err
			}
			all++
			if sameOutline(t, l, path, string(content)) {
				quick++
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if quick < all*9/10 || all == 0 {
		t.Errorf("only %d of %d files could go the quick way", quick, all)
	}
}

func TestSkeletonOfEachLanguageHasTheOutlineOfTheWhole(t *testing.T) {
	for id, source := range sources(t) {
		if l := language(t, id); l.Lexis != nil && !sameOutline(t, l, id, source) {
			t.Errorf("%s can't go the quick way", id)
		}
	}
}

// sameOutline returns false if content can't go the quick way.
func sameOutline(t *testing.T, l *Language, path, content string) bool {
	got, ok := skeletonOutline(l, content)
	if !ok {
		return false
	}
	tree := mustParse(t, l, nil, content)
	defer tree.close()
	want := tree.outline()
	if reflect.DeepEqual(got, want) || tree.broken() { // a broken text may have a sound skeleton
		return true
	}
	for i := range max(len(got.Symbols), len(want.Symbols)) {
		if i >= len(got.Symbols) || i >= len(want.Symbols) || got.Symbols[i] != want.Symbols[i] {
			t.Errorf("%s: symbol %d is\n%+v\nwant\n%+v", path, i, got.Symbols[i:min(i+1, len(got.Symbols))], want.Symbols[i:min(i+1, len(want.Symbols))])
			return true
		}
	}
	t.Errorf("%s: imports\n%+v\nwant\n%+v", path, got.Imports, want.Imports)
	return true
}

func TestSkeletonLeavesOutWhatDeclaresNothing(t *testing.T) {
	for _, c := range []struct{ language, content, want string }{
		{"go", "func f(x interface{}) { return \"}\" + `}` // }\n}\n", "func f(x interface{}) {}\n"},
		{"go", "// First.\n// Second.\ntype T struct { f func() // behind\n}", "// First.\ntype T struct { f func() \n}"},
		{"go", "var x = []struct{ a int }{{1}, {'}'}}\n", "var x = []struct{ a int }{}\n"},
		{"rust", "impl<'a> T<'a> { fn f(&'a self) -> char { '{' } }", "impl<'a> T<'a> { fn f(&'a self) -> char {} }"},
		{"rust", "fn f() { r#\"}\"#; /* } /* } */ } */ b'}'; } struct S { a: u8 }", "fn f() {} struct S { a: u8 }"},
		{"java", "class A { void f() { String s = \"\"\"\n}\"\"\"; } int[] a = {1}; }", "class A { void f() {} int[] a = {}; }"},
	} {
		s, ok := skeleton.New(language(t, c.language).Lexis, c.content)
		if !ok || s.Text != c.want {
			t.Errorf("%q has the skeleton %q, want %q", c.content, s.Text, c.want)
			continue
		}
		for i := range s.Text {
			if s.Text[i] != c.content[s.Source(i)] {
				t.Errorf("%q: byte %d of the skeleton is said to be at %d", c.content, i, s.Source(i))
			}
		}
	}
}

func TestTextWhoseBracesDoNotMatchHasNoSkeleton(t *testing.T) {
	for _, content := range []string{"func f() {", "type T struct {", "}", "func f() { \"} }\n"} {
		if s, ok := skeleton.New(language(t, "go").Lexis, content); ok {
			t.Errorf("%q has the skeleton %q", content, s.Text)
		}
	}
}
