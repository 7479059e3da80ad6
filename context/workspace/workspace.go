package workspace

import (
	"context"

	"github.com/inkling-lsp/inkling/context/text"
)

// File is one file that may be read.
type File struct {
	Path  string // absolute, clean
	URI   text.URI
	Size  int64 // bytes
	Stamp Stamp // when it was listed
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
	Rescan                   // events were lost, or the ignore rules changed: list again
)

// List returns the files under roots that may be read, those nearest to near
// first (its folder, then the folders around it); near is a file, or empty.
//
// A file under several roots is listed once. A root that can't be listed does
// not hide the others: the error names it, and the files of the rest are returned.
func List(ctx context.Context, roots []string, near string) ([]File, error) {
	files, err := newLister().files(ctx, roots, nil)
	sortByDistance(files, near)
	return files, err
}

// Still returns those of paths that List has returned once and would return
// again as far as can be told without asking git: they exist, are files of a fit
// size, and no folder above has become a link. It is for changes of files that are
// known, and takes microseconds where Filter takes milliseconds. What git thinks of
// a known file changes with a change of ignore rules, which is a Rescan.
func Still(ctx context.Context, roots, paths []string) ([]File, error) {
	l := newLister()
	l.trusting = true
	return l.files(ctx, roots, paths)
}

// Filter returns those of paths that List would return, in no order. It is for
// changes that somebody else saw, such as an editor's own watcher: they name any
// file, also ignored and secret ones.
func Filter(ctx context.Context, roots, paths []string) ([]File, error) {
	if len(paths) == 0 {
		return nil, nil
	}
	return newLister().files(ctx, roots, paths)
}
