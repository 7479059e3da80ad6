package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unsafe"

	"go.uber.org/goleak"
	"pgregory.net/rapid"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var words = Kind{Name: "words", Version: 3}

// value is a body of one string.
type value string

func (v value) WriteTo(w io.Writer) (int64, error) {
	n, err := io.WriteString(w, string(v))
	return int64(n), err
}

// in are the options of a user who has only named a folder.
func in(dir string) Options {
	o := DefaultOptions()
	o.Dir = dir
	return o
}

func keysOf(numbers ...int) []Key {
	keys := make([]Key, len(numbers))
	for i, n := range numbers {
		binary.BigEndian.PutUint64(keys[i][:], uint64(n))
	}
	return keys
}

func uintptrOf(b []byte) uintptr { return uintptr(unsafe.Pointer(unsafe.SliceData(b))) }

func put(t *testing.T, s *Store, body string, numbers ...int) {
	t.Helper()
	if err := s.Put(words, keysOf(numbers...), value(body)); err != nil {
		t.Fatal(err)
	}
}

// bodies are what a store has, in alphabetical order.
func bodies(t *testing.T, s *Store) (all []string) {
	t.Helper()
	for _, p := range s.Packs(words) {
		if b, err := p.Body(); err == nil {
			all = append(all, string(b))
		}
	}
	slices.Sort(all)
	return all
}

func expectBodies(t *testing.T, s *Store, want ...string) {
	t.Helper()
	if got := bodies(t, s); !slices.Equal(got, want) {
		t.Errorf("the store has %q, want %q", got, want)
	}
}

func TestWhatIsPutIsThereForTheNextProcess(t *testing.T) {
	o := in(t.TempDir())
	s := New(o)
	put(t, s, "one", 3, 1, 2)
	put(t, s, "two", 4)
	put(t, s, "", 5)
	put(t, s, "nobody has asked for these keys", 2, 1, 3) // the same again
	for _, s := range []*Store{s, New(o)} {
		expectBodies(t, s, "", "one", "two")
		for _, p := range s.Packs(words) {
			b, err := p.Body()
			if err != nil || len(b) > 0 && uintptrOf(b)%8 != 0 {
				t.Errorf("the body of %s is at %#x: %v", p.name, uintptrOf(b), err)
			}
			if string(b) == "one" && (!p.Has(keysOf(2)[0]) || p.Has(keysOf(4)[0]) || !slices.Equal(p.Keys(), keysOf(1, 2, 3))) {
				t.Errorf("the keys of the first pack are %v", p.Keys())
			}
		}
	}
}

func TestOtherVersionsAndKindsAreNotSeenAndStay(t *testing.T) {
	o := in(t.TempDir())
	s := New(o)
	put(t, s, "old", 1)
	for _, k := range []Kind{{"words", 4}, {"word", 3}} {
		if found := New(o).Packs(k); len(found) > 0 {
			t.Errorf("%v sees a pack of %v", k, words)
		}
	}
	if err := New(o).Put(Kind{"words", 4}, keysOf(1), value("new")); err != nil {
		t.Fatal(err)
	}
	expectBodies(t, s, "old")
	expectBodies(t, New(o), "old")
}

func TestNotesAreReplaced(t *testing.T) {
	o := in(t.TempDir())
	if got := New(o).Note("a"); got != nil {
		t.Errorf("a note %q that nobody wrote", got)
	}
	for _, v := range []string{"first", "second"} {
		if err := New(o).PutNote("a", []byte(v)); err != nil {
			t.Fatal(err)
		}
		if got := New(o).Note("a"); string(got) != v {
			t.Errorf("the note is %q, want %q", got, v)
		}
	}
}

// Every single damage of a file is noticed, and costs just this file.
func TestDamagedFilesAreLeftOutAndRemoved(t *testing.T) {
	dir := t.TempDir()
	o := in(dir)
	put(t, New(o), "body", 1, 2)
	put(t, New(o), "other", 3)
	if err := New(o).PutNote("n", []byte("note")); err != nil {
		t.Fatal(err)
	}
	packs, _ := filepath.Glob(filepath.Join(dir, "*", "*"))
	if len(packs) != 3 {
		t.Fatalf("files %q, want 3", packs)
	}
	for _, path := range packs {
		whole, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		damaged := [][]byte{nil, append(slices.Clone(whole), 0)}
		for n := range whole {
			flipped := slices.Clone(whole)
			flipped[n] ^= 1 << (n % 8)
			damaged = append(damaged, whole[:n], flipped)
		}
		for i, content := range damaged {
			if err := os.WriteFile(path, content, 0o600); err != nil {
				t.Fatal(err)
			}
			s := New(o)
			got := append(bodies(t, s), string(s.Note("n")))
			want := map[bool]int{true: 2, false: 1}[strings.HasSuffix(path, noteSuffix)]
			if all := strings.Join(got, "|"); strings.Count(all, "body")+strings.Count(all, "other") != want {
				t.Fatalf("damage %d of %s gave %q", i, filepath.Base(path), got)
			}
			// What is of another form, version or byte order may be another program's.
			if _, err := os.Stat(path); err == nil {
				if _, err := readHeader(content, int64(len(content))); !errors.Is(err, errForeign) && len(content) == len(whole) && !foreignKind(content, whole) {
					t.Fatalf("damage %d of %s stays: %v", i, filepath.Base(path), err)
				}
			}
		}
		if err := os.WriteFile(path, whole, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func foreignKind(a, b []byte) bool { return !bytes.Equal(a[16:36], b[16:36]) }

func TestStoreStaysWithinItsBytesAndKeepsWhatWasUsedLast(t *testing.T) {
	dir := t.TempDir()
	o := Options{Dir: dir, MaxBytes: 1000}
	s := New(o)
	put(t, s, strings.Repeat("a", 300), 1)
	put(t, s, strings.Repeat("b", 300), 2)
	age(t, dir, 2*touchAfter)
	for _, p := range s.Packs(words) {
		if p.Has(keysOf(1)[0]) {
			if _, err := p.Body(); err != nil { // used, so young again
				t.Fatal(err)
			}
		}
	}
	put(t, s, strings.Repeat("c", 300), 3)
	expectBodies(t, New(o), strings.Repeat("a", 300), strings.Repeat("c", 300))
	put(t, s, strings.Repeat("d", 2000), 4)
	expectBodies(t, New(o))
}

func TestWhatIsInUseOrWasReadIsTheLastToBeEvicted(t *testing.T) {
	dir := t.TempDir()
	o := Options{Dir: dir, MaxBytes: 1400}
	s := New(o)
	note := func(name string) {
		if err := s.PutNote(name, make([]byte, 100)); err != nil {
			t.Fatal(err)
		}
	}
	put(t, s, strings.Repeat("a", 200), 1, 2)
	put(t, s, strings.Repeat("b", 200), 3, 4)
	note("read")
	note("left")
	expectBodies(t, s, strings.Repeat("a", 200), strings.Repeat("b", 200)) // so both are opened
	age(t, dir, 2*touchAfter)
	s.Use(words, func(k Key) bool { return k == keysOf(2)[0] })
	s.Use(Kind{"words", 4}, func(Key) bool { return true }) // another version's are not there
	s.Note("read")
	put(t, s, strings.Repeat("c", 700), 5)
	expectBodies(t, New(o), strings.Repeat("a", 200), strings.Repeat("c", 700))
	if s.Note("read") == nil || s.Note("left") != nil {
		t.Error("the note that was not read was kept, or the other was not")
	}
	New(Options{}).Use(words, func(Key) bool { return true }) // keeps nothing
}

func age(t *testing.T, dir string, by time.Duration) {
	t.Helper()
	paths, _ := filepath.Glob(filepath.Join(dir, "*", "*"))
	then := time.Now().Add(-by)
	for _, p := range paths {
		if err := os.Chtimes(p, then, then); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWhatAKilledWriterLeftIsSweptUp(t *testing.T) {
	dir := t.TempDir()
	o := in(dir)
	put(t, New(o), "kept", 1)
	folder, err := o.Folder()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"tmp-1", "somebody else's"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	age(t, dir, 2*staleAfter)
	if err := os.WriteFile(filepath.Join(folder, "tmp-2"), []byte("being written"), 0o600); err != nil {
		t.Fatal(err)
	}
	expectBodies(t, New(o), "kept")
	for name, want := range map[string]bool{"tmp-1": false, "tmp-2": true, "somebody else's": true} {
		if _, err := os.Stat(filepath.Join(folder, name)); (err == nil) != want {
			t.Errorf("%s is there: %v, want %v", name, err == nil, want)
		}
	}
}

func TestClearRemovesWhatIsKeptAndNothingElse(t *testing.T) {
	dir := t.TempDir()
	o := in(dir)
	put(t, New(o), "gone", 1)
	other := filepath.Join(dir, "mine.txt")
	if err := os.WriteFile(other, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Clear(o); err != nil {
		t.Fatal(err)
	}
	expectBodies(t, New(o))
	if _, err := os.Stat(other); err != nil {
		t.Error(err)
	}
	if err := Clear(Options{Dir: filepath.Join(dir, "never made")}); err != nil {
		t.Error(err)
	}
}

func TestStoreGoesOnWhenItsFolderIsCleared(t *testing.T) {
	o := in(t.TempDir())
	s := New(o)
	put(t, s, "one", 1)
	p := s.Packs(words)[0]
	if err := Clear(o); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Body(); err == nil {
		t.Error("a pack that is gone was read")
	}
	put(t, s, "two", 2)
	expectBodies(t, s, "two")
}

func TestFolderIsTheUsersOwn(t *testing.T) {
	dir := t.TempDir()
	o := in(dir)
	folder, err := o.Folder()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	put(t, New(o), "mine", 1)
	if runtime.GOOS == "windows" {
		return // there, the rights are those of the profile's folder
	}
	err = filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWithoutAFolderNothingIsKeptAndThisIsSaidOnce(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	for _, s := range []*Store{nil, New(Options{Dir: file, MaxBytes: 1000, Log: slog.New(slog.NewTextHandler(&log, nil))})} {
		for range 2 {
			put(t, s, "lost", 1)
			expectBodies(t, s)
			if err := s.PutNote("n", nil); err != nil || s.Note("n") != nil {
				t.Errorf("a note was kept, or not without an error: %v", err)
			}
		}
	}
	if n := strings.Count(log.String(), "\n"); n != 1 {
		t.Errorf("said %d times:\n%s", n, log.String())
	}
}

func TestPacksBeyondWhatMayBeMappedAreRead(t *testing.T) {
	o := Options{Dir: t.TempDir(), MaxBytes: 1000}
	s := New(o)
	s.mapped = 2 * o.MaxBytes
	put(t, s, "read", 1)
	expectBodies(t, s, "read")
}

// Several servers in one folder write, read and evict, and never see half a pack.
func TestServersShareAFolder(t *testing.T) {
	dir := t.TempDir()
	var servers sync.WaitGroup
	for server := range 4 {
		servers.Go(func() {
			s := New(Options{Dir: dir, MaxBytes: 20_000})
			for i := range 60 {
				n := (i*7 + server) % 40
				if err := s.Put(words, keysOf(n, n+100), value(strings.Repeat(fmt.Sprint(n, ","), 200))); err != nil {
					t.Error(err)
				}
				if err := s.PutNote("shared", []byte(strings.Repeat("x", n))); err != nil {
					t.Error(err)
				}
				for _, p := range s.Packs(words) {
					body, err := p.Body()
					if errors.Is(err, fs.ErrNotExist) {
						continue // evicted
					}
					n := binary.BigEndian.Uint64(p.Keys()[0][:])
					if err != nil || string(body) != strings.Repeat(fmt.Sprint(n, ","), 200) {
						t.Errorf("the pack of %d has %.20q…: %v", n, body, err)
					}
				}
			}
		})
	}
	servers.Wait()
	total := int64(0)
	for _, info := range list(filepath.Join(dir, "1")) {
		total += info.Size()
	}
	if total > 20_000 {
		t.Errorf("%d bytes are kept, 20,000 at most", total)
	}
}

func TestSharedPacksAreReadBack(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.SliceOfN(rapid.Byte(), 0, 100).Draw(t, "body")
		numbers := rapid.SliceOfN(rapid.IntRange(0, 1000), 0, 20).Draw(t, "keys")
		f, err := os.CreateTemp(dir, "")
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		keys := keysOf(numbers...)
		slices.SortFunc(keys, compareKeys)
		if err := writePack(f, words, keys, value(body)); err != nil {
			t.Fatal(err)
		}
		info, err := f.Stat()
		if err != nil {
			t.Fatal(err)
		}
		h, got, err := readTable(f, info.Size())
		if err != nil || !slices.Equal(got, keys) || h.kind != words || h.checkBody(body) != nil {
			t.Fatalf("read %v %v: %v", h, got, err)
		}
	})
}

// FuzzReadPack reads anything.
func FuzzReadPack(f *testing.F) {
	file, err := os.CreateTemp(f.TempDir(), "")
	if err != nil {
		f.Fatal(err)
	}
	defer file.Close()
	if err := writePack(file, words, keysOf(1, 2, 3), value("body")); err != nil {
		f.Fatal(err)
	}
	whole, err := os.ReadFile(file.Name())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole, int64(len(whole)))
	f.Add(whole[:70], int64(len(whole)))
	f.Fuzz(func(t *testing.T, content []byte, size int64) {
		h, keys, err := readTable(bytes.NewReader(content), size)
		if err != nil {
			return
		}
		if len(keys) != h.keys || h.start()+h.body != size {
			t.Fatalf("%d keys and %d bytes, the header says %+v", len(keys), size, h)
		}
		_, _ = readNote(content)
	})
}
