package workspace

import (
	"context"

	"github.com/inkling-lsp/inkling/context/text"
)

// File is one file that may be read.
type File struct {
	Path string // absolute, clean
	URI  text.URI
	Size int64 // bytes
}

// Event is a change on disk.
type Event struct {
	Kind EventKind
	Path string // absolute, clean; empty for Rescan
}

// EventKind says what happened.
type EventKind uint8

// The kinds of events.
const (
	Written EventKind = iota // created or changed
	Removed                  // a file, or a folder with all in it
	Rescan                   // events were lost: list again
)

// List returns the files under roots that may be read, those nearest to near
// first (its folder, then the folders around it); near may be empty.
func List(ctx context.Context, roots []string, near string) ([]File, error) { return nil, nil }

// Read returns a file's text, or why it is left out (binary, minified,
// generated, too large, secret).
func Read(path string) (string, error) { return "", nil }

// Watch reports changes under roots, in batches after a quiet moment, and
// returns when ctx ends or the roots can't be watched. report is called from
// one goroutine at a time, never after Watch has returned.
func Watch(ctx context.Context, roots []string, report func([]Event)) error {
	<-ctx.Done()
	return nil
}
