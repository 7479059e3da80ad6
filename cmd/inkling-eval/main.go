package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// exitUsage and the others are the exit codes of the design.
const (
	exitDone        = 0
	exitUsage       = 2
	exitFailed      = 3
	exitInterrupted = 130
)

type commandLine struct {
	Replay replayCommand `cmd:"" help:"Replay commits: ask the embedded model for lines that people really wrote."`
	Bench  benchCommand  `cmd:"" help:"Measure what the project has promised to reach, and print the table."`
	Fit    fitCommand    `cmd:"" help:"Fit the embedded model's confidence to replays of repositories that are not reported."`
	Prompt promptCommand `cmd:"" help:"Measure completion with a real model server, and print the table."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// streams are where a command writes: the payload and the progress.
type streams struct {
	out, err io.Writer
}

func run(ctx context.Context, args []string, out, errs io.Writer) int {
	var c commandLine
	code, exited := exitDone, false
	parser, err := kong.New(&c, kong.Name("inkling-eval"), kong.UsageOnError(), kong.Writers(out, errs),
		kong.Description("Measure the embedded model on real repositories."),
		kong.Exit(func(n int) { code, exited = n, true }))
	if err != nil {
		fmt.Fprintln(errs, "inkling-eval:", err)
		return exitUsage
	}
	k, err := parser.Parse(args)
	if exited { // help was asked for
		return code
	}
	if err != nil {
		fmt.Fprintf(errs, "inkling-eval: %v\nRun inkling-eval --help for what it takes.\n", err)
		return exitUsage
	}
	k.BindTo(ctx, (*context.Context)(nil))
	switch err := k.Run(streams{out, errs}); {
	case ctx.Err() != nil:
		fmt.Fprintln(errs, "inkling-eval: interrupted")
		return exitInterrupted
	case err != nil:
		fmt.Fprintln(errs, "inkling-eval:", err)
		return exitFailed
	}
	return exitDone
}
