package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/inkling-lsp/inkling/lsp"
)

type lspCommand struct {
	Stdio    bool       `help:"Speak over standard input and output, which it does anyway: many editors send this."`
	LogLevel slog.Level `help:"Least level that is logged: debug, info, warn or error." default:"warn"`
	LogFile  string     `help:"Append the log to this file; without it, the log goes to standard error." type:"path" placeholder:"FILE"`

	keeping
}

func (l *lspCommand) Run(ctx context.Context, c console) (err error) {
	log := c.err
	if l.LogFile != "" {
		file, openErr := os.OpenFile(l.LogFile, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if openErr != nil {
			return usagef("give --log-file a place that can be written", "the log can't be kept: %w", openErr)
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		log = file
	}
	logger := slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: l.LogLevel}))
	err = lsp.Serve(ctx, stdio{os.Stdin, os.Stdout}, lsp.Options{
		Version: thisRelease().Version,
		Logger:  logger,
		Store:   l.store(logger),
	})
	switch {
	case errors.Is(err, lsp.ErrNoShutdown):
		return &failure{code: noShutdown, err: err}
	case err != nil && ctx.Err() == nil:
		return &failure{code: unreachable, err: fmt.Errorf("the session with the editor broke off: %w", err)}
	}
	return err
}

// stdio is a client at the other end of standard input and output.
type stdio struct {
	io.ReadCloser
	io.WriteCloser
}

func (s stdio) Close() error { return errors.Join(s.ReadCloser.Close(), s.WriteCloser.Close()) }
