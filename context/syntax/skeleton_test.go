//go:build cgo

package syntax

import (
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// TestSkeletonHasTheOutlineOfTheWhole compares the quick way with the plain one
// on a part of the Go distribution, and on what the marker tests have. Another
// folder can be named: SYNTAX_DIR=/some/code go test -run Skeleton.
func TestSkeletonHasTheOutlineOfTheWhole(t *testing.T) {
	source := goSource(t)
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
