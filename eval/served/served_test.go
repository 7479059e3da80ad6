package served

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/inkling-lsp/inkling/eval"
	"github.com/inkling-lsp/inkling/internal/llamatest"
	"github.com/inkling-lsp/inkling/lsp"
	"github.com/inkling-lsp/inkling/model"
)

// TestMain is also the language server that tests type into.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "lsp" {
		if err := lsp.Serve(context.Background(), stdio{os.Stdin, os.Stdout}, lsp.Options{Settings: fromEnvironment{}}); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	goleak.VerifyTestMain(m)
}

type stdio struct {
	io.ReadCloser
	io.WriteCloser
}

func (s stdio) Close() error { return errors.Join(s.ReadCloser.Close(), s.WriteCloser.Close()) }

type fromEnvironment struct{}

func (fromEnvironment) Load(lsp.Editor) lsp.Settings {
	s := lsp.DefaultSettings()
	s.Backend = model.Options{Name: os.Getenv("INKLING_BACKEND"), URL: os.Getenv("INKLING_URL")}
	return s
}

func (fromEnvironment) Files([]string) []string { return nil }

// written is a history whose second commit adds lines to a long file.
func written(t *testing.T) Repository {
	t.Helper()
	var above strings.Builder
	above.WriteString("package shop\n\n")
	for i := range 120 {
		fmt.Fprintf(&above, "func price%d(item Item) int {\n\treturn item.cost * %d\n}\n\n", i, i)
	}
	below := "func last() {}\n"
	var lines strings.Builder
	lines.WriteString("func total(items []Item) int {\n")
	for i := range 10 {
		fmt.Fprintf(&lines, "\tsum%d := compute(items[%d], limit)\n", i, i)
	}
	for i := range 10 {
		fmt.Fprintf(&lines, "\tsave(ctx, store, sum%d)\n", i)
	}
	lines.WriteString("}\n\n")
	archive := fmt.Sprintf("-- 00/shop/total.go --\n%s-- 01/shop/total.go --\n%s", above.String()+below, above.String()+lines.String()+below)
	set := t.TempDir()
	if err := os.WriteFile(filepath.Join(set, "history.txtar"), []byte(archive), 0o600); err != nil {
		t.Fatal(err)
	}
	dirs, err := eval.Frozen(t.Context(), set, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return Repository{"shop", dirs[0]}
}

func passage(t *testing.T) eval.Passage {
	t.Helper()
	found, err := choose(t.Context(), []Repository{written(t)}, time.Unix(0, 0), 1)
	if err != nil || len(found) != 1 {
		t.Fatalf("passages %v, %v", found, err)
	}
	return found[0]
}

func tiny(t *testing.T, sections string) Options {
	t.Helper()
	return Options{
		Weights: llamatest.Write(t, t.TempDir(), llamatest.Qwen), Program: llamatest.Program(t),
		File: filepath.Join(t.TempDir(), "measured.jsonl"), Repositories: []Repository{written(t)}, After: time.Unix(0, 0),
		Files: 1, Threads: 1, Sections: sections, Log: io.Discard, Progress: io.Discard,
	}
}

func TestARunGoesOnWhereTheLastOneEnded(t *testing.T) {
	o := tiny(t, "quality")
	if err := Run(t.Context(), io.Discard, o); err != nil {
		t.Fatal(err)
	}
	whole, err := readRecords(o.File)
	if err != nil || len(whole) != placesEach*len(styles) {
		t.Fatalf("%d records, %v", len(whole), err)
	}
	content, err := os.ReadFile(o.File)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(content), "\n")
	kept := strings.Join(lines[:7], "")
	if err := os.WriteFile(o.File, []byte(kept+lines[7][:40]), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Run(t.Context(), io.Discard, o); err != nil {
		t.Fatal(err)
	}
	again, err := readRecords(o.File)
	if err != nil || len(again) != len(whole) {
		t.Fatalf("%d records after the second run, %v", len(again), err)
	}
	for i, r := range again {
		if w := whole[i]; r.key() != w.key() || r.Answer != w.Answer || r.TokensIn != w.TokensIn || i < 7 && !r.At.Equal(w.At) {
			t.Errorf("record %d is %+v, and was %+v", i, r, w)
		}
	}
}

func TestEachLayoutShowsTheModelTheSameLines(t *testing.T) {
	o := tiny(t, "quality")
	if err := Run(t.Context(), io.Discard, o); err != nil {
		t.Fatal(err)
	}
	records, err := readRecords(o.File)
	if err != nil {
		t.Fatal(err)
	}
	size := make(map[string]int)
	for _, r := range records {
		if size[r.Place] == 0 {
			size[r.Place] = r.TokensIn
		}
		// They differ by the letters that are not sent.
		if d := r.TokensIn - size[r.Place]; d < -2 || d > 16 || r.TokensIn < leastPrompt {
			t.Errorf("%s at %s has %d tokens beside %d", r.Layout, r.Place, r.TokensIn, size[r.Place])
		}
	}
}

func TestAWordIsReadAloneAndALineOfTheOtherLayoutWithAllBelow(t *testing.T) {
	o := tiny(t, "reading")
	if err := Run(t.Context(), io.Discard, o); err != nil {
		t.Fatal(err)
	}
	records, err := readRecords(o.File)
	if err != nil || len(records) != wordsEach+1+wordsEach+1 {
		t.Fatalf("%d records, %v", len(records), err)
	}
	for _, r := range records {
		switch {
		case r.Layout == anchored && r.Read() > 16, // the tiny model has a token for each letter
			r.Layout == vim && r.Read() < len("func last() {}"):
			t.Errorf("%s at %s read %d of %d tokens", r.Layout, r.Place, r.Read(), r.TokensIn)
		}
	}
}

func TestAModelWithoutMarkersCantBeMeasured(t *testing.T) {
	o := tiny(t, "quality")
	o.Weights = llamatest.Write(t, t.TempDir(), llamatest.Plain)
	if err := Run(t.Context(), io.Discard, o); err == nil || !strings.Contains(err.Error(), "markers") {
		t.Errorf("the run ended with %v", err)
	}
}

func TestAServerThatDoesNotStartIsAnError(t *testing.T) {
	o := tiny(t, "quality")
	o.Weights = filepath.Join(t.TempDir(), "none.gguf")
	if err := Run(t.Context(), io.Discard, o); err == nil {
		t.Error("a run without weights went well")
	}
}

func TestOverheadIsMeasuredWithoutAModel(t *testing.T) {
	o := Options{File: filepath.Join(t.TempDir(), "new", "measured.jsonl"), Sections: "overhead", Log: io.Discard, Progress: io.Discard}
	var table strings.Builder
	if err := Run(t.Context(), &table, o); err != nil {
		t.Fatal(err)
	}
	if got := table.String(); !strings.Contains(got, fmt.Sprintf("ms of %d requests", overheadRequests)) || !strings.Contains(got, fmt.Sprintf("ms of %d |", overheadCancels)) {
		t.Errorf("the table is\n%s", got)
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Run(ctx, io.Discard, tiny(t, "quality")); err == nil {
		t.Error("a run whose context has ended went well")
	}
}

func TestTypingCountsTheKeysAndTheRequests(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	s, err := startScripted(0, func(_, begin string) string { return "func total(items []Item) int {"[min(len(begin), 5):] })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.end)
	o := Options{Server: self, File: filepath.Join(t.TempDir(), "measured.jsonl"), Documents: 1, Log: io.Discard, Progress: io.Discard}
	for range 2 { // the second time, all is known
		b := &bench{options: o, passages: []eval.Passage{passage(t)}, hurry: true}
		if b.book, err = openBook(o.File); err != nil {
			t.Fatal(err)
		}
		if err := b.typeAll(t.Context(), "requests", "", s.url, func(eval.Passage) {}); err != nil {
			t.Fatal(err)
		}
		if err := b.book.close(); err != nil {
			t.Fatal(err)
		}
		d := documentsOf(b.book.records)
		if want := len(keys(b.passages[0], typedLines, 0)); d.number != 1 || d.keys != want || d.fills == 0 || len(d.cold) != 1 {
			t.Errorf("counted %+v, want %d keys", d, want)
		}
	}
}
