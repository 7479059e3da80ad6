//go:build cgo

package syntax

import (
	"context"
	"errors"
	"log/slog"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/internal/bug"
)

func TestAnswerIsForTheSnapshotThatIsAskedAbout(t *testing.T) {
	trees := NewTrees(nil)
	defer trees.End()
	first := text.NewSnapshot("file:///a.go", "go", 1, "package a\n\nfunc one() { x }\n")
	trees.Open(first)
	second, err := first.Apply(2, []text.Change{{Range: text.Range{Start: 16, End: 19}, New: "another"}})
	if err != nil {
		t.Fatal(err)
	}
	trees.Change(second)
	for range 3 {
		for s, want := range map[*text.Snapshot]string{first: "one", second: "another"} {
			p, err := trees.Place(t.Context(), s, s.Len()-4)
			if err != nil || p.Function.Name != want {
				t.Errorf("version %d is in %q, want %q; %v", s.Version(), p.Function.Name, want, err)
			}
		}
	}
}

func TestQuestionsThatHaveNoAnswerSayWhy(t *testing.T) {
	trees := NewTrees(nil)
	defer trees.End()
	unknown := text.NewSnapshot("file:///a.xyz", "xyz", 1, "text")
	large := text.NewSnapshot("file:///large.go", "go", 1, strings.Repeat("x", MaxFile+1))
	closed := text.NewSnapshot("file:///closed.go", "go", 1, "package a")
	for _, s := range []*text.Snapshot{unknown, large, closed} {
		trees.Open(s)
	}
	trees.Close(closed.URI())
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for _, c := range []struct {
		ctx  context.Context //nolint:containedctx // a case's own
		s    *text.Snapshot
		want error
	}{
		{t.Context(), unknown, ErrUnknown},
		{t.Context(), large, ErrTooLarge},
		{t.Context(), closed, ErrNotOpen},
		{cancelled, large, context.Canceled},
	} {
		_, err := trees.Place(c.ctx, c.s, 0)
		if !errors.Is(err, c.want) || !strings.Contains(err.Error(), string(c.s.URI())) {
			t.Errorf("%s: %v, want %v and its name", c.s.URI(), err, c.want)
		}
	}
}

func TestDocumentThatFailsIsTriedAgainWhenItHasChangedEnough(t *testing.T) {
	s := text.NewSnapshot("file:///large.go", "go", 1, strings.Repeat("x", MaxFile+1))
	d := newDocument(s)
	tries := 0
	for range 100 {
		before := d.failures
		if err := d.ask(t.Context(), s, func(*tree) {}); !errors.Is(err, ErrTooLarge) {
			t.Fatal(err)
		}
		tries += d.failures - before
		next, err := s.Apply(s.Version()+1, nil)
		if err != nil {
			t.Fatal(err)
		}
		s = next
	}
	if tries < 3 || tries > 10 {
		t.Errorf("100 versions of a text that can't be parsed were tried %d times", tries)
	}
	whole, err := s.Apply(s.Version()+1, []text.Change{{Range: text.Range{Start: 0, End: s.Len()}, New: "package a"}})
	if err != nil {
		t.Fatal(err)
	}
	for err = errors.New("not asked"); err != nil; whole, _ = whole.Apply(whole.Version()+1, nil) {
		err = d.ask(t.Context(), whole, func(*tree) {})
	}
	d.end()
}

func TestPanicWhileParsingAheadCostsThatDocumentOnly(t *testing.T) {
	bug.Expect(t)
	reports := make(chan string, 10)
	trees := NewTrees(slog.New(slog.NewTextHandler(lineWriter(reports), nil)))
	defer trees.End()
	bad := text.NewSnapshot("file:///bad.xyz", "xyz", 1, "text")
	good := text.NewSnapshot("file:///good.go", "go", 1, sample)
	d := newDocument(bad)
	d.language = &Language{Name: "Odd", tables: func() (*tables, error) { panic("odd grammar") }}
	trees.mu.Lock()
	trees.open[bad.URI()] = d
	trees.mu.Unlock()
	trees.Open(good)
	if got := <-reports; !strings.Contains(got, "panic in the syntax tree of file:///bad.xyz: odd grammar") {
		t.Errorf("reported is %s", got)
	}
	if _, err := trees.Outline(t.Context(), bad); !errors.Is(err, errPanicked) {
		t.Errorf("asked about the text that broke it: %v", err)
	}
	if o, err := trees.Outline(t.Context(), good); err != nil || len(o.Symbols) == 0 {
		t.Errorf("the other document: %v, %v", o, err)
	}
}

func TestDocumentIsAnsweredAgainAfterAQuestionThatPanicked(t *testing.T) {
	s := text.NewSnapshot("file:///a.go", "go", 1, sample)
	d := newDocument(s)
	defer d.end()
	func() {
		defer func() { _ = recover() }()
		_ = d.ask(t.Context(), s, func(*tree) { panic("odd question") })
	}()
	if d.tree != nil {
		t.Error("the tree is still there")
	}
	next, err := s.Apply(2, []text.Change{{New: "// more\n"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.ask(t.Context(), next, func(*tree) {}); err != nil {
		t.Errorf("the next text: %v", err)
	}
}

// lineWriter sends each line of a log.
type lineWriter chan<- string

func (w lineWriter) Write(line []byte) (int, error) {
	w <- string(line)
	return len(line), nil
}

func TestEndFreesEverythingAndNothingIsOpenAfterIt(t *testing.T) {
	trees := NewTrees(nil)
	s := text.NewSnapshot("file:///a.go", "go", 1, sample)
	trees.Open(s)
	if _, err := trees.Outline(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	d := trees.open[s.URI()]
	trees.Open(s) // again: the first is closed
	trees.End()
	if d.tree != nil {
		t.Error("a tree is left")
	}
	trees.Open(s)
	trees.Change(s)
	trees.Close(s.URI())
	if _, err := trees.Outline(t.Context(), s); !errors.Is(err, ErrNotOpen) {
		t.Errorf("after the end: %v", err)
	}
}

// TestParsingWhatChangedIsParsingAfresh makes random edits and compares all
// answers with those of a new tree. While a text is broken the two may mend it
// in different ways, for what was there before the edit is taken as a hint; it
// has to be forgotten once the text is sound again.
func TestParsingWhatChangedIsParsingAfresh(t *testing.T) {
	all := sources(t)
	for _, id := range []string{"go", "python", "typescriptreact", "rust", "java", "ruby"} {
		l, source := language(t, id), all[id]
		t.Run(id, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				s := text.NewSnapshot("file:///document", id, 1, source)
				d := newDocument(s)
				defer d.end()
				compareWithFresh(t, l, d, s)
				for range rapid.IntRange(1, 8).Draw(t, "edits") {
					s = edited(t, s)
					if rapid.Bool().Draw(t, "parsed between") {
						compareWithFresh(t, l, d, s)
					}
				}
				compareWithFresh(t, l, d, s)
				compareWithFresh(t, l, d, text.NewSnapshot(s.URI(), id, 100, source))
			})
		})
	}
}

func compareWithFresh(t *rapid.T, l *Language, d *document, s *text.Snapshot) {
	fresh, err := parse(l, nil, s.String())
	if err != nil {
		t.Fatal(err)
	}
	defer fresh.close()
	at := rapid.IntRange(0, s.Len()).Draw(t, "at")
	err = d.ask(t.Context(), s, func(moved *tree) {
		if moved.content != fresh.content {
			t.Fatalf("the tree is of %q, not of %q", moved.content, fresh.content)
		}
		answers := func(t *tree) []any { return []any{t.place(at), t.outline(), t.names(at)} }
		got, want := answers(moved), answers(fresh)
		if !fresh.c.RootNode().HasError() && !reflect.DeepEqual(got, want) {
			t.Fatalf("at %d of %q:\n%+v\nwant\n%+v", at, s.String(), got, want)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

func edited(t *rapid.T, s *text.Snapshot) *text.Snapshot {
	start := rapid.IntRange(0, s.Len()).Draw(t, "start")
	end := min(s.Len(), start+rapid.IntRange(0, 30).Draw(t, "size"))
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{"", "{", "}", "(", "\"", "\n", "/*", "*/", "#", "func f() {", "class A:\n\t", "x = 1\n", "'", "`", "é"}),
		rapid.StringN(0, 8, 12),
	).Draw(t, "new")
	next, err := s.Apply(s.Version()+1, []text.Change{{Range: text.Range{Start: start, End: end}, New: piece}})
	if err != nil {
		t.Fatal(err)
	}
	return next
}
