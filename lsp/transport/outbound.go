package transport

import (
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"sync"
	"time"
)

const (
	// maxOutbound is how much may wait for a client that does not read, in bytes.
	maxOutbound = 64 << 20
	// drainBound is how long the end of a session waits for what is still queued.
	drainBound = time.Second
)

// outbound writes messages in one goroutine of its own, so that a client which
// does not read never holds up the read loop or a handler.
type outbound struct {
	w     io.Writer
	log   *slog.Logger
	ended func(error) // hears of a broken or full writer

	mu     sync.Mutex
	queue  [][]byte // bodies that wait
	bytes  int      // in queue or being written
	closed bool     // nothing more is taken

	wake    chan struct{} // holds one token while queue or closed are news
	drained chan struct{} // closed when the goroutine is gone
}

func newOutbound(w io.Writer, log *slog.Logger, ended func(error)) *outbound {
	o := &outbound{w: w, log: log, ended: ended, wake: make(chan struct{}, 1), drained: make(chan struct{})}
	go o.run()
	return o
}

// send queues a message, which it keeps.
func (o *outbound) send(body []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.closed {
		return
	}
	if o.bytes+len(body) > maxOutbound {
		o.closed, o.queue = true, nil
		o.log.Error("end the session: the client does not read what is sent to it", "waiting_bytes", o.bytes)
		o.ended(fmt.Errorf("%d bytes wait for a client that does not read", o.bytes))
	} else {
		o.queue, o.bytes = append(o.queue, body), o.bytes+len(body)
	}
	o.signal()
}

// close takes nothing more and waits a bounded time until all is written.
func (o *outbound) close() {
	o.mu.Lock()
	o.closed = true
	o.signal()
	o.mu.Unlock()
	o.wait()
}

// wait waits a bounded time for the goroutine to be gone, and reports whether it is.
func (o *outbound) wait() bool {
	timer := time.NewTimer(drainBound)
	defer timer.Stop()
	select {
	case <-o.drained:
		return true
	case <-timer.C:
		return false
	}
}

func (o *outbound) signal() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

func (o *outbound) run() {
	defer close(o.drained)
	var buf []byte
	for range o.wake {
		for body, ok := o.first(); ok; body, ok = o.first() {
			buf = append(strconv.AppendInt(append(buf[:0], "Content-Length: "...), int64(len(body)), 10), "\r\n\r\n"...)
			buf = append(buf, body...)
			if _, err := o.w.Write(buf); err != nil {
				o.ended(fmt.Errorf("write to the client: %w", err))
				o.stop()
				return
			}
			if o.written(len(body)); cap(buf) > keptBuffer {
				buf = nil
			}
		}
		if o.finished() {
			return
		}
	}
}

func (o *outbound) first() ([]byte, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.queue) == 0 {
		return nil, false
	}
	body := o.queue[0]
	o.queue[0] = nil
	o.queue = o.queue[1:]
	return body, true
}

func (o *outbound) written(n int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.bytes -= n
}

func (o *outbound) finished() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.closed && len(o.queue) == 0
}

func (o *outbound) stop() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.closed, o.queue = true, nil
}
