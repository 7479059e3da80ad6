package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/inkling-lsp/inkling/eval"
	"github.com/inkling-lsp/inkling/eval/fit"
	"github.com/inkling-lsp/inkling/model/local"
)

type fitCommand struct {
	Repositories []named `arg:"" name:"name=gitdir" help:"Repositories: a work tree or a git directory each, with the name to print."`
	Commits      int     `default:"250" help:"How many of the newest first-parent commits."`
	Max          int     `default:"1500" help:"How many lines are asked per repository at most."`
	Penalty      float64 `default:"2" help:"What the square of a weight costs, in candidates."`
	Out          string  `required:"" placeholder:"FILE" help:"The Go file to write, as model/local/vote_table.go."`
}

// Run is called by kong.
func (c *fitCommand) Run(ctx context.Context, s streams) error {
	var runs []*eval.Run
	keeping := local.DefaultOptions()
	keeping.KeepFeatures = true
	o := eval.Options{Commits: c.Commits, Lines: c.Max, Progress: progress(s.err)}
	for _, r := range c.Repositories {
		run, err := eval.Replay(ctx, r.name, r.dir, local.New(keeping), o)
		if err != nil {
			return err
		}
		runs = append(runs, run)
	}
	o.Progress("")
	queries := fit.Queries(runs)
	features := fit.Bounds(queries, local.FeatureNames())
	options := fit.Options{Penalty: c.Penalty}
	if len(runs) > 1 {
		results, err := fit.LeaveOneOut(queries, features, options)
		if err != nil {
			return err
		}
		if err := fit.WriteResults(s.out, results); err != nil {
			return err
		}
	}
	model, err := fit.Train(queries, features, options)
	if err != nil {
		return err
	}
	var source bytes.Buffer
	if err := model.WriteGo(&source, note(runs)); err != nil {
		return err
	}
	if err := os.WriteFile(c.Out, source.Bytes(), 0o644); err != nil {
		return fmt.Errorf("write the fitted table: %w", err)
	}
	return nil
}

// note says what a table was fitted to.
func note(runs []*eval.Run) string {
	var b strings.Builder
	b.WriteString("Fitted to replays of:\n")
	for _, r := range runs {
		fmt.Fprintf(&b, "%s at %s, %d commits, %d queries\n", r.Repository, r.Head, r.Commits, len(r.Outcomes))
	}
	return b.String()
}
