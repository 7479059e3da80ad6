package index

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"

	"github.com/inkling-lsp/inkling/context/workspace"
	"github.com/inkling-lsp/inkling/internal/background"
)

// disk is the workspace room as an index uses it.
type disk interface {
	List(ctx context.Context, roots []string, near string) ([]workspace.File, error)
	Filter(ctx context.Context, roots, paths []string) ([]workspace.File, error)
	Still(ctx context.Context, roots, paths []string) ([]workspace.File, error)
	Read(path string) (string, error)
	// Watch calls ready once, when every later change will be reported.
	Watch(ctx context.Context, roots []string, ready func(), report func([]workspace.Event)) error
}

type realDisk struct{ log *slog.Logger }

func (realDisk) List(ctx context.Context, roots []string, near string) ([]workspace.File, error) {
	return workspace.List(ctx, roots, near)
}

func (realDisk) Filter(ctx context.Context, roots, paths []string) ([]workspace.File, error) {
	return workspace.Filter(ctx, roots, paths)
}

func (realDisk) Still(ctx context.Context, roots, paths []string) ([]workspace.File, error) {
	return workspace.Still(ctx, roots, paths)
}

func (realDisk) Read(path string) (string, error) { return workspace.Read(path) }

func (d realDisk) Watch(ctx context.Context, roots []string, ready func(), report func([]workspace.Event)) error {
	warn := func(err error) { d.log.Warn("changes on disk are noticed late or not at all", "error", err) }
	return workspace.Watcher{Ready: ready, Degraded: warn, LeftOut: warn}.Watch(ctx, roots, report)
}

// reading is the text of a file, or why it has none that may be read.
type reading struct {
	text string
	sum  [sha256.Size]byte // of text
	err  error
}

// leftOut says whether it is the text that leaves the file out, and so will
// again as long as it has this text.
func (r *reading) leftOut() bool {
	var excluded *workspace.ExcludedError
	return errors.As(r.err, &excluded) && excluded.Reason != workspace.ReasonNotRegular
}

// read reads one file. A mistake in what judges its content costs that file alone.
func read(d disk, path string) (r reading) {
	defer func() {
		if value := recover(); value != nil {
			r = reading{err: fmt.Errorf("read %s: panic: %v", path, value)}
		}
	}()
	text, err := d.Read(path)
	return reading{text, sha256.Sum256([]byte(text)), err}
}

// readers is how many files are read at once in a round: reading is a small part of
// learning, and the texts wait in memory.
const readers = 16

// readAll reads files, at most so many at once, and returns when all are read. After
// the end of ctx it reads no more.
func readAll(ctx context.Context, d disk, files []workspace.File, most int) []reading {
	readings := make([]reading, len(files))
	readOne := func(i int) {
		if readings[i].err = ctx.Err(); readings[i].err == nil {
			readings[i] = read(d, files[i].Path)
		}
	}
	if len(files) == 1 { // somebody has just saved it
		readOne(0)
		return readings
	}
	background.Each(len(files), most, readOne)
	return readings
}
