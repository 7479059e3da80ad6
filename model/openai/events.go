package openai

import (
	"bytes"
	"encoding/json"
	"io"
	"iter"

	"github.com/inkling-lsp/inkling/model/wire"
)

// events is a response's body, made over for go-openai, which takes the stream of
// OpenAI and little else: a comment before an error hides the error from it, an
// error inside a chunk is none to it, its lines have no longest one, and it leaves
// the end of the body unread, so that the connection can't be kept.
//
// So the stream is read by the reader that all backends share, and comes out as one
// line of data for each event. An event that says that something is wrong is the
// error of reading.
type events struct {
	body   io.ReadCloser
	client *wire.Client
	sent   []byte
	next   func() (wire.Event, error, bool)
	stop   func()
	line   []byte // what is left of the last event
	err    error
}

func newEvents(c *wire.Client, body io.ReadCloser, sent []byte) *events {
	e := &events{body: body, client: c, sent: sent}
	e.next, e.stop = iter.Pull2(c.Events(body))
	return e
}

// Read reads lines.
func (e *events) Read(p []byte) (int, error) {
	for len(e.line) == 0 {
		if e.err != nil {
			return 0, e.err
		}
		e.advance()
	}
	n := copy(p, e.line)
	e.line = e.line[n:]
	return n, nil
}

func (e *events) advance() {
	event, err, some := e.next()
	switch {
	case err != nil:
		e.err = err
	case !some:
		e.err = io.EOF
	default:
		if e.err = e.fault(event.Data); e.err == nil {
			e.line = line(event.Data)
		}
	}
}

// line is an event as the library reads it. It takes a line that begins with an
// error's name for an error, even if there is none: the space keeps it from that.
func line(data []byte) []byte {
	data = bytes.ReplaceAll(data, []byte("\n"), []byte(" "))
	return append(append([]byte("data: "), bytes.Replace(data, []byte("{"), []byte("{ "), 1)...), "\n\n"...)
}

// fault is what an event says is wrong.
func (e *events) fault(data []byte) error {
	if !bytes.Contains(data, []byte(`"error"`)) {
		return nil
	}
	var chunk struct {
		Error json.RawMessage `json:"error"`
	}
	_ = json.Unmarshal(data, &chunk) // what is no JSON is the next reader's affair
	if len(chunk.Error) == 0 || string(chunk.Error) == "null" {
		return nil
	}
	return e.client.Fault(chunk.Error, e.sent)
}

// Close ends the reading. A stream that has ended is read to the end of its body,
// so that the connection is kept.
func (e *events) Close() error {
	e.stop()
	if e.err == io.EOF { //nolint:errorlint // set above
		wire.Drain(e.body)
	}
	return e.body.Close()
}
