package workspace

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/fsnotify/fsnotify"
)

// watching is a running Watch on a folder.
type watching struct {
	t       *testing.T
	dir     string
	reports chan []Event
	leftOut error
}

// watchDir watches roots below dir (dir itself if there are none) until the test
// ends, and returns when the watch stands.
func watchDir(t *testing.T, dir string, roots ...string) *watching {
	t.Helper()
	w := &watching{t: t, dir: dir, reports: make(chan []Event, 1000)}
	if len(roots) == 0 {
		roots = []string{"."}
	}
	for i := range roots {
		roots[i] = filepath.Join(dir, roots[i])
	}
	ctx, cancel := context.WithCancel(t.Context())
	ready, done := make(chan struct{}), make(chan error, 1)
	go func() {
		watcher := Watcher{Ready: func() { close(ready) }, LeftOut: func(err error) { w.leftOut = err }}
		done <- watcher.Watch(ctx, roots, func(e []Event) { w.reports <- e })
		close(w.reports) // a report after the return would panic
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	select {
	case <-ready:
	case err := <-done:
		t.Fatal(err)
	}
	return w
}

// until returns all events up to the first that is e, as "written a/b.go".
func (w *watching) until(e string) []string {
	w.t.Helper()
	var seen []string
	for events := range w.reports {
		for _, event := range events {
			seen = append(seen, w.describe(event))
		}
		if slices.Contains(seen, e) {
			return seen
		}
	}
	w.t.Fatalf("watch ended without %q, saw %q", e, seen)
	return nil
}

func (w *watching) describe(e Event) string {
	name := ""
	if e.Kind != Rescan {
		rel, err := filepath.Rel(w.dir, e.Path)
		if err != nil {
			w.t.Fatal(err)
		}
		name = " " + filepath.ToSlash(rel)
	}
	return map[EventKind]string{Written: "written", Removed: "removed", Rescan: "rescan"}[e.Kind] + name
}

func (w *watching) rename(from, to string) {
	w.t.Helper()
	if err := os.Rename(filepath.Join(w.dir, from), filepath.Join(w.dir, to)); err != nil {
		w.t.Fatal(err)
	}
}

func (w *watching) remove(name string) {
	w.t.Helper()
	if err := os.RemoveAll(filepath.Join(w.dir, name)); err != nil {
		w.t.Fatal(err)
	}
}

func TestWatchReportsWritesAndRemovals(t *testing.T) {
	dir := tempDir(t)
	write(t, dir, map[string]string{"a.go": "", "sub/b.go": ""})
	w := watchDir(t, dir)
	write(t, dir, map[string]string{"sub/b.go": "package b\n"})
	w.until("written sub/b.go")
	write(t, dir, map[string]string{"new.go": ""})
	w.until("written new.go")
	w.remove("a.go")
	w.until("removed a.go")
}

func TestWatchSeesAnAtomicSave(t *testing.T) {
	dir := tempDir(t)
	write(t, dir, map[string]string{"a.go": ""})
	w := watchDir(t, dir)
	for range 2 { // the second would be missed if the file itself were watched
		write(t, dir, map[string]string{".a.go.tmp": "package a\n"})
		w.rename(".a.go.tmp", "a.go")
		if seen := w.until("written a.go"); !slices.Equal(seen, []string{"written a.go"}) {
			t.Errorf("saw %q, want only the write", seen)
		}
	}
}

func TestWatchSeesFilesOfNewFolders(t *testing.T) {
	dir := tempDir(t)
	w := watchDir(t, dir)
	write(t, dir, map[string]string{"x/y/z/a.go": ""}) // written before anybody can watch z
	w.until("written x/y/z/a.go")
	write(t, dir, map[string]string{"x/y/z/b.go": ""})
	w.until("written x/y/z/b.go")
}

func TestWatchFollowsMovedFolders(t *testing.T) {
	dir := tempDir(t)
	write(t, dir, map[string]string{"old/deep/a.go": ""})
	w := watchDir(t, dir)
	w.rename("old", "new")
	seen := w.until("written new/deep/a.go")
	if !slices.Equal(seen, []string{"removed old", "written new/deep/a.go"}) {
		t.Errorf("saw %q, want the removal of old, then the file at its new place", seen)
	}
	write(t, dir, map[string]string{"new/deep/b.go": ""})
	w.until("written new/deep/b.go")
	w.remove("new")
	w.until("removed new")
}

func TestWatchSeesAFolderThatIsMadeAnew(t *testing.T) {
	dir := tempDir(t)
	write(t, dir, map[string]string{"sub/a.go": "", "sub/b.go": ""})
	w := watchDir(t, dir)
	w.remove("sub")
	write(t, dir, map[string]string{"sub/b.go": ""})
	write(t, dir, map[string]string{"sub/c.go": ""})
	w.until("written sub/c.go")
	write(t, dir, map[string]string{"sub/d.go": ""})
	w.until("written sub/d.go")
}

func TestWatchReportsOnlyWhatListGives(t *testing.T) {
	dir := tempDir(t)
	git(t, dir, "init", "-q")
	write(t, dir, map[string]string{".gitignore": "*.log\n/out/\n", "out/kept.go": "", "a.go": "", "x.log": ""})
	git(t, dir, "add", "-f", "out/kept.go")
	w := watchDir(t, dir)
	write(t, dir, map[string]string{
		"x.log": "1", "y.log": "", ".env": "K=1", "out/new.go": "", "node_modules/n.js": "", "a.png": "", "n/.env": "", "n/x.log": "",
	})
	w.remove("x.log")
	write(t, dir, map[string]string{"out/kept.go": "1", "z.go": ""})
	git(t, dir, "add", "a.go") // writes in .git
	seen := w.until("written z.go")
	slices.Sort(seen)
	if seen = slices.Compact(seen); !slices.Equal(seen, []string{"written out/kept.go", "written z.go"}) {
		t.Errorf("saw %q, want only the two listed files", seen)
	}
}

func TestWatchReportsFilesThatAreNoLongerListed(t *testing.T) {
	dir := tempDir(t)
	write(t, dir, map[string]string{"a.txt": "", "b.txt": ""})
	w := watchDir(t, dir)
	write(t, dir, map[string]string{"a.txt": strings.Repeat("a line\n", MaxSize/7+1)})
	w.until("removed a.txt")
	w.remove("b.txt")
	if err := os.Symlink("a.txt", filepath.Join(dir, "b.txt")); err != nil {
		t.Fatal(err)
	}
	w.until("removed b.txt")
}

func TestWatchRescansWhenIgnoreRulesChange(t *testing.T) {
	dir := tempDir(t)
	git(t, dir, "init", "-q")
	write(t, dir, map[string]string{"root/.gitignore": "/gen/\n", "root/gen/deep/a.go": "", "root/b.go": ""})
	w := watchDir(t, dir, "root")

	write(t, dir, map[string]string{"root/.gitignore": "\n"})
	w.until("rescan")
	write(t, dir, map[string]string{"root/gen/deep/a.go": "1"}) // was not watched before
	w.until("written root/gen/deep/a.go")

	write(t, dir, map[string]string{".gitignore": "b.go\n"}) // above the root
	w.until("rescan")
	write(t, dir, map[string]string{"root/b.go": "1", "root/c.go": ""})
	if seen := w.until("written root/c.go"); slices.Contains(seen, "written root/b.go") {
		t.Errorf("saw %q, want no ignored file", seen)
	}

	write(t, dir, map[string]string{".git/info/exclude": "c.go\n"})
	w.until("rescan")
}

func TestWatchOfSeveralRootsReportsEachChangeOnce(t *testing.T) {
	dir := tempDir(t)
	write(t, dir, map[string]string{"one/a.go": "", "one/sub/b.go": "", "two/c.go": ""})
	w := watchDir(t, dir, "one", "one/sub", "two")
	write(t, dir, map[string]string{"one/sub/b.go": "1"})
	if seen := w.until("written one/sub/b.go"); len(seen) != 1 {
		t.Errorf("saw %q, want one event", seen)
	}
	write(t, dir, map[string]string{"two/c.go": "1"})
	w.until("written two/c.go")
}

func TestTwoWatchesDoNotDisturbEachOther(t *testing.T) {
	dir := tempDir(t)
	git(t, dir, "init", "-q")
	write(t, dir, map[string]string{"a.go": ""})
	one, two := watchDir(t, dir), watchDir(t, dir)
	write(t, dir, map[string]string{"a.go": "1"})
	one.until("written a.go")
	two.until("written a.go")
}

func TestWatchOfNothingButMissingRootsFails(t *testing.T) {
	err := Watcher{}.Watch(t.Context(), []string{filepath.Join(tempDir(t), "gone")}, func([]Event) {})
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v, want one that is ErrNotExist", err)
	}
}

func TestWatchOfAMissingRootWatchesTheOthersAndSaysSo(t *testing.T) {
	dir := tempDir(t)
	write(t, dir, map[string]string{"here/a.go": ""})
	w := watchDir(t, dir, "gone", "here")
	if err := w.leftOut; !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), filepath.Join(dir, "gone")) {
		t.Errorf("error %v, want one that names the missing root", err)
	}
	write(t, dir, map[string]string{"here/a.go": "1"})
	w.until("written here/a.go")
}

func TestWatchGoesOnWhenARootGoesAway(t *testing.T) {
	dir := tempDir(t)
	write(t, dir, map[string]string{"one/a.go": "", "two/b.go": ""})
	w := watchDir(t, dir, "one", "two")
	w.remove("one")
	write(t, dir, map[string]string{"two/.gitignore": "c.go\n"}) // all roots are looked at again
	w.until("rescan")
	write(t, dir, map[string]string{"two/b.go": "1"})
	w.until("written two/b.go")
}

func TestALookPassesOverARootThatIsGone(t *testing.T) {
	dir := tempDir(t)
	write(t, dir, map[string]string{"here/a.go": ""})
	found, err := look(t.Context(), []string{filepath.Join(dir, "gone"), filepath.Join(dir, "here")})
	if _, ok := found[filepath.Join(dir, "here", "a.go")]; !ok || err != nil {
		t.Errorf("found %v, error %v", found, err)
	}
}

// fullNotifier has room for a few watches.
type fullNotifier struct{ room int }

func (n *fullNotifier) Add(string) error {
	if n.room--; n.room < 0 {
		return syscall.ENOSPC
	}
	return nil
}

func (n *fullNotifier) Remove(string) error { return nil }

func TestWatchDegradesWhenTheSystemHasNoRoom(t *testing.T) {
	dir := tempDir(t)
	write(t, dir, map[string]string{"a/a.go": "", "b/b.go": ""})
	w := &watch{notifier: &fullNotifier{room: 3}, roots: []string{dir}, watched: map[string]bool{}}
	if err := w.begin(t.Context()); err != nil {
		t.Fatal(err)
	}
	write(t, dir, map[string]string{"c/c.go": ""})
	_, err := w.events(t.Context(), batch{paths: map[string]fsnotify.Op{filepath.Join(dir, "c"): fsnotify.Create}})
	var degraded *DegradedError
	if !errors.As(err, &degraded) || !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("error %v, want a DegradedError for ENOSPC", err)
	}
}
