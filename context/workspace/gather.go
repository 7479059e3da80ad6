package workspace

import (
	"context"
	"time"

	"github.com/fsnotify/fsnotify"
)

// batch is what happened between two quiet moments.
type batch struct {
	paths map[string]fsnotify.Op // all that happened to each
	lost  bool                   // more happened than paths tells
}

// maxPaths bounds a batch: when more files change at once (a checkout, an
// unpacked archive), listing all is cheaper than asking after each.
const maxPaths = 4096

func (b *batch) empty() bool { return !b.lost && len(b.paths) == 0 }

func (b *batch) add(e fsnotify.Event) {
	if b.lost || e.Op == fsnotify.Chmod || e.Name == "" {
		return // reading alone can cause Chmod: indexers and backups touch times
	}
	if b.paths == nil {
		b.paths = map[string]fsnotify.Op{}
	}
	b.paths[e.Name] |= e.Op
	if len(b.paths) > maxPaths {
		b.lose()
	}
}

func (b *batch) lose() { *b = batch{lost: true} }

// gather collects events into batches until ctx ends or events is closed. It
// never stops receiving, also while nobody takes a batch: the kernel's queue is
// short, and fsnotify can block whoever adds a folder while an event is not taken.
func gather(ctx context.Context, events <-chan fsnotify.Event, errs <-chan error, out chan<- batch) {
	var (
		b     batch
		since time.Time    // of the first event in b
		due   chan<- batch // out, once b is to be handed over
		timer = time.NewTimer(hold)
	)
	timer.Stop()
	for {
		wasEmpty := b.empty()
		select {
		case <-ctx.Done():
			return
		case e, ok := <-events:
			if !ok {
				return
			}
			if b.add(e); e.Op == fsnotify.Chmod {
				continue
			}
		case _, ok := <-errs:
			if !ok {
				return
			}
			b.lose() // an overflow, or a failed read: either way events are missing
		case <-timer.C:
			due = out
			continue
		case due <- b:
			b, due = batch{}, nil
			continue
		}
		if wasEmpty {
			since = time.Now()
		}
		if due == nil && !b.empty() {
			timer.Reset(min(quiet, hold-time.Since(since)))
		}
	}
}
