package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/inkling-lsp/inkling/cmd/inkling/internal/progress"
	"github.com/inkling-lsp/inkling/completion"
	"github.com/inkling-lsp/inkling/completion/fill"
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
	return o.complete(ctx, c, settings, snapshot, offset)
}

func (o *completeCommand) complete(ctx context.Context, c console, settings config.Loaded, snapshot *text.Snapshot, offset int) error {
	path, _ := snapshot.URI().Path()
	server, err := o.server(ctx, c, settings, path)
	if err != nil {
		return err
	}
	defer server.Shutdown()
	server.Open(snapshot)
	model := local.New(settings.Config.Embedded)
	model.Open(snapshot)
	if err := o.learn(ctx, c, model, settings.Config, path); err != nil {
		return err
	}
	engine := completion.New(settings.Config.Completion, completion.Deps{Predictor: model, Server: server})
	return o.answer(ctx, c, engine, completion.Request{Snapshot: snapshot, Offset: offset, Patience: fill.Lasting})
}

// answer asks the engine, and prints what it says.
func (o *completeCommand) answer(ctx context.Context, c console, engine *completion.Engine, r completion.Request) error {
	if o.Manual {
		r.Trigger = completion.Invoked
	}
	begin := time.Now()
	var answer completion.Answer
	err := waited(c, "completing", func() (err error) {
		answer, err = engine.Suggest(ctx, r)
		return err
	})
	if err != nil {
		return &failure{code: unreachable, err: fmt.Errorf("complete %s: %w", r.Snapshot.URI(), err)}
	}
	if o.JSON {
		err = printJSON(c, r.Snapshot, answer, time.Since(begin))
	} else {
		err = printText(c, answer)
	}
	if err != nil {
		return err
	}
	if failed := serverFailed(answer); failed != nil && len(answer.Suggestions) == 0 {
		return &failure{code: unreachable, err: failed, hint: "run inkling doctor"}
	}
	return nil
}

// server is the model server of the settings, or none. One that may not be asked is
// told of, and the embedded model goes on, as in an editor.
func (o *completeCommand) server(ctx context.Context, c console, settings config.Loaded, path string) (*fill.Service, error) {
	service := fill.New(fill.Options{})
	service.Roots([]string{root(path)})
	s := newServed(newPlaces(nil), settings)
	if !s.named() {
		return service, nil
	}
	b, err := s.open(ctx)
	var f *failure
	switch {
	case err == nil:
		service.Use(b)
	case errors.As(err, &f) && f.code == refused:
		fmt.Fprintf(c.err, "inkling: the embedded model answers alone: %v; %s\n", err, f.hint)
	default:
		service.Shutdown()
		return nil, err
	}
	return service, nil
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
	line := progress.New(c.err, time.Second)
	defer line.End()
	var last [2]int
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-deadline.C:
			line.End()
			fmt.Fprintf(c.err, "inkling: learned %d of %d files in %v; --wait allows more\n", last[0], last[1], o.Wait)
			return nil
		case last = <-reports:
			if last[0] == last[1] {
				return nil
			}
			line.Show("learning the workspace: %d of %d files", last[0], last[1])
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

// withLog lets what can't be kept be said on standard error.
func withLog(w io.Writer, o store.Options) store.Options {
	o.Log = slog.New(slog.NewTextHandler(w, nil))
	return o
}
