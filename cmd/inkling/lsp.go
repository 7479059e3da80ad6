package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime"

	"golang.org/x/term"

	"github.com/inkling-lsp/inkling/context/workspace/store"
	"github.com/inkling-lsp/inkling/internal/config"
	"github.com/inkling-lsp/inkling/lsp"
)

type lspCommand struct {
	Stdio    bool   `help:"Speak over standard input and output, which it does anyway: many editors send this."`
	LogLevel string `help:"Least level that is logged: debug, info, warn or error." placeholder:"LEVEL"`
	LogFile  string `help:"Append the log to this file; without it, the log goes to standard error." type:"path" placeholder:"FILE"`
	backendFlags
}

// spareProcessors are processors that Go's scheduler believes in beyond those there
// are. Learning and collecting garbage may take all there are, and a key would wait
// for the scheduler, up to 10 ms; with some to spare it is the system that decides,
// by priority (internal/background).
const spareProcessors = 3

func (l *lspCommand) Run(ctx context.Context, c console) (err error) {
	if term.IsTerminal(int(os.Stdin.Fd())) {
		fmt.Fprintln(c.err, "inkling: this speaks LSP on standard input and output; it is started by an editor (Ctrl-C ends it)")
	}
	runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + spareProcessors)
	flags, err := l.flags()
	if err != nil {
		return err
	}
	s := &server{newPlaces(flags), &logOutput{std: c.err}, new(slog.LevelVar)}
	defer func() { err = errors.Join(err, s.log.Close()) }()
	// What the command line says must be right; of the rest the editor is told.
	loaded, logErr := s.load(lsp.Editor{})
	if err := badFlag(loaded); err != nil {
		return err
	}
	if logErr != nil && l.LogFile != "" {
		return usage(logErr, "give --log-file a place that can be written")
	}
	logger, endLog := s.startLog()
	defer func() { err = endLog(ctx, err) }()
	cache := loaded.Config.Cache
	cache.Log = logger
	err = lsp.Serve(ctx, stdio{os.Stdin, os.Stdout}, lsp.Options{
		Version:  thisRelease().Version,
		Logger:   logger,
		Settings: s,
		Store:    store.New(cache),
		Consent:  s.consent(),
	})
	switch {
	case errors.Is(err, lsp.ErrNoShutdown):
		return &failure{code: noShutdown, err: err}
	case err != nil && ctx.Err() == nil:
		return &failure{code: unreachable, err: fmt.Errorf("the session with the editor broke off: %w", err)}
	}
	return err
}

func (l *lspCommand) flags() ([]config.Flag, error) {
	flags, err := l.backendFlags.flags()
	if l.LogLevel != "" {
		flags = append(flags, config.Flag{Name: "--log-level", Key: "log.level", Value: l.LogLevel})
	}
	if l.LogFile != "" {
		flags = append(flags, config.Flag{Name: "--log-file", Key: "log.file", Value: l.LogFile})
	}
	return flags, err
}

// stdio is a client at the other end of standard input and output.
type stdio struct {
	io.ReadCloser
	io.WriteCloser
}

func (s stdio) Close() error { return errors.Join(s.ReadCloser.Close(), s.WriteCloser.Close()) }
