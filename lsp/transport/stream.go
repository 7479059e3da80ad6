package transport

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"strconv"

	"go.lsp.dev/jsonrpc2"
)

// MaxFrame is the largest message that is kept, in bytes.
const MaxFrame = 64 << 20

const (
	// keptBuffer is how much of a read buffer outlives its message.
	keptBuffer = 1 << 20
	// maxGarbage is how much that is no message may stand between two messages
	// before the sender is given up. A shell's greeting is far smaller.
	maxGarbage = 1 << 20
	// peek is how much of a refused message is looked at for its id, or for the
	// document that it changes. Clients that write the id first are answered by it;
	// the others get a null id.
	peek = 512
)

// Stream is a jsonrpc2.Stream. Its methods named by the library are the library's
// to call.
//
// ReadFrame and WriteFrame are found by the library through an interface it
// does not export; without them it reads each message twice.
type Stream struct {
	in     *bufio.Reader
	out    *outbound
	log    *slog.Logger
	over   <-chan struct{}
	events Events

	body    []byte // of the newest message; reused
	garbage int    // bytes since the last good header
}

// Events are what a stream tells. None of them may wait.
type Events struct {
	// Ended hears why no more messages come or can be sent, from any goroutine and
	// perhaps more than once. It is io.EOF at the regular end of input.
	Ended func(why error)
	// Answered hears of each answer that is queued.
	Answered func()
	// Refused hears how a message began that was too large, on the read loop and in
	// the order of the wire.
	Refused func(head []byte)
}

// New begins to write what is sent, in a goroutine that Drain ends, and to read
// when it is asked for a frame. Nothing is read any more once over is closed. The
// caller closes raw.
func New(raw io.ReadWriter, over <-chan struct{}, log *slog.Logger, e Events) *Stream {
	return &Stream{in: bufio.NewReaderSize(raw, 64<<10), out: newOutbound(raw, log, e.Ended), log: log, over: over, events: e}
}

// Drain takes no more messages and waits up to a second until all are written.
func (s *Stream) Drain() { s.out.close() }

// Drained waits up to a second until nothing writes any more, and reports whether
// it is so: a Write that blocks ends with what it writes to.
func (s *Stream) Drained() bool { return s.out.wait() }

// ReadFrame returns the next message that the library can take. The bytes are
// valid until the next call. Everything else is answered, logged and skipped.
func (s *Stream) ReadFrame(context.Context) ([]byte, int64, error) {
	for {
		frame, err := s.next()
		if err != nil {
			s.events.Ended(err)
			return nil, 0, err
		}
		if frame != nil {
			return frame, int64(len(frame)), nil
		}
	}
}

// next reads one frame and returns nil if it was no message.
func (s *Stream) next() ([]byte, error) {
	select {
	case <-s.over:
		return nil, io.EOF
	default:
	}
	length, ok, err := s.header()
	if err != nil || !ok {
		return nil, err
	}
	if length > MaxFrame {
		return nil, s.refuse(length)
	}
	frame, err := s.read(int(length))
	if err != nil {
		return nil, err
	}
	if _, err := jsonrpc2.DecodeMessage(frame); err != nil {
		s.reject(frame, err)
		return nil, nil
	}
	return frame, nil
}

// header reads one block of header fields. It reports false, having logged it,
// for a block that announces nothing.
func (s *Stream) header() (length int64, ok bool, err error) {
	length = -1
	for {
		line, err := s.in.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			err = s.drop(line)
		}
		if errors.Is(err, io.EOF) && (len(line) > 0 || length >= 0) {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return 0, false, err
		}
		field := bytes.TrimSpace(line)
		switch n, found := contentLength(field); {
		case found:
			length = n
		case len(field) == 0 && length >= 0:
			s.garbage = 0
			return length, true, nil
		case length < 0 && !bytes.HasPrefix(bytes.ToLower(field), []byte("content-type:")):
			if err := s.drop(line); err != nil {
				return 0, false, err
			}
		}
	}
}

// drop counts what stands where a header should.
func (s *Stream) drop(line []byte) error {
	if s.garbage == 0 {
		s.log.Warn("skip what is no message; a client must write nothing but LSP here", "text", string(line[:min(len(line), 80)]))
	}
	if s.garbage += len(line); s.garbage > maxGarbage {
		return fmt.Errorf("read %d bytes without a message: the other side does not speak LSP", s.garbage)
	}
	return nil
}

// contentLength finds the field that matters, at the end of a line, since
// garbage without a line ending may stand in front of it.
func contentLength(line []byte) (n int64, ok bool) {
	const name = "content-length:"
	i := bytes.LastIndexByte(line, ':')
	if i < len(name)-1 || !bytes.EqualFold(line[i+1-len(name):i+1], []byte(name)) {
		return 0, false
	}
	n, err := strconv.ParseInt(string(bytes.TrimSpace(line[i+1:])), 10, 64)
	if errors.Is(err, strconv.ErrRange) {
		return math.MaxInt64, true
	}
	return n, err == nil && n >= 0
}

// read reads a body, reserving memory only as it arrives: a header is a claim.
func (s *Stream) read(length int) ([]byte, error) {
	if cap(s.body) > keptBuffer {
		s.body = nil
	}
	s.body = s.body[:0]
	for len(s.body) < length {
		n := len(s.body)
		if n == cap(s.body) {
			s.body = append(make([]byte, 0, min(length, max(2*n, 64<<10))), s.body...)
		}
		s.body = s.body[:min(length, cap(s.body))]
		if m, err := io.ReadFull(s.in, s.body[n:]); err != nil {
			s.body = s.body[:n+m]
			return nil, fmt.Errorf("read a message of %d bytes: %w", length, cut(err))
		}
	}
	return s.body, nil
}

// refuse reads a message away that is too large to be kept, and says so.
func (s *Stream) refuse(length int64) error {
	head, err := s.read(peek)
	if err == nil {
		_, err = io.CopyN(io.Discard, s.in, length-peek)
	}
	if err != nil {
		return fmt.Errorf("read away a message of %d bytes: %w", length, cut(err))
	}
	s.log.Warn("refuse a message that is too large", "bytes", length, "limit", MaxFrame)
	s.answer(peekID(head), jsonrpc2.Errorf(jsonrpc2.InvalidRequest,
		"the message has %d bytes, more than the limit of %d", length, MaxFrame))
	s.events.Refused(head)
	return nil
}

// reject answers a frame that holds no message.
func (s *Stream) reject(frame []byte, why error) {
	s.log.Warn("skip a malformed message", "bytes", len(frame), "error", why)
	var m struct {
		ID     json.RawMessage `json:"id"`
		Method json.RawMessage `json:"method"`
	}
	switch err := json.Unmarshal(frame, &m); {
	case !json.Valid(frame):
		s.answer(jsonrpc2.ID{}, jsonrpc2.Errorf(jsonrpc2.ParseError, "the message is not valid JSON"))
	case err != nil || m.Method != nil:
		s.answer(ReadID(m.ID), jsonrpc2.Errorf(jsonrpc2.InvalidRequest, "the message is no JSON-RPC 2.0 request (LSP has no batches)"))
	default:
		// A malformed answer to a request of ours: nobody waits for a reply to it.
	}
}

func (s *Stream) answer(id jsonrpc2.ID, e *jsonrpc2.Error) {
	s.out.send(jsonrpc2.AppendResponse(nil, id, nil, e))
}

// Read is ReadFrame for a library that does not know it.
func (s *Stream) Read(ctx context.Context) (jsonrpc2.Message, int64, error) {
	frame, n, err := s.ReadFrame(ctx)
	if err != nil {
		return nil, 0, err
	}
	m, err := jsonrpc2.DecodeMessage(frame)
	return m, n, err
}

// Write queues a message and returns at once.
func (s *Stream) Write(_ context.Context, m jsonrpc2.Message) (int64, error) {
	b := jsonrpc2.AppendMessage(nil, m)
	s.out.send(b)
	if bytes.HasPrefix(b, []byte(answerPrefix)) {
		s.events.Answered()
	}
	return int64(len(b)), nil
}

// answerPrefix tells an answer from a request: the library's types for what it
// writes are its own, but it always writes an answer's id before the rest and a
// request's id after it.
const answerPrefix = `{"jsonrpc":"2.0","id":`

// WriteFrame is Write for a message that is bytes already.
func (s *Stream) WriteFrame(_ context.Context, b []byte) (int64, error) {
	s.out.send(bytes.Clone(b))
	return int64(len(b)), nil
}

// Close ends the session; what belongs to the stream is closed by its owner,
// since the library calls Close while it holds its lock.
func (s *Stream) Close() error {
	s.events.Ended(io.EOF)
	return nil
}

// cut makes the end of input inside a message an error.
func cut(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
