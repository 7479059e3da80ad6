package logqueue

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"
)

// Queue is a writer for a log's lines. Its goroutine, which New starts and Close
// ends, is the only one that writes to what is behind it.
type Queue struct {
	to    io.Writer
	limit int // bytes

	mu      sync.Mutex
	waiting []byte // whole lines
	lost    int    // lines, after those that wait
	closed  bool   // nothing more is taken

	wake chan struct{} // holds a token while there may be something to write
	done chan struct{} // closed when the goroutine is gone
}

// New returns a queue before to, in which lines of limit bytes in all may wait; as
// many may be on their way into to.
func New(to io.Writer, limit int) *Queue {
	q := &Queue{to: to, limit: limit, wake: make(chan struct{}, 1), done: make(chan struct{})}
	go q.run()
	return q
}

// Write queues a line, of which it keeps a copy, and returns at once. It never
// fails: a line for which there is no room is counted.
func (q *Queue) Write(line []byte) (int, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case q.closed:
		return len(line), nil
	// After the first that is lost all are, until the others are gone: what is said of
	// them stands where they are missing.
	case q.lost > 0, len(q.waiting)+len(line) > q.limit:
		q.lost++
	default:
		q.waiting = append(q.waiting, line...)
	}
	q.signal()
	return len(line), nil
}

// Close takes nothing more and returns when all that waits is written, or when ctx
// ends. Then, and only then, it fails, and leaves the goroutine behind: nothing can
// break off a write that does not return.
func (q *Queue) Close(ctx context.Context) error {
	q.mu.Lock()
	q.closed = true
	q.signal()
	q.mu.Unlock()
	select {
	case <-q.done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("the end of the log is not written, since what it is written to takes no more: %w", ctx.Err())
	}
}

func (q *Queue) signal() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

func (q *Queue) run() {
	defer close(q.done)
	var lines []byte
	var lost int
	untold := 0
	for closed := false; !closed; {
		<-q.wake
		// Nothing is taken after it was seen to be closed, so this was the last of it.
		lines, lost, closed = q.take(lines)
		if len(lines) > 0 {
			if _, err := q.to.Write(lines); err != nil {
				untold += bytes.Count(lines, []byte("\n"))
			}
		}
		if untold += lost; untold > 0 && q.tell(untold) == nil {
			untold = 0
		}
	}
}

// take returns what waits, and how many lines were lost after it. It reuses the
// memory of spare.
func (q *Queue) take(spare []byte) (lines []byte, lost int, closed bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	lines, lost = q.waiting, q.lost
	q.waiting, q.lost = spare[:0], 0
	return lines, lost, q.closed
}

// tell writes how many lines are missing here.
func (q *Queue) tell(lost int) error {
	r := slog.NewRecord(time.Now(), slog.LevelWarn, "lines of the log are lost here: what it is written to is too slow, or failed", 0)
	r.Add("lines", lost)
	return slog.NewTextHandler(q.to, nil).Handle(context.Background(), r)
}
