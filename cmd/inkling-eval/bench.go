package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/inkling-lsp/inkling/eval/bench"
)

type benchCommand struct {
	Repositories []named `arg:"" optional:"" name:"name=gitdir" help:"Repositories whose commits are replayed; without any, those rows say how to get them."`
	Server       string  `placeholder:"FILE" help:"The inkling to measure. Default: the one beside this program, else the one on PATH."`
	Rows         string  `placeholder:"WORD" help:"Only rows of sections with this in their name: replay, predict, roundtrip, learn, start, change, symbols."`
}

// Run is called by kong.
func (c *benchCommand) Run(ctx context.Context, s streams) error {
	server, err := inklingToMeasure(c.Server)
	if err != nil {
		return err
	}
	o := bench.Options{Server: server, Sections: c.Rows, Progress: progress(s.err), Log: s.err}
	for _, r := range c.Repositories {
		o.Repositories = append(o.Repositories, bench.Repository{Name: r.name, Dir: r.dir})
	}
	return bench.Run(ctx, s.out, o)
}

// inklingToMeasure is the program that was named, or else is found.
func inklingToMeasure(name string) (string, error) {
	if name != "" {
		path, err := exec.LookPath(name)
		if err != nil {
			return "", fmt.Errorf("the server to measure: %w", err)
		}
		return path, nil
	}
	self, err := os.Executable()
	if err == nil {
		beside, lookErr := exec.LookPath(filepath.Join(filepath.Dir(self), "inkling"))
		if lookErr == nil {
			return beside, nil
		}
		err = lookErr
	}
	onPath, lookErr := exec.LookPath("inkling")
	if lookErr != nil {
		return "", fmt.Errorf("find inkling to measure (make build makes it, --server names it): %w", errors.Join(err, lookErr))
	}
	return onPath, nil
}
