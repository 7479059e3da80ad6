package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/inkling-lsp/inkling/eval/served"
)

type promptCommand struct {
	Repositories []named   `arg:"" optional:"" name:"name=gitdir" help:"Clones whose lines are typed again."`
	Weights      string    `placeholder:"FILE" help:"A GGUF file of a model that fills in the middle. Without it, only what needs no model is measured."`
	LlamaServer  string    `default:"llama-server" placeholder:"FILE" help:"The llama-server to start."`
	Threads      int       `default:"2" help:"Of the llama-server. On a machine that does much else, one is quicker than two."`
	Server       string    `placeholder:"FILE" help:"The inkling to measure. Default: the one beside this program, else the one on PATH."`
	File         string    `default:".cache/bench-prompt.jsonl" help:"Where measurements are kept. A run goes on where the last one ended."`
	After        time.Time `default:"2025-01-01" format:"2006-01-02" placeholder:"DATE" help:"Only lines of later commits, which the model can't have seen. Qwen2.5-Coder came out in November 2024."`
	Files        int       `default:"80" help:"How many files are asked, at four places each."`
	Documents    int       `default:"6" help:"How many files are typed into."`
	Seed         uint64    `default:"7" help:"Of the gaps between keys."`
	Rows         string    `placeholder:"WORD" help:"Only rows of sections with this in their name: quality, reading, typing, requests, overhead."`
	Print        bool      `help:"Measure nothing, and print what the file has."`
}

// Run is called by kong.
func (c *promptCommand) Run(ctx context.Context, s streams) error {
	if c.Print {
		return served.Print(s.out, c.File)
	}
	server, err := inklingToMeasure(c.Server)
	if err != nil {
		return err
	}
	log, err := openLog(c.File)
	if err != nil {
		return err
	}
	defer log.Close()
	o := served.Options{
		Weights: c.Weights, Program: c.LlamaServer, Threads: c.Threads, Server: server, File: c.File, Sections: c.Rows,
		After: c.After, Files: c.Files, Documents: c.Documents, Seed: c.Seed, Log: log, Progress: s.err,
	}
	for _, r := range c.Repositories {
		o.Repositories = append(o.Repositories, served.Repository{Name: r.name, Dir: r.dir})
	}
	return served.Run(ctx, s.out, o)
}

// openLog opens the file for what the servers say, beside the measurements.
func openLog(measurements string) (*os.File, error) {
	if err := os.MkdirAll(filepath.Dir(measurements), 0o755); err != nil {
		return nil, fmt.Errorf("keep the measurements: %w", err)
	}
	log, err := os.Create(strings.TrimSuffix(measurements, ".jsonl") + ".log")
	if err != nil {
		return nil, fmt.Errorf("keep what the servers say: %w", err)
	}
	return log, nil
}
