package wire

import (
	"errors"
	"io"
	"iter"
)

// Reframe makes a response's body over for a library that reads it: each event
// comes out as frame writes it. So the library reads a stream only as it knows it,
// whatever the server sends around it; no line is longer than MaxLine; and what
// frame says is wrong is the error of reading. Closing the new body reads a stream
// that has ended to the end of its response, so that the connection can be kept.
func (c *Client) Reframe(body io.ReadCloser, frame func(Event) ([]byte, error)) io.ReadCloser {
	r := &reframed{body: body, frame: frame}
	r.next, r.stop = iter.Pull2(c.Events(body))
	return r
}

type reframed struct {
	body  io.ReadCloser
	frame func(Event) ([]byte, error)
	next  func() (Event, error, bool)
	stop  func()
	left  []byte // of the last event
	err   error
}

// Read reads frames.
func (r *reframed) Read(p []byte) (int, error) {
	for len(r.left) == 0 {
		if r.err != nil {
			return 0, r.err
		}
		event, err, some := r.next()
		switch {
		case err != nil:
			r.err = err
		case !some:
			r.err = io.EOF
		default:
			r.left, r.err = r.frame(event)
		}
	}
	n := copy(p, r.left)
	r.left = r.left[n:]
	return n, nil
}

// Close ends the reading.
func (r *reframed) Close() error {
	r.stop()
	if errors.Is(r.err, io.EOF) {
		Drain(r.body)
	}
	return r.body.Close()
}
