package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/inkling-lsp/inkling/completion"
	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/context/workspace/index"
	"github.com/inkling-lsp/inkling/context/workspace/store"
	"github.com/inkling-lsp/inkling/internal/config"
	"github.com/inkling-lsp/inkling/model/local"
)

type completeCommand struct {
	Target        target        `arg:"" name:"FILE:LINE:COL" help:"Where to complete: line and column from 1, the column in characters. FILE is - for standard input."`
	JSON          bool          `name:"json" help:"Print one JSON object: suggestions, and what was dropped and why."`
	Manual        bool          `help:"Ask as a user who presses the key for it: less sure suggestions are shown too."`
	StdinFilename string        `help:"The name of the document on standard input." placeholder:"FILE"`
	Wait          time.Duration `help:"How long to learn the workspace at most." default:"10s"`
	backendFlags
}

func (o *completeCommand) Run(ctx context.Context, c console) error {
	if o.Wait < 0 {
		return usagef("", "--wait must not be less than 0")
	}
	snapshot, offset, err := o.Target.open(ctx, c.in, o.StdinFilename)
	if err != nil {
		return err
	}
	path, _ := snapshot.URI().Path()
	flags, err := o.flags()
	if err != nil {
		return err
	}
	settings, err := newPlaces(flags).load(c, filepath.Dir(path))
	if err != nil {
		return err
	}
	model := local.New(settings.Config.Embedded)
	model.Open(snapshot)
	if err := o.learn(ctx, c, model, settings.Config, path); err != nil {
		return err
	}
	request := completion.Request{Snapshot: snapshot, Offset: offset}
	if o.Manual {
		request.Trigger = completion.Invoked
	}
	begin := time.Now()
	answer, err := completion.New(settings.Config.Completion, completion.Deps{Predictor: model}).Suggest(ctx, request)
	if err != nil {
		return &failure{code: unreachable, err: fmt.Errorf("complete %s: %w", snapshot.URI(), err)}
	}
	if o.JSON {
		return printJSON(c, snapshot, answer, time.Since(begin))
	}
	return printText(c, answer)
}

// learn teaches model the workspace around the document at path, for as long as it may take.
func (o *completeCommand) learn(ctx context.Context, c console, model *local.Model, settings config.Config, path string) error {
	reports := make(chan [2]int, 1)
	kept := store.New(withLog(c.err, settings.Cache))
	options := settings.Learning
	options.Notes = kept
	options.Progress = func(done, total int) {
		select { // only the newest report matters
		case <-reports:
		default:
		}
		reports <- [2]int{done, total}
	}
	learning := index.Start([]index.Learner{completion.NewKnowledge(model, kept)}, options)
	defer learning.Close()
	learning.SetRoots([]string{root(path)}, path)

	deadline := time.NewTimer(o.Wait)
	defer deadline.Stop()
	progress := newProgress(c.err, time.Second)
	defer progress.end()
	var last [2]int
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-deadline.C:
			progress.end()
			fmt.Fprintf(c.err, "inkling: learned %d of %d files in %v; --wait allows more\n", last[0], last[1], o.Wait)
			return nil
		case last = <-reports:
			if last[0] == last[1] {
				return nil
			}
			progress.show("learning the workspace: %d of %d files", last[0], last[1])
		}
	}
}

// root is the workspace of a file: the nearest folder that git keeps, else its own.
func root(path string) string {
	for dir := filepath.Dir(path); ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, ".git")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			return filepath.Dir(path)
		}
	}
}

func printText(c console, answer completion.Answer) error {
	if len(answer.Suggestions) > 0 {
		_, err := fmt.Fprintln(c.out, answer.Suggestions[0].Text)
		return err
	}
	fmt.Fprintln(c.err, "inkling: no suggestion")
	for _, d := range answer.Dropped {
		fmt.Fprintf(c.err, "inkling: %s %s\n", d.Reason, quotedIfAny(d))
	}
	return nil
}

func quotedIfAny(d completion.Drop) string {
	switch {
	case d.Text == "":
		return d.Detail
	case d.Detail == "":
		return fmt.Sprintf("%q", d.Text)
	}
	return fmt.Sprintf("%q (%s)", d.Text, d.Detail)
}

// completionReport is what `inkling complete --json` prints. Lines and columns
// count from 1, columns in characters.
type completionReport struct {
	Suggestions  []jsonSuggestion `json:"suggestions"`
	Dropped      []jsonDrop       `json:"dropped"`
	Milliseconds float64          `json:"milliseconds"` // of the answer, without learning
}

type jsonSuggestion struct {
	Text        string     `json:"text"`
	Range       jsonRange  `json:"range"`
	Probability float64    `json:"probability"`
	Source      jsonSource `json:"source"`
}

type jsonRange struct {
	Start jsonPosition `json:"start"`
	End   jsonPosition `json:"end"`
}

type jsonPosition struct {
	Line   int `json:"line"`
	Column int `json:"column"`
}

type jsonSource struct {
	File  string `json:"file"`
	Line  int    `json:"line"`
	Match int    `json:"match"` // tokens of context that agree
}

type jsonDrop struct {
	Reason completion.Reason `json:"reason"`
	Text   string            `json:"text,omitempty"`
	Detail string            `json:"detail,omitempty"`
}

func printJSON(c console, s *text.Snapshot, answer completion.Answer, took time.Duration) error {
	r := completionReport{
		Suggestions:  []jsonSuggestion{},
		Dropped:      []jsonDrop{},
		Milliseconds: float64(took.Microseconds()) / 1000,
	}
	for _, g := range answer.Suggestions {
		file := string(g.Source.URI)
		if path, ok := g.Source.URI.Path(); ok {
			file = path
		}
		r.Suggestions = append(r.Suggestions, jsonSuggestion{
			Text:        g.Text,
			Range:       jsonRange{position(s, g.Range.Start), position(s, g.Range.End)},
			Probability: g.Probability,
			Source:      jsonSource{file, g.Source.Line + 1, g.Source.Match},
		})
	}
	for _, d := range answer.Dropped {
		r.Dropped = append(r.Dropped, jsonDrop{d.Reason, d.Text, d.Detail})
	}
	e := json.NewEncoder(c.out)
	e.SetEscapeHTML(false)
	return e.Encode(r)
}

func position(s *text.Snapshot, offset int) jsonPosition {
	p := s.OffsetPosition(offset, text.UTF32)
	return jsonPosition{p.Line + 1, p.Character + 1}
}

// withLog lets what can't be kept be said on standard error.
func withLog(w io.Writer, o store.Options) store.Options {
	o.Log = slog.New(slog.NewTextHandler(w, nil))
	return o
}
