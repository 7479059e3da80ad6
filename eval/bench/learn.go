package bench

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime"
	"time"

	"github.com/inkling-lsp/inkling/lsp"
	"github.com/inkling-lsp/inkling/lsp/client"
)

const learnRuns = 3

// learn measures a server that learns a million lines against one on an empty
// folder: the first there are, of which it leaves out those that are generated,
// and the first that it learns.
func learn(ctx context.Context, b *bench) ([]Row, error) {
	empty, err := b.makeWorkspace(ctx, "empty", nil)
	if err != nil {
		return nil, err
	}
	var rows []Row
	for _, w := range []struct {
		name, what string
		keep       func(path string) bool
	}{
		{"first", "the first 1,000,000 lines of Go's source", all},
		{"written", "the first 1,000,000 that are not generated", written},
	} {
		root, err := b.millionLines(ctx, w.name, w.keep)
		if err != nil {
			return nil, err
		}
		_, lines, err := learnable(ctx, root)
		if err != nil {
			return nil, err
		}
		learned, err := b.learnAgainst(ctx, empty, root, fmt.Sprintf("learning %s (%d learned)", w.what, lines))
		if err != nil {
			return nil, err
		}
		rows = append(rows, learned...)
	}
	return rows, nil
}

// learnAgainst measures one folder. Wall time is from the start of the process to
// the notification that all is learned.
func (b *bench) learnAgainst(ctx context.Context, empty, root, what string) ([]Row, error) {
	var wall, cpu []time.Duration
	var peak []int64
	for range learnRuns {
		base, err := b.learning(ctx, empty)
		if err != nil {
			return nil, err
		}
		full, err := b.learning(ctx, root)
		if err != nil {
			return nil, err
		}
		wall, cpu, peak = append(wall, full.wall), append(cpu, full.cpu-base.cpu), append(peak, full.peak-base.peak)
	}
	base, err := liveHeap(ctx, empty)
	if err != nil {
		return nil, err
	}
	heap, err := liveHeap(ctx, root)
	if err != nil {
		return nil, err
	}
	heap -= base
	return []Row{
		{what + ": wall", "≤6 s", spread(wall, seconds), verdict(percentile(wall, 50) <= 6*time.Second)},
		{"the same: CPU, above an empty workspace", "≤12 s", spread(cpu, seconds), verdict(percentile(cpu, 50) <= 12*time.Second)},
		{"the same: live heap after GC, above an empty workspace", "≤150 MB", mb(heap), verdict(heap <= 150e6)},
		{"the same: peak resident, above an empty workspace", "≤300 MB", spread(peak, mb), verdict(percentile(peak, 50) <= 300e6)},
	}, nil
}

type learned struct {
	wall, cpu time.Duration
	peak      int64
}

func (b *bench) learning(ctx context.Context, root string) (l learned, err error) {
	s, err := b.startServer(ctx, root)
	if err != nil {
		return l, err
	}
	defer func() {
		var endErr error
		l.cpu, endErr = s.end(ctx)
		err = errors.Join(err, endErr)
	}()
	if err := s.Learned(ctx); err != nil {
		return l, err
	}
	l.wall = time.Since(s.started)
	l.peak, err = s.peak()
	return l, err
}

// liveHeap is what a server that has learned a folder keeps, in bytes. Only the
// process itself can collect its garbage, so the server runs in this one; what
// else lives here is in the difference of two calls no more.
func liveHeap(ctx context.Context, root string) (bytes int64, err error) {
	ours, its := net.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- lsp.Serve(ctx, its, lsp.Options{}) }()
	c, err := client.Connect(ctx, ours, client.Options{Roots: []string{root}})
	if err != nil {
		return 0, errors.Join(err, <-ended)
	}
	defer func() { err = errors.Join(err, c.Close(ctx), <-ended) }()
	if err := c.Learned(ctx); err != nil {
		return 0, err
	}
	runtime.GC()
	runtime.GC() // the second takes what finalizers and pools have held
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc), nil
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }
