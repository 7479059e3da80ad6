//go:build cgo

package syntax

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// TestQuickWayHasTheOutlineOfTheTree compares the quick way with the plain one on
// a part of the Go distribution. Another folder can be named:
// SYNTAX_DIR=/some/code go test -run QuickWay.
func TestQuickWayHasTheOutlineOfTheTree(t *testing.T) {
	source := goSource(t)
	folders := []string{filepath.Join(source, "encoding"), filepath.Join(source, "go"), filepath.Join(source, "sync")}
	if other := os.Getenv("SYNTAX_DIR"); other != "" {
		folders = []string{other}
	}
	gone, all := 0, 0
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
			l, ok := Detect("", path, "")
			if err != nil || !e.Type().IsRegular() || !ok || !quick(l) || strings.Contains(path, "testdata") {
				return err
			}
			content, err := os.ReadFile(path)
			if err != nil || len(content) > MaxFile {
				return err
			}
			all++
			if sameOutline(t, l, path, string(content)) {
				gone++
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if gone < all*9/10 || all == 0 {
		t.Errorf("only %d of %d files could go the quick way", gone, all)
	}
}

func TestQuickWayOfEachLanguageHasTheOutlineOfTheTree(t *testing.T) {
	for id, source := range sources(t) {
		for _, source := range []string{source, strings.ReplaceAll(source, "\n", "\r\n")} {
			if l := language(t, id); quick(l) && !sameOutline(t, l, id, source) {
				t.Errorf("%s can't go the quick way", id)
			}
		}
	}
}

// quick tells whether a language has a quick way.
func quick(l *Language) bool { return l.Lexical != nil }

// sameOutline returns false if content can't go the quick way.
func sameOutline(t *testing.T, l *Language, path, content string) bool {
	got, ok := l.Lexical(content)
	if !ok {
		return false
	}
	tree := mustParse(t, l, nil, content)
	defer tree.close()
	want := tree.outline()
	if problem := difference(got, want); problem != "" && !tree.broken() { // a broken text may have sound declarations
		t.Errorf("%s: %s", path, problem)
	}
	return true
}

// difference is the first one of two outlines, or nothing.
func difference(got, want Outline) string {
	for i := range max(len(got.Symbols), len(want.Symbols)) {
		if i >= len(got.Symbols) || i >= len(want.Symbols) || got.Symbols[i] != want.Symbols[i] {
			return fmt.Sprintf("symbol %d is\n%+v\nwant\n%+v", i, got.Symbols[i:min(i+1, len(got.Symbols))], want.Symbols[i:min(i+1, len(want.Symbols))])
		}
	}
	if !slices.EqualFunc(got.Imports, want.Imports, func(a, b Import) bool { return reflect.DeepEqual(a, b) }) {
		return fmt.Sprintf("imports are\n%+v\nwant\n%+v", got.Imports, want.Imports)
	}
	return ""
}
