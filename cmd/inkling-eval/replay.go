package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/inkling-lsp/inkling/eval"
	"github.com/inkling-lsp/inkling/model/local"
)

type replayCommand struct {
	Repositories []named `arg:"" optional:"" name:"name=gitdir" help:"Repositories: a work tree or a git directory each, with the name to print."`
	Commits      int     `default:"250" help:"How many of the newest first-parent commits."`
	Max          int     `default:"1500" help:"How many lines are asked per repository at most."`
	Frozen       string  `placeholder:"DIR" help:"Replay the small histories in this directory too, as eval/testdata/frozen."`
	JSON         bool    `name:"json" help:"Print one JSON object instead of tables."`
	OutQueries   string  `name:"out-queries" placeholder:"FILE" help:"Write every query and its candidates, a JSON object a line."`
}

// named is a repository as NAME=DIR, or DIR alone.
type named struct {
	name, dir string
}

// UnmarshalText reads an argument.
func (n *named) UnmarshalText(arg []byte) error {
	name, dir, ok := strings.Cut(string(arg), "=")
	if !ok {
		dir = name
		name = filepath.Base(strings.TrimSuffix(strings.TrimSuffix(filepath.Clean(dir), "/.git"), ".git"))
	}
	if name == "" || dir == "" {
		return fmt.Errorf("%q is not NAME=DIRECTORY", arg)
	}
	n.name, n.dir = name, dir
	return nil
}

// Validate is called by kong.
func (c *replayCommand) Validate() error {
	if len(c.Repositories) == 0 && c.Frozen == "" {
		return errors.New("nothing to replay: name repositories as NAME=DIRECTORY, or give --frozen DIR")
	}
	return nil
}

// Run is called by kong.
func (c *replayCommand) Run(ctx context.Context, s streams) error {
	repositories := c.Repositories
	if c.Frozen != "" {
		frozen, remove, err := makeFrozen(ctx, c.Frozen)
		if err != nil {
			return err
		}
		defer remove()
		repositories = append(repositories, frozen...)
	}
	var runs []*eval.Run
	o := eval.Options{Commits: c.Commits, Lines: c.Max, Progress: progress(s.err)}
	for _, r := range repositories {
		run, err := eval.Replay(ctx, r.name, r.dir, local.New(local.DefaultOptions()), o)
		if err != nil {
			return err
		}
		runs = append(runs, run)
	}
	o.Progress("")
	if c.OutQueries != "" {
		if err := writeQueries(c.OutQueries, runs); err != nil {
			return fmt.Errorf("write queries: %w", err)
		}
	}
	report := eval.Summarize(runs)
	if c.JSON {
		return json.NewEncoder(s.out).Encode(report)
	}
	return report.WriteTable(s.out)
}

// makeFrozen makes repositories of the histories in dir, until remove is called.
func makeFrozen(ctx context.Context, dir string) (_ []named, remove func(), err error) {
	temporary, err := os.MkdirTemp("", "inkling-eval-")
	if err != nil {
		return nil, nil, fmt.Errorf("make a place for the frozen histories: %w", err)
	}
	remove = func() { _ = os.RemoveAll(temporary) } // what stays is the system's to clean
	dirs, err := eval.Frozen(ctx, dir, temporary)
	if err != nil {
		remove()
		return nil, nil, err
	}
	var repositories []named
	for _, d := range dirs {
		repositories = append(repositories, named{filepath.Base(d), d})
	}
	return repositories, remove, nil
}

func writeQueries(file string, runs []*eval.Run) (err error) {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriter(f)
	e := json.NewEncoder(w)
	for _, r := range runs {
		for _, o := range r.Outcomes {
			if err := e.Encode(o); err != nil {
				return err
			}
		}
	}
	return w.Flush()
}

// progress rewrites one line of a terminal; anywhere else it says nothing.
func progress(w io.Writer) func(string) {
	f, ok := w.(*os.File)
	if !ok {
		return func(string) {}
	}
	if i, err := f.Stat(); err != nil || i.Mode()&os.ModeCharDevice == 0 {
		return func(string) {}
	}
	return func(s string) { fmt.Fprintf(f, "\r\x1b[K%s", s) }
}
