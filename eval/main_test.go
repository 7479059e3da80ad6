package eval

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/model/local"
)

var update = flag.Bool("update", false, "rewrite testdata/baseline.json")

func TestMain(m *testing.M) {
	flag.Parse()
	goleak.VerifyTestMain(m)
}

// history makes a repository of a txtar archive as in testdata/frozen.
func history(t *testing.T, archive string) string {
	t.Helper()
	set := t.TempDir()
	if err := os.WriteFile(filepath.Join(set, "history.txtar"), []byte(archive), 0o600); err != nil {
		t.Fatal(err)
	}
	dirs, err := Frozen(t.Context(), set, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return dirs[0]
}

// scripted is a model that records what it is told, and answers with answer.
type scripted struct {
	calls  []string
	asked  []local.Query
	opened map[text.URI]string
	answer func(q local.Query) []local.Candidate
}

func (s *scripted) Learn(_ context.Context, files []local.File) error {
	for _, f := range files {
		s.calls = append(s.calls, fmt.Sprintf("learn %s %d", name(f.URI), strings.Count(f.Content, "\n")))
	}
	return nil
}

func (s *scripted) Forget(uris ...text.URI) {
	for _, u := range uris {
		s.calls = append(s.calls, "forget "+name(u))
	}
}

func (s *scripted) Open(t *text.Snapshot) {
	if s.opened == nil {
		s.opened = make(map[text.URI]string)
	}
	s.opened[t.URI()] = t.String()
	s.calls = append(s.calls, "open "+name(t.URI()))
}

func (s *scripted) Change(*text.Snapshot) {}

func (s *scripted) Close(u text.URI) { s.calls = append(s.calls, "close "+name(u)) }

func (s *scripted) Predict(_ context.Context, q local.Query) (local.Prediction, error) {
	s.asked = append(s.asked, q)
	if s.answer == nil {
		return local.Prediction{Silence: local.NoMatch}, nil
	}
	return local.Prediction{Candidates: s.answer(q)}, nil
}

func name(u text.URI) string { return strings.TrimPrefix(string(u), "file:///replay/") }

// replayed replays a history with s.
func replayed(t *testing.T, archive string, s *scripted) *Run {
	t.Helper()
	run, err := Replay(t.Context(), "history", history(t, archive), s, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// askedLines are the lines that were asked, as PATH:LINE from one, each once.
func askedLines(run *Run) string {
	var lines []string
	for _, o := range run.Outcomes {
		if o.Task != Char {
			lines = append(lines, fmt.Sprintf("%s:%d", o.Path, o.Line+1))
		}
	}
	return strings.Join(lines, " ")
}
