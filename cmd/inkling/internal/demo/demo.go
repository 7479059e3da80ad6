package demo

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/lsp/client"
)

// Options say what is typed, and how it is shown.
type Options struct {
	Dir   string // the workspace, which is only read
	Lines int    // how many lines are typed
	Seed  uint64 // another seed, other lines
	// Start starts a server on a folder.
	Start func(ctx context.Context, root string) (Server, error)
	View  View
}

// Server is a session with a language server.
type Server interface {
	Encoding() text.Encoding
	Learned(ctx context.Context) error
	Open(ctx context.Context, s *text.Snapshot) error
	Change(ctx context.Context, u text.URI, version int32, r text.PositionRange, new string) error
	Complete(ctx context.Context, u text.URI, p text.Position, automatic bool) ([]client.Item, error)
	Accept(ctx context.Context, i client.Item) error
	Close(ctx context.Context) error
}

// View shows what happens. Hold is how long a person needs to see it.
type View interface {
	Show(s Scene, hold time.Duration) error
}

// Run plays a demo and returns its figures, also when ctx ends it early.
func Run(ctx context.Context, o Options) (figures Figures, err error) {
	temporary, err := os.MkdirTemp("", "inkling-demo-")
	if err != nil {
		return Figures{}, fmt.Errorf("make a folder for the copy: %w", err)
	}
	defer func() {
		if removeErr := os.RemoveAll(temporary); err == nil && removeErr != nil {
			err = fmt.Errorf("remove the copy: %w", removeErr)
		}
	}()
	// A name of its own, so that what is shown of a path is not the temporary folder.
	root := filepath.Join(temporary, filepath.Base(o.Dir))
	passages, err := prepare(ctx, o, root)
	if err != nil {
		return Figures{}, err
	}
	begin := time.Now()
	server, err := o.Start(ctx, root)
	if err != nil {
		return Figures{}, fmt.Errorf("start the server: %w", err)
	}
	defer func() {
		// The session must end in order even if the demo was interrupted.
		if closeErr := server.Close(context.WithoutCancel(ctx)); err == nil {
			err = closeErr
		}
	}()
	if err := server.Learned(ctx); err != nil {
		return Figures{}, err
	}
	p := player{server: server, view: o.View, figures: Figures{Learning: time.Since(begin)}}
	for _, passage := range passages {
		if err := p.play(ctx, passage); err != nil {
			return p.figures, fmt.Errorf("type into %s: %w", passage.path, err)
		}
	}
	return p.figures, nil
}
