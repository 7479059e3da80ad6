package local

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"unsafe"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/model/local/lexer"
	"pgregory.net/rapid"
)

// reopened is a segment written and opened again.
func reopened(t failing, s *Segment) *Segment {
	var b bytes.Buffer
	if _, err := s.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	opened, err := OpenSegment(aligned(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return opened
}

// aligned is a copy of b at an address that 8 divides.
func aligned(b []byte) []byte {
	words := make([]uint64, len(b)/8+1)
	copied := unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(words))), 8*len(words))[:len(b)]
	copy(copied, b)
	return copied
}

// anyFile is a small program in some language, or no program at all.
func anyFile(t *rapid.T, uri text.URI) File {
	lines := rapid.SliceOfN(rapid.SampledFrom([]string{
		"f, err := os.Open(path)", "if err != nil {", "\treturn nil, err", "}", "", "// a comment", "defer f.Close()",
		"x = [1, 2, \"three\"]", "été := `raw", "end`", strings.Repeat("y", 200), "call(alpha, beta)", "\xff\xfe",
	}), 0, 12).Draw(t, "lines")
	return File{URI: uri, Content: strings.Join(lines, "\n")}
}

func anyFiles(t *rapid.T) []File {
	var files []File
	for i := range rapid.IntRange(1, 8).Draw(t, "files") {
		extension := rapid.SampledFrom([]string{".go", ".py", ".md", ""}).Draw(t, "extension")
		files = append(files, anyFile(t, text.URI(fmt.Sprintf("file:///%d%s", i, extension))))
	}
	return files
}

// holds is what a model holds of each file: its tokens, lines and texts.
func holds(m *Model) map[text.URI]string {
	held := make(map[text.URI]string)
	for _, p := range m.index.Load().parts {
		for i, src := range p.sources {
			if p.isDead(i) {
				continue
			}
			var b strings.Builder
			fmt.Fprintf(&b, "%s in %s:", src.language.Name, p.names[i].folder)
			for at := src.start; at < src.end; at++ {
				word, _ := p.words.Text(p.ids[at])
				fmt.Fprintf(&b, " %d/%d/%d%q", p.ids[at], p.traits[at], p.lineNumber(at), word)
			}
			held[p.names[i].uri] = b.String()
		}
	}
	return held
}

func expectHolds(t failing, got, want *Model) {
	a, b := holds(got), holds(want)
	for u := range maps.Keys(a) {
		if a[u] != b[u] {
			t.Fatal("of", u, "the model holds", a[u], "and should hold", b[u])
		}
	}
	if len(a) != len(b) {
		t.Fatal("the model holds", len(a), "files and should hold", len(b))
	}
}

type failing interface{ Fatal(...any) }

func known(files []File) []Known {
	var k []Known
	for _, f := range files {
		k = append(k, Known{f.URI, f.key()})
	}
	return k
}

func learned(t failing, files ...File) *Model {
	m := New(DefaultOptions())
	if err := m.Learn(context.Background(), files); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestModelThatRecallsIsLikeOneThatLearned(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		files := anyFiles(t)
		taught := learned(t, files...)
		var stored []*Segment
		for _, s := range taught.Segments() {
			stored = append(stored, reopened(t, s))
		}
		recalling := New(DefaultOptions())
		if missing := recalling.Recall(known(files), stored...); len(missing) > 0 {
			t.Fatalf("missing: %v", missing)
		}
		expectHolds(t, recalling, taught)
		ask := text.NewSnapshot("file:///ask.go", "", 0, "f, err := os.Open(path)\nif err != nil {\n\t")
		for offset := range ask.Len() + 1 {
			a, errA := taught.Predict(context.Background(), Query{ask, offset})
			b, errB := recalling.Predict(context.Background(), Query{ask, offset})
			if errA != nil || errB != nil || !slices.Equal(a.texts(), b.texts()) || a.Silence != b.Silence {
				t.Fatalf("at %d: %q %v, want %q %v", offset, b.texts(), b.Silence, a.texts(), a.Silence)
			}
		}
	})
}

// Whatever comes, changes, goes, is recalled, written and compacted: the model
// holds what it would have learned of the files as they are, and what it says it
// has not is just what it was never taught.
func TestRecallInAnyOrderHoldsWhatFilesSay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := New(DefaultOptions())
		var stored []*Segment
		taught := make(map[Key]int) // how many files were taught at most at once
		now := make(map[text.URI]File)
		for range rapid.IntRange(1, 20).Draw(t, "steps") {
			uri := text.URI(fmt.Sprintf("file:///%d.go", rapid.IntRange(0, 4).Draw(t, "file")))
			f := File{URI: uri, Content: marker(rapid.IntRange(0, 3).Draw(t, "content"))}
			switch rapid.IntRange(0, 4).Draw(t, "step") {
			case 0:
				m.Forget(uri)
				delete(now, uri)
			case 1:
				m.Compact()
			case 2:
				stored = nil
				for _, s := range m.Segments() {
					stored = append(stored, reopened(t, s))
				}
			default:
				if missing := m.Recall(known([]File{f}), stored...); len(missing) == 0 {
					if taught[f.key()] == 0 {
						t.Fatal("recalled what was never learned")
					}
				} else if err := m.Learn(context.Background(), []File{f}); err != nil {
					t.Fatal(err)
				}
				taught[f.key()]++
				now[uri] = f
			}
			expectHolds(t, m, learned(t, slices.Collect(maps.Values(now))...))
		}
	})
}

func (f File) key() Key { return KeyOf(f.Language, f.URI, f.sum()) }

func TestSwitchToABranchAndBackLearnsNothing(t *testing.T) {
	var main, branch []File
	for i := range 10 {
		uri := text.URI(fmt.Sprintf("file:///%d.go", i))
		main = append(main, File{URI: uri, Content: marker(i)})
		branch = append(branch, main[i])
		if i%4 == 0 {
			branch[i].Content = marker(100 + i)
		}
	}
	m := learned(t, main...)
	if missing := m.Recall(known(branch)); len(missing) != 3 {
		t.Errorf("%d files of the branch are new, want 3", len(missing))
	}
	if err := m.Learn(context.Background(), []File{branch[0], branch[4], branch[8]}); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		for _, files := range [][]File{main, branch} {
			if missing := m.Recall(known(files)); len(missing) != 0 {
				t.Errorf("%d files are learned again", len(missing))
			}
			expectHolds(t, m, learned(t, files...))
		}
	}
}

func TestKeyIsOfTheTextAndItsLanguageOnly(t *testing.T) {
	a := File{URI: "file:///a/x.go", Content: "x"}
	for _, c := range []struct {
		name  string
		other File
		same  bool
	}{
		{"another place", File{URI: "file:///b/y.go", Content: "x"}, true},
		{"another text", File{URI: "file:///a/x.go", Content: "y"}, false},
		{"another language", File{URI: "file:///a/x.py", Content: "x"}, false},
	} {
		if (a.key() == c.other.key()) != c.same {
			t.Errorf("%s: the same key is %v", c.name, !c.same)
		}
	}
}

func TestLanguagesAreFoundByTheirNames(t *testing.T) {
	for _, id := range []string{"go", "python", "c", "shellscript", "markdown", "plaintext"} {
		l := lexer.For(id, "")
		if got, ok := lexer.Named(l.Name); !ok || got != l {
			t.Errorf("%s is served by %q, which is not found by that name", id, l.Name)
		}
	}
}

func TestDamagedSegmentsAreRefused(t *testing.T) {
	var b bytes.Buffer
	if _, err := learned(t, File{URI: "file:///a.go", Content: openFile}).Segments()[0].WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	whole := b.Bytes()
	for n := range len(whole) {
		if _, err := OpenSegment(aligned(whole[:n])); err == nil {
			t.Fatalf("the first %d of %d bytes were opened", n, len(whole))
		}
	}
	if _, err := OpenSegment(aligned(append(slices.Clone(whole), 0))); err == nil {
		t.Error("a byte more was not noticed")
	}
	if _, err := OpenSegment(aligned(append([]byte{0}, whole...))[1:]); err == nil {
		t.Error("numbers at odd addresses were opened")
	}
}

// FuzzOpenSegment opens anything, and uses what opens in every way there is.
func FuzzOpenSegment(f *testing.F) {
	for _, files := range [][]File{
		{{URI: "file:///a.go", Content: openFile}},
		{{URI: "file:///a.go", Content: marker(1)}, {URI: "file:///b.py", Content: "def f(a):\n    return a\n"}, {URI: "file:///c.md"}},
	} {
		var b bytes.Buffer
		if _, err := learned(f, files...).Segments()[0].WriteTo(&b); err != nil {
			f.Fatal(err)
		}
		f.Add(b.Bytes(), 0, byte(0))
	}
	asked := []*text.Snapshot{
		text.NewSnapshot("file:///ask.go", "", 0, openFile),
		text.NewSnapshot("file:///ask.py", "", 0, "def f(a):\n    ret"),
	}
	f.Fuzz(func(t *testing.T, body []byte, at int, flip byte) {
		body = aligned(body)
		if at >= 0 && at < len(body) {
			body[at] ^= flip
		}
		s, err := OpenSegment(body)
		if err != nil {
			return
		}
		var all []Known
		m := New(DefaultOptions())
		d := m.writer.draft(m.index.Load())
		d.add(s)
		for i := range s.sources {
			d.name(text.URI(fmt.Sprintf("file:///%d", i)), location{s, i})
		}
		m.index.Store(&d.index)
		for _, ask := range asked {
			for _, offset := range []int{0, ask.Len() / 2, ask.Len()} {
				if _, err := m.Predict(context.Background(), Query{ask, offset}); err != nil {
					t.Fatal(err)
				}
			}
		}
		m.Recall(all, s)
		m.Forget("file:///0")
		m.Compact()
		if len(m.Segments()) > 0 {
			reopened(t, m.Segments()[0])
		}
	})
}
