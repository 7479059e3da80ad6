package lsp

import (
	"context"
	"io"
	"log/slog"

	"github.com/inkling-lsp/inkling/completion"
)

// Options are what a server is started with.
type Options struct {
	Version    string
	Logger     *slog.Logger
	Completion completion.Options
}

// Serve speaks LSP on stream until the client exits, goes away or ctx ends, and
// returns when nothing it started is left.
func Serve(ctx context.Context, stream io.ReadWriteCloser, o Options) error { return nil }
