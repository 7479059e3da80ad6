package eval

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/inkling-lsp/inkling/model/local"
)

const baselineFile = "testdata/baseline.json"

// expectation is what baseline.json commits to, as counts of right answers by
// task. The baselines are exact; the model must reach its floor.
type expectation struct {
	Queries  string         `json:"queries"` // a hash of all of them
	Asked    map[string]int `json:"asked"`
	Copy     map[string]int `json:"copy"`
	FileCopy map[string]int `json:"file_copy"`
	Floor    map[string]int `json:"model_floor"`
}

func frozenRuns(t *testing.T) []*Run {
	t.Helper()
	dirs, err := Frozen(t.Context(), "testdata/frozen", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	var runs []*Run
	for _, dir := range dirs {
		run, err := Replay(t.Context(), filepath.Base(dir), dir, local.New(local.DefaultOptions()), Options{})
		if err != nil {
			t.Fatal(err)
		}
		runs = append(runs, run)
	}
	return runs
}

func reached(runs []*Run) expectation {
	e := expectation{Asked: map[string]int{}, Copy: map[string]int{}, FileCopy: map[string]int{}, Floor: map[string]int{}}
	h := fnv.New64a()
	for _, run := range runs {
		for _, o := range run.Outcomes {
			fmt.Fprintf(h, "%s %s %s %d %s %q %q\n", o.Repository, o.Commit, o.Path, o.Line, o.Task, o.Typed, o.Target)
		}
	}
	e.Queries = fmt.Sprintf("%016x", h.Sum64())
	for _, g := range Summarize(runs).Groups {
		if g.Repository != "" || g.Language != "" {
			continue
		}
		count := func(s Share) int { return int(s.Value*float64(g.Asked) + 0.5) }
		e.Asked[g.Task] = g.Asked
		e.Copy[g.Task], e.FileCopy[g.Task], e.Floor[g.Task] = count(g.Copy), count(g.FileCopy), count(g.First)
	}
	return e
}

func TestFrozenSetGivesWhatIsCommitted(t *testing.T) {
	got := reached(frozenRuns(t))
	if *update {
		for task, right := range got.Floor {
			// A change that gains on real repositories may lose a little on this set.
			got.Floor[task] = right - right/10
		}
		data, err := json.MarshalIndent(got, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(baselineFile, append(data, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(baselineFile)
	if err != nil {
		t.Fatal(err)
	}
	var want expectation
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	if got.Queries != want.Queries {
		t.Errorf("the queries are %s and not the committed %s: a rule, the lexer or the frozen set has changed.\nIf it was meant to, go test ./eval -run Frozen -update", got.Queries, want.Queries)
	}
	for task, asked := range want.Asked {
		if got.Asked[task] != asked || got.Copy[task] != want.Copy[task] || got.FileCopy[task] != want.FileCopy[task] {
			t.Errorf("%s: asked %d, copy right %d, file copy %d; committed are %d, %d, %d", task,
				got.Asked[task], got.Copy[task], got.FileCopy[task], asked, want.Copy[task], want.FileCopy[task])
		}
		if got.Floor[task] < want.Floor[task] {
			t.Errorf("%s: the model is right %d times, and must be %d times", task, got.Floor[task], want.Floor[task])
		}
	}
}

func TestFrozenSetHoldsEveryLanguage(t *testing.T) {
	asked := map[string]int{}
	for _, run := range frozenRuns(t) {
		for _, o := range run.Outcomes {
			asked[o.Language]++
		}
	}
	for _, l := range []string{"go", "python", "typescript", "typescriptreact", "rust", "java"} {
		if asked[l] < 20 {
			t.Errorf("%d queries in %s, want 20 or more", asked[l], l)
		}
	}
}

func TestReplayIsTheSameEachTime(t *testing.T) {
	outcomes := func() []byte {
		runs := frozenRuns(t)
		for _, run := range runs {
			for i := range run.Outcomes {
				run.Outcomes[i].Nanos = 0
			}
		}
		var all []byte
		for _, run := range runs {
			data, err := json.Marshal(run.Outcomes)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, data...)
		}
		return all
	}
	if !bytes.Equal(outcomes(), outcomes()) {
		t.Error("the queries, or what came of them, differ")
	}
}

func TestTableShowsEveryGroup(t *testing.T) {
	var b bytes.Buffer
	if err := Summarize(frozenRuns(t)).WriteTable(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"all", "go", "rust", "parcels", "tides", "next-nontrivial", "s/MLOC"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
}

func TestHistoryOutOfOrderIsRefused(t *testing.T) {
	for _, archive := range []string{"-- 01/a.go --\nx\n-- 00/a.go --\ny\n", "-- a.go --\nx\n"} {
		set := t.TempDir()
		if err := os.WriteFile(filepath.Join(set, "bad.txtar"), []byte(archive), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Frozen(t.Context(), set, t.TempDir()); err == nil {
			t.Errorf("no error for %q", archive)
		}
	}
	if _, err := Frozen(t.Context(), t.TempDir(), t.TempDir()); err == nil {
		t.Error("no error for a set without histories")
	}
}
