package wire

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"iter"
)

// Event is a server-sent event, or one JSON text of a stream of lines. Its Data is
// valid until the next one is read.
type Event struct {
	Name string // of "event:", often empty; error for llama.cpp's line of that name
	Data []byte // lines of "data:" with \n between them, never empty
}

// Events reads server-sent events until "[DONE]" or the end. It takes what servers
// really send: comments, names, any line ends, a last event without an empty line,
// and a bare line of JSON, which is how some say that something is wrong. No line,
// and no event, is longer than the client's MaxLine.
func (c *Client) Events(r io.Reader) iter.Seq2[Event, error] {
	return events(r, c.o.MaxLine)
}

// Lines reads a JSON text a line, without empty lines.
func (c *Client) Lines(r io.Reader) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		for line, err := range lines(r, c.o.MaxLine) {
			if line = bytes.TrimSpace(line); err == nil && len(line) == 0 {
				continue
			}
			if !yield(Event{Data: line}, err) {
				return
			}
		}
	}
}

func events(r io.Reader, limit int) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		var e pending
		for line, err := range lines(r, limit) {
			switch {
			case err != nil:
				yield(Event{}, err)
				return
			case len(line) > 0:
				if len(e.data)+len(line) > limit {
					yield(Event{}, errTooLong)
					return
				}
				e.add(line)
				continue
			}
			if done, more := e.flush(yield); done || !more {
				return
			}
		}
		e.flush(yield)
	}
}

// pending is an event that may go on in the next line.
type pending struct {
	name string
	data []byte
	some bool // there was a line of data
}

func (e *pending) add(line []byte) {
	field, value, found := bytes.Cut(line, []byte(":"))
	if line[0] == '{' {
		field, value, found = []byte("data"), line, true
	}
	if !found {
		return // a field without a value, of which none means anything here
	}
	value = bytes.TrimPrefix(value, []byte(" "))
	switch string(field) {
	case "event":
		e.name = string(value)
	case "error": // llama.cpp had its own field for errors until 2025
		e.name = "error"
		fallthrough
	case "data":
		if e.some {
			e.data = append(e.data, '\n')
		}
		e.data = append(e.data, value...)
		e.some = true
	}
}

// flush ends an event and passes it on if there is anything in it.
func (e *pending) flush(yield func(Event, error) bool) (done, more bool) {
	data := bytes.TrimSpace(e.data)
	event := Event{Name: e.name, Data: data}
	e.name, e.data, e.some = "", e.data[:0], false
	switch {
	case len(data) == 0:
		return false, true
	case string(data) == "[DONE]":
		return true, false
	}
	return false, yield(event, nil)
}

// lines reads lines without their ends, \n or \r\n, each valid until the next. The
// last one needs no end. One longer than limit ends the reading with an error.
func lines(r io.Reader, limit int) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		in := bufio.NewReader(r)
		var long []byte // the beginning of a line that is longer than the reader's buffer
		for first := true; ; {
			piece, err := in.ReadSlice('\n')
			if len(long)+len(piece) > limit {
				yield(nil, errTooLong)
				return
			}
			if errors.Is(err, bufio.ErrBufferFull) {
				long = append(long, piece...)
				continue
			}
			if err != nil && !errors.Is(err, io.EOF) {
				yield(nil, err)
				return
			}
			line := piece
			if len(long) > 0 {
				long = append(long, piece...)
				line = long
			}
			if first {
				line, first = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf")), false
			}
			if err != nil && len(line) == 0 {
				return
			}
			line = bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
			if !yield(line, nil) || err != nil {
				return
			}
			long = long[:0]
		}
	}
}
