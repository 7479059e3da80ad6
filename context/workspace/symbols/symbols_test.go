//go:build cgo

package symbols

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/inkling-lsp/inkling/context/syntax"
	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/context/workspace/index"
	"github.com/inkling-lsp/inkling/context/workspace/store"
	"github.com/inkling-lsp/inkling/internal/bug"
)

// texts are files by name, in the order of the arguments: name, content, …
func texts(namesAndContents ...string) (texts []index.Text) {
	for pair := range slices.Chunk(namesAndContents, 2) {
		f := index.File{URI: text.URI("file:///" + pair[0]), Sum: sha256.Sum256([]byte(pair[1]))}
		texts = append(texts, index.Text{File: f, Content: pair[1]})
	}
	return texts
}

func files(texts []index.Text) (files []index.File) {
	for _, t := range texts {
		files = append(files, t.File)
	}
	return files
}

func learned(t *testing.T, s *store.Store, namesAndContents ...string) *Learner {
	t.Helper()
	l := New(s, nil)
	if err := l.Learn(t.Context(), texts(namesAndContents...)); err != nil {
		t.Fatal(err)
	}
	return l
}

func in(dir string) *store.Store {
	o := store.DefaultOptions()
	o.Dir = dir
	return store.New(o)
}

// lines are what a table answers about a name.
func lines(t *Table, name string) string {
	var b strings.Builder
	for _, f := range t.Named(name) {
		fmt.Fprintf(&b, "%s %s %s|%s|%s\n", filepath.Base(string(f.URI)), f.Kind, f.Owner, f.Signature, f.Doc)
	}
	return b.String()
}

var two = []string{
	"a.go", "// Package a is.\npackage a\n\nimport f \"fmt\"\n\n// Open opens.\n// More.\nfunc Open(name string) error { return f.Errorf(name) }\n\ntype File struct{ Name string }\n\nfunc (f *File) Open() {}\n",
	"b.py", "from os import path as p\n\nclass Door:\n    def Open(self, wide):\n        \"\"\"Open the door.\"\"\"\n        return p\n",
	"notes", "Open questions\n",
}

func TestSymbolsAreFoundByNameAndByFile(t *testing.T) {
	table := learned(t, nil, two...).Table()
	for name, want := range map[string]string{
		"Open": "a.go function |func Open(name string) error|Open opens.\n" +
			"a.go method File|func (f *File) Open()|\n" +
			"b.py method Door|def Open(self, wide)|Open the door.\n",
		"Name": "a.go field File|Name string|\n",
		"open": "",
		"":     "",
	} {
		if got := lines(table, name); got != want {
			t.Errorf("%q is\n%swant\n%s", name, got, want)
		}
	}
	for i, f := range texts(two...) {
		want := syntax.Outline{}
		if l, ok := syntax.Detect("", string(f.URI), ""); ok {
			want, _ = syntax.ReadOutline(l, f.Content)
		}
		got, known := table.File(f.URI)
		if fmt.Sprint(got) != fmt.Sprint(want) || !known || i < 2 && len(got.Imports) != 1 {
			t.Errorf("%s: %v, want %v", f.URI, got, want)
		}
	}
	if _, known := table.File("file:///c.go"); known {
		t.Error("a file that was never learned is known")
	}
	if got := [3]int{table.Files(), table.Count(), table.Failed()}; got != [3]int{3, 6, 0} {
		t.Errorf("files, symbols, failed: %v", got)
	}
}

func TestChangedAndForgottenFilesHaveTheirNewSymbolsOnly(t *testing.T) {
	l := learned(t, nil, "a.go", "package a\n\nfunc Old() {}\n", "b.go", "package a\n\nfunc Old() {}\n")
	before := l.Table()
	if err := l.Learn(t.Context(), texts("a.go", "package a\n\nfunc New() {}\n")); err != nil {
		t.Fatal(err)
	}
	l.Forget("file:///b.go", "file:///never.go")
	now := l.Table()
	if lines(now, "Old") != "" || lines(now, "New") == "" || now.Files() != 1 || now.Count() != 1 {
		t.Errorf("now: %d files, %d symbols, Old: %q", now.Files(), now.Count(), lines(now, "Old"))
	}
	if strings.Count(lines(before, "Old"), "\n") != 2 || before.Files() != 2 {
		t.Error("a table has changed")
	}
}

// As many files as make the table gather its names anew, several times.
func TestTableOfManyChangesIsTheTableOfTheirSum(t *testing.T) {
	l := New(nil, nil)
	want := make(map[string]string)
	for round := range 40 {
		var batch []string
		for i := range 30 {
			name := fmt.Sprintf("f%d.go", (round*17+i*7)%500)
			want[name] = fmt.Sprintf("package a\n\nfunc N%d() {}\n", (round+i)%9)
			batch = append(batch, name, want[name])
		}
		if err := l.Learn(t.Context(), texts(batch...)); err != nil {
			t.Fatal(err)
		}
		gone := fmt.Sprintf("f%d.go", round*3)
		delete(want, gone)
		l.Forget(text.URI("file:///" + gone))
	}
	for n := range 9 {
		var all []string
		for name, content := range want {
			if strings.Contains(content, fmt.Sprintf("N%d(", n)) {
				all = append(all, name)
			}
		}
		slices.Sort(all)
		var got []string
		for _, f := range l.Table().Named(fmt.Sprintf("N%d", n)) {
			got = append(got, filepath.Base(string(f.URI)))
		}
		if !slices.Equal(got, all) {
			t.Errorf("N%d is in %v, want %v", n, got, all)
		}
	}
	if l.Table().Files() != len(want) || l.Table().Count() != len(want) {
		t.Errorf("%d files, %d symbols, want %d", l.Table().Files(), l.Table().Count(), len(want))
	}
}

func TestFileThatCanNotBeParsedIsKnownAndCounted(t *testing.T) {
	l := learned(t, nil, "large.go", "package a\n"+strings.Repeat("//\n", syntax.MaxFile/3))
	if got := l.Table(); got.Failed() != 1 || got.Files() != 1 || len(l.Recall(t.Context(), files(texts("large.go", "package a\n"+strings.Repeat("//\n", syntax.MaxFile/3))))) != 0 {
		t.Errorf("%d failed of %d", got.Failed(), got.Files())
	}
	l.Forget("file:///large.go")
	if l.Table().Failed() != 0 {
		t.Error("a forgotten file counts")
	}
}

func TestFileThatShowsAMistakeOfOursCostsNoOther(t *testing.T) {
	bug.Expect(t)
	var log bytes.Buffer
	dir := t.TempDir()
	l := New(in(dir), slog.New(slog.NewTextHandler(&log, nil)))
	l.outline = func(language *syntax.Language, content string) (syntax.Outline, error) {
		if strings.Contains(content, "odd") {
			panic("odd content")
		}
		return syntax.ReadOutline(language, content)
	}
	all := texts("a.go", "package odd\n", "b.go", "package b\n\nfunc Open() {}\n")
	if err := l.Learn(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	if err := l.Keep(t.Context(), index.Ending); err != nil {
		t.Fatal(err)
	}
	if n := l.Table().Failed(); n != 1 || lines(l.Table(), "Open") == "" {
		t.Errorf("%d files failed, and of the other is known %q", n, lines(l.Table(), "Open"))
	}
	if !strings.Contains(log.String(), "panic in the symbols of file:///a.go: odd content") {
		t.Errorf("the log says %s", &log)
	}
	if missing := New(in(dir), nil).Recall(t.Context(), files(all)); len(missing) != 1 {
		t.Errorf("%d files are tried again, want 1", len(missing))
	}
}

func TestRestartRecallsWithoutLearning(t *testing.T) {
	dir := t.TempDir()
	l := learned(t, in(dir), two...)
	if err := l.Keep(t.Context(), index.Ending); err != nil {
		t.Fatal(err)
	}
	again := New(in(dir), nil)
	asked := append(texts(two...), texts("c.go", two[1], "d.go", "package d\n")...)
	missing := again.Recall(t.Context(), files(asked))
	if len(missing) != 1 || missing[0].URI != "file:///d.go" {
		t.Errorf("missing are %v", missing)
	}
	if got, want := again.Table().Count(), l.Table().Count(); got != want+4 { // c.go is a.go by another name
		t.Errorf("%d symbols are recalled, want %d", got, want+4)
	}
	again.Forget("file:///c.go")
	if got, want := lines(again.Table(), "Open"), lines(l.Table(), "Open"); got != want {
		t.Errorf("recalled:\n%swant\n%s", got, want)
	}
}

func TestSmallPacksAreJoinedWhenThereIsTime(t *testing.T) {
	dir := t.TempDir()
	s := in(dir)
	l := New(s, nil)
	var all []string
	for i := range 5 {
		some := []string{fmt.Sprintf("f%d.go", i), fmt.Sprintf("package f\n\nfunc F%d() {}\n", i)}
		all = append(all, some...)
		if err := l.Learn(t.Context(), texts(some...)); err != nil {
			t.Fatal(err)
		}
		if err := l.Keep(t.Context(), index.Busy); err != nil || i == 0 && len(s.Packs(kind)) > 0 {
			t.Fatalf("a little was written in the middle of a round; %v", err)
		}
		if err := l.Keep(t.Context(), index.Idle); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.Packs(kind); len(got) != 1 || len(got[0].Keys()) != 5 {
		t.Errorf("there are %d packs", len(got))
	}
	if missing := New(in(dir), nil).Recall(t.Context(), files(texts(all...))); len(missing) > 0 {
		t.Errorf("%d files are gone", len(missing))
	}
}

func TestPackOfFilesInTheTableStaysYoung(t *testing.T) {
	dir := t.TempDir()
	used := learned(t, in(dir), "a.go", "package a\n")
	forgotten := learned(t, in(dir), "b.go", "package b\n")
	for _, l := range []*Learner{used, forgotten} {
		if err := l.Keep(t.Context(), index.Ending); err != nil {
			t.Fatal(err)
		}
	}
	forgotten.Forget("file:///b.go")
	paths, _ := filepath.Glob(filepath.Join(dir, "*", "*"))
	then := time.Now().Add(-24 * time.Hour)
	for _, p := range paths {
		if err := os.Chtimes(p, then, then); err != nil {
			t.Fatal(err)
		}
	}
	for _, l := range []*Learner{used, forgotten} {
		if err := l.Keep(t.Context(), index.Idle); err != nil {
			t.Fatal(err)
		}
	}
	young := 0
	for _, p := range paths {
		if info, err := os.Stat(p); err == nil && info.ModTime().After(then.Add(time.Hour)) {
			young++
		}
	}
	if newest := in(dir).Packs(kind)[0]; len(paths) != 2 || young != 1 || !newest.Has(keyOf(files(texts("a.go", "package a\n"))[0])) {
		t.Errorf("%d of %d packs are young, want that of the file in the table", young, len(paths))
	}
}

func TestPackWithARecordThatIsNoneIsLearnedAgain(t *testing.T) {
	dir := t.TempDir()
	f := texts("a.go", two[1])
	key := keyOf(f[0].File)
	for _, records := range []map[store.Key][]byte{{key: {9}}, {key: {0, 255}}, {}} {
		if err := in(dir).Put(kind, []store.Key{key}, body{[]store.Key{key}[:len(records)], records}); err != nil {
			t.Fatal(err)
		}
		l := New(in(dir), nil)
		if missing := l.Recall(t.Context(), files(f)); len(missing) != 1 {
			t.Fatalf("%v is recalled", records)
		}
		if left, _ := filepath.Glob(filepath.Join(dir, "*", "symbols-*")); len(left) > 0 {
			t.Errorf("%v is left", left)
		}
	}
}

func TestLearningEndsWithItsContext(t *testing.T) {
	ctx, cancel := contextEnded(t)
	defer cancel()
	l := New(nil, nil)
	if err := l.Learn(ctx, texts(two...)); err == nil || l.Table().Files() > 0 {
		t.Errorf("it learned %d files and says %v", l.Table().Files(), err)
	}
}

func TestNothingIsKeptThatIsNotThereToStay(t *testing.T) {
	dir := t.TempDir()
	l := learned(t, nil, two...)
	if err := l.Keep(t.Context(), index.Ending); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("without a store %v is written", left)
	}
	slow := newRecord(failed, syntax.Outline{})
	slow.passing = true
	l = New(in(dir), nil)
	l.packs.add(entry{store.Key{1}, slow})
	if err := l.Keep(t.Context(), index.Ending); err != nil || len(in(dir).Packs(kind)) > 0 {
		t.Errorf("what was too slow once would be so for good; %v", err)
	}
}
