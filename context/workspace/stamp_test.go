package workspace

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

func TestStampTellsOfEveryChange(t *testing.T) {
	dir := tempDir(t)
	path := filepath.Join(dir, "a.go")
	old := time.Now().Add(-time.Hour)
	rewrite := func(path, content string) {
		write(t, dir, map[string]string{filepath.Base(path): content})
		if err := os.Chtimes(path, old, old); err != nil {
			t.Fatal(err)
		}
	}
	stamp := func() Stamp {
		s, err := StampOf(path)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	rewrite(path, "one")
	first := stamp()
	if again := stamp(); again != first {
		t.Errorf("an untouched file has the stamps %+v and %+v", first, again)
	}
	rewrite(path, "three")
	if s := stamp(); s == first {
		t.Error("another size is not noticed")
	}
	write(t, dir, map[string]string{"a.go": "two"})
	if s := stamp(); s == first {
		t.Error("another time is not noticed")
	}
	if first.Node == 0 {
		return // this system tells of no more
	}
	other := filepath.Join(dir, "b.go")
	rewrite(other, "two")
	if err := os.Rename(other, path); err != nil {
		t.Fatal(err)
	}
	if s := stamp(); s == first || s.Size != first.Size || s.Modified != first.Modified {
		t.Errorf("another file of this size and time has stamp %+v, the first had %+v", s, first)
	}
}

func TestStillLeavesOutWhatListWouldLeaveOutByNow(t *testing.T) {
	dir := tempDir(t)
	write(t, dir, map[string]string{"same.go": "", "gone.go": "", "grown.go": "", "link.go": "", "sub/a.go": "", "outside/a.go": "", "folder.go": ""})
	var paths []string
	files, err := List(t.Context(), []string{dir}, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		paths = append(paths, f.Path)
	}
	outside := tempDir(t)
	write(t, outside, map[string]string{"a.go": "", ".env": ""})
	for _, name := range []string{"gone.go", "link.go", "folder.go", "sub"} {
		if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	write(t, dir, map[string]string{"grown.go": string(make([]byte, MaxSize+1)), "folder.go/": ""})
	for link, target := range map[string]string{"link.go": filepath.Join(outside, ".env"), "sub": outside} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	paths = append(paths, filepath.Join(outside, "a.go"), filepath.Join(dir, ".env"))
	still, err := Still(t.Context(), []string{dir}, paths)
	if err != nil {
		t.Fatal(err)
	}
	sortByDistance(still, "")
	if got, want := relative(t, dir, still), []string{"outside/a.go", "same.go"}; !slices.Equal(got, want) {
		t.Errorf("still there: %q, want %q", got, want)
	}
}
