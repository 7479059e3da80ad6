package index

import (
	"context"
	"crypto/sha256"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/inkling-lsp/inkling/context/workspace"
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

type realDisk struct{}

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

func (realDisk) Watch(ctx context.Context, roots []string, ready func(), report func([]workspace.Event)) error {
	return workspace.Watcher{Ready: ready}.Watch(ctx, roots, report)
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

// readAll reads files, as many at once as there are processors, and returns when
// all are read. After the end of ctx it reads no more.
func readAll(ctx context.Context, d disk, files []workspace.File) []reading {
	readings := make([]reading, len(files))
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(files)) {
		wait.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(files) {
					return
				}
				if err := ctx.Err(); err != nil {
					readings[i].err = err
					continue
				}
				text, err := d.Read(files[i].Path)
				readings[i] = reading{text, sha256.Sum256([]byte(text)), err}
			}
		})
	}
	wait.Wait()
	return readings
}
