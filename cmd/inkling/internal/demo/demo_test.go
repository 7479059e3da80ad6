package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/lsp/client"
)

const original = `package main

import "fmt"

// A comment.
func main() {
	first := compute("ä", 1)
	second := compute("𝕏", 2)
	third := compute("c", 3)
	fmt.Println(first, second, third)
}
`

// fakeServer knows the original, and offers the rest of a line once some of its
// letters are there; before, it offers something wrong.
type fakeServer struct {
	documents text.Documents
	after     int // letters
	accepted  int
	closed    bool
}

func (f *fakeServer) Encoding() text.Encoding       { return text.UTF16 }
func (f *fakeServer) Learned(context.Context) error { return nil }

func (f *fakeServer) Open(_ context.Context, s *text.Snapshot) error {
	f.documents.Open(s)
	return nil
}

func (f *fakeServer) Change(_ context.Context, u text.URI, version int32, r text.PositionRange, new string) error {
	_, err := f.documents.Change(u, version, text.UTF16, []text.PositionChange{{Range: &r, New: new}})
	return err
}

func (f *fakeServer) Complete(_ context.Context, u text.URI, p text.Position, _ bool) ([]client.Item, error) {
	s, _ := f.documents.Get(u)
	line := s.Slice(s.Line(p.Line))
	want := strings.Split(original, "\n")[p.Line]
	at := text.PositionRange{Start: p, End: p}
	switch {
	case line == want:
		return nil, nil
	case len(strings.TrimSpace(line)) < f.after:
		return []client.Item{{Text: "wrong", Range: at}}, nil
	}
	// As a client that replaces the line likes it.
	at.Start.Character = 0
	return []client.Item{{Text: want, Range: at}}, nil
}

func (f *fakeServer) Accept(context.Context, client.Item) error {
	f.accepted++
	return nil
}

func (f *fakeServer) Close(context.Context) error {
	f.closed = true
	return nil
}

// demonstrate runs a demo on a workspace of one file.
func demonstrate(t *testing.T, f *fakeServer, v View, check func(root string)) (Figures, error) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(original), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, ".env"), []byte("TOKEN=x"), 0o600); err != nil {
		t.Fatal(err)
	}
	return Run(t.Context(), Options{Dir: dir, Lines: 3, View: v, Start: func(_ context.Context, root string) (Server, error) {
		if check != nil {
			check(root)
		}
		return f, nil
	}})
}

func TestTheLinesAreGoneBeforeTheServerStarts(t *testing.T) {
	f := &fakeServer{after: 5}
	var root string
	_, err := demonstrate(t, f, &Plain{Out: &bytes.Buffer{}}, func(r string) {
		root = r
		content, err := os.ReadFile(filepath.Join(r, "main.go"))
		if got, want := strings.Count(string(content), "\n"), strings.Count(original, "\n")-3; err != nil || got != want {
			t.Errorf("the copy has %d lines, want %d: %v", got, want, err)
		}
		if _, err := os.Stat(filepath.Join(r, ".env")); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("a secret file was copied: %v", err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	s, _ := f.documents.Get(text.FileURI(filepath.Join(root, "main.go")))
	if s.String() != original {
		t.Errorf("what was typed is not what was taken out:\n%s", s)
	}
	if _, err := os.Stat(root); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the copy is still there: %v", err)
	}
	if !f.closed {
		t.Error("the session was not closed")
	}
}

func TestFiguresCountKeysSuggestionsAndCharacters(t *testing.T) {
	f := &fakeServer{after: 5}
	figures, err := demonstrate(t, f, &Plain{Out: &bytes.Buffer{}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	// Each line is Enter, five letters and Tab; "wrong" is shown once, then the rest.
	if figures.Lines != 3 || figures.Keystrokes != 3*7 || figures.Right != 3 || figures.Suggestions != 6 || f.accepted != 3 {
		t.Errorf("the figures are %+v, and %d were accepted", figures, f.accepted)
	}
	if figures.Accepted != figures.Characters-3*5 || len(figures.Answers) != 3*6 {
		t.Errorf("%d of %d characters accepted in %d answers", figures.Accepted, figures.Characters, len(figures.Answers))
	}
}

func TestAServerThatOffersNothingIsTypedPast(t *testing.T) {
	figures, err := demonstrate(t, &fakeServer{after: 100}, &Plain{Out: &bytes.Buffer{}}, nil)
	if err != nil || figures.Right != 0 || figures.Keystrokes != figures.Characters+figures.Lines {
		t.Errorf("the figures are %+v: %v", figures, err)
	}
}

func TestTheSameSeedChoosesTheSameLinesFromSeveralLanguages(t *testing.T) {
	contents := map[string]string{"notes.txt": original}
	for _, name := range []string{"a.go", "b.go", "c.go", "d.py", "e.ts"} {
		contents[name] = original
	}
	first := choose(contents, 8, 7)
	if again := choose(contents, 8, 7); !equal(first, again) {
		t.Errorf("the same seed chose %v, then %v", first, again)
	}
	var paths []string
	lines := 0
	for _, p := range first {
		paths = append(paths, filepath.Ext(p.path))
		lines += len(p.lines)
		if strings.Count(p.content, "\n")+len(p.lines) != strings.Count(original, "\n") {
			t.Errorf("%d lines were to be taken out of %s", len(p.lines), p.path)
		}
	}
	if got := strings.Join(paths, " "); got != ".go .py .ts" || lines != 8 {
		t.Errorf("chose %d lines from %s", lines, got)
	}
}

func equal(a, b []passage) bool {
	x, _ := json.Marshal(paths(a))
	y, _ := json.Marshal(paths(b))
	return bytes.Equal(x, y)
}

func paths(ps []passage) (all []string) {
	for _, p := range ps {
		all = append(all, p.path, p.content)
	}
	return all
}

func TestAWorkspaceWithoutCodeHasNothingToType(t *testing.T) {
	_, err := Run(t.Context(), Options{Dir: t.TempDir(), Lines: 3})
	if !errors.Is(err, ErrNothingToType) {
		t.Errorf("the error is %v", err)
	}
}

func TestPlainMarksEachSuggestionOnce(t *testing.T) {
	var out bytes.Buffer
	if _, err := demonstrate(t, &fakeServer{after: 5}, &Plain{Out: &out}, nil); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"    7 ?     «wrong»", "    7 ?     first« := compute(\"ä\", 1)»", "    7 ⇥     first := compute(\"ä\", 1)\n"} {
		if strings.Count(out.String(), want) != 1 {
			t.Errorf("%q is not there once:\n%s", want, &out)
		}
	}
}

func TestAFrameFillsTheScreenAndNoMore(t *testing.T) {
	long := strings.Repeat("x", 200)
	s := text.NewSnapshot("file:///a.go", "go", 1, "a\n\tb\n"+long)
	for _, scene := range []Scene{
		{Path: "a.go", Snapshot: s, Offset: 4, Ghost: " := 1"},
		{Path: "a.go", Snapshot: s, Offset: 4, Ghost: long},
		{Path: long, Snapshot: s, Offset: 4, Taken: "b", Done: true},
		{Path: "a.go", Snapshot: s, Offset: 0},
		{Path: "a.go", Snapshot: s, Offset: 5 + 150, Ghost: "ghost"},
		{Path: "a.go", Snapshot: s, Offset: s.Len(), Ghost: "ghost"},
		{Path: "a.go", Snapshot: s, Offset: s.Len(), Taken: long},
	} {
		lines := Lines(frame(scene))
		if len(lines) != Height {
			t.Errorf("the frame has %d lines, want %d", len(lines), Height)
		}
		for i, l := range lines {
			width := 0
			for _, span := range l {
				width += len([]rune(span.Text))
			}
			if width > Width {
				t.Errorf("line %d is %d wide, at most %d fit", i, width, Width)
			}
		}
	}
}

func TestARecordingKeepsThePaceOfAPerson(t *testing.T) {
	var file bytes.Buffer
	r, err := NewRecording(&file, &Plain{Out: &bytes.Buffer{}})
	if err != nil {
		t.Fatal(err)
	}
	s := Scene{Snapshot: text.NewSnapshot("file:///a.go", "go", 1, "a"), Offset: 1, Ghost: "b"}
	for range 3 {
		if err := r.Show(s, 1500*time.Millisecond); err != nil {
			t.Fatal(err)
		}
	}
	frames, err := ReadRecording(&file)
	if err != nil || len(frames) != 3 || frames[2].At != 3*time.Second {
		t.Fatalf("read %+v, %v", frames, err)
	}
	if got := frames[0].Lines[2][1]; got.Text != "a" {
		t.Errorf("the first line of the text is %+v", frames[0].Lines[2])
	}
}
