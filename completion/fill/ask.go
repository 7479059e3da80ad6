package fill

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/inkling-lsp/inkling/context/prompt"
	"github.com/inkling-lsp/inkling/model"
)

const (
	// maxTokens bounds an answer of one line.
	maxTokens = 64
	// maxWriting bounds how long a server writes at it, where it can be told.
	maxWriting = 3 * time.Second
	// mostRestarts is how often a question is asked again because the answer is not
	// what was typed: it has to be only where a server can't be told how to begin.
	mostRestarts = 2
)

// question is an Ask under way. Service.mu guards it.
type question struct {
	service  *Service
	server   *server
	document *document
	query    Query
	begun    time.Time
	turn     <-chan struct{} // closed when somebody else asks
	request  *prompt.Request // nil until it had to be laid out
	layout   prompt.Layout
	stream   *stream // which is to answer
	restarts int
}

// Ask returns what the backend writes at a cursor, or a Silence, or the end of ctx.
// A document that is not open is asked about, but nothing of it is kept. Somebody
// who asks in a document ends the question before in it.
func (s *Service) Ask(ctx context.Context, q Query) (Answer, error) {
	begun := time.Now()
	if q.Patience == Lasting {
		s.await(ctx)
	}
	s.mu.Lock()
	w, err := s.question(q, begun)
	if err != nil {
		s.mu.Unlock()
		return Answer{}, err
	}
	patience := w.server.pace.deadline(w.stream.request.Fresh, w.server.traits.Remote)
	s.mu.Unlock()
	deadline := time.NewTimer(patience - time.Since(begun))
	defer deadline.Stop()
	if q.Patience == Lasting {
		deadline.Stop()
	}
	for {
		s.mu.Lock()
		answer, err, wait := w.look()
		if wait != nil && q.Patience == None {
			err, wait = w.leave(), nil
		}
		s.mu.Unlock()
		if wait == nil {
			return answer, err
		}
		select {
		case <-wait:
		case <-w.turn:
			return Answer{}, Superseded
		case <-deadline.C:
			s.mu.Lock()
			defer s.mu.Unlock()
			return Answer{}, w.leave()
		case <-ctx.Done():
			s.mu.Lock()
			defer s.mu.Unlock()
			w.abandon()
			return Answer{}, ctx.Err()
		}
	}
}

// question looks who is to answer: a stream that says already what was typed, or has
// the same prompt, or else a new one.
func (s *Service) question(q Query, begun time.Time) (*question, error) {
	s.receive()
	switch {
	case s.closed:
		return nil, Ended
	case s.server == nil:
		return nil, NoServer
	}
	d := s.documents[q.Snapshot.URI()]
	if d == nil {
		d = s.newDocument(q.Snapshot)
	}
	if d.secret {
		return nil, fmt.Errorf("%w: %w", Secret, prompt.ErrSecret)
	}
	close(d.turn)
	d.turn = make(chan struct{})
	s.visit(d, q)
	if err := s.server.silence(); err != nil {
		return nil, err
	}
	w := &question{service: s, server: s.server, document: d, query: q, begun: begun, turn: d.turn}
	if w.stream = d.serving(q); w.stream != nil {
		return w, nil
	}
	if err := w.lay(w.server.style()); err != nil {
		return nil, err
	}
	if w.stream = d.same(q, w.request); w.stream != nil {
		return w, nil
	}
	return w, w.begin()
}

// serving is the newest stream that says what was typed, and has more to say, or has
// said all.
func (d *document) serving(q Query) *stream {
	for i := len(d.streams) - 1; i >= 0; i-- {
		t := d.streams[i]
		if rest, fits := t.rest(q, nil); fits && t.sent && (t.done && !t.cutOff(rest) || !t.done && t.text != "") {
			return t
		}
	}
	return nil
}

// same is the newest stream for the prompt of a request that may still begin with
// what was typed.
func (d *document) same(q Query, r *prompt.Request) *stream {
	for i := len(d.streams) - 1; i >= 0; i-- {
		t := d.streams[i]
		if !t.sent || !r.Same(t.request) {
			continue
		}
		if rest, fits := t.rest(q, r); fits && !t.cutOff(rest) {
			return t
		}
	}
	return nil
}

// cutOff says that the stream has nothing for a cursor because it was not let go on.
func (t *stream) cutOff(rest string) bool { return t.done && rest == "" && t.end == model.Limited }

// drop forgets a stream.
func (d *document) drop(t *stream) {
	for i := range d.streams {
		if d.streams[i] == t {
			d.streams = append(d.streams[:i:i], d.streams[i+1:]...)
			return
		}
	}
}

// lay lays out the prompt of a question.
func (w *question) lay(style prompt.Style) error {
	want := w.service.want(w.server, w.document, w.query)
	want.Style = style
	next, r, err := w.document.layout.Next(want)
	switch {
	case errors.Is(err, prompt.ErrSecret):
		return fmt.Errorf("%w: %w", Secret, err)
	case err != nil:
		return fmt.Errorf("%w: %w", NoServer, err)
	}
	w.layout, w.request = next, &r
	return nil
}

// begin has a new stream answer the question, in place of the document's last one if
// that is under way.
func (w *question) begin() error {
	s, v, d := w.service, w.server, w.document
	style := v.style()
	if d.contradicts(w) {
		style = prompt.Unhealed
		if err := w.lay(style); err != nil {
			return err
		}
	}
	lane, _ := v.lane(d.uri)
	t := &stream{
		request: *w.request, layout: w.layout, lane: lane, style: style, query: w.query,
		cut: w.query.Offset - len(w.request.Begin), block: opensBlock(w.query), chat: v.traits.Fill == model.FillChat,
		news: make(chan struct{}),
	}
	t.request.Fill.Stop, t.request.Fill.MaxTokens = v.stops(t.block), maxTokens
	t.request.Fill.MaxTime, t.request.Fill.Lane = maxWriting, lane
	if !w.query.Invoked && w.query.Patience != Lasting {
		t.delay = max(debounce-time.Since(w.begun), 0)
	}
	ctx, cancel := context.WithCancelCause(v.base)
	t.cancel = func(why Silence) { cancel(why) }
	d.cancel(Superseded)
	d.keep(t)
	w.stream = t
	v.requests.Go(func() {
		defer cancel(nil)
		s.run(ctx, v, d, t)
	})
	return nil
}

// contradicts says that the prompt of a question was answered by something else than
// what was typed, and would be again: it does not say how to begin.
func (d *document) contradicts(w *question) bool {
	if w.request.Begin == "" || w.server.traits.ForcesBegin {
		return false
	}
	for _, t := range d.streams {
		if _, fits := t.rest(w.query, w.request); t.sent && !fits && w.request.Same(t.request) {
			return true
		}
	}
	return false
}

// superseded says whether somebody else has asked in the same document.
func (w *question) superseded() bool {
	select {
	case <-w.turn:
		return true
	default:
		return false
	}
}

// look returns what the question is answered with, or else what to wait for.
func (w *question) look() (a Answer, err error, wait <-chan struct{}) {
	t := w.stream
	switch {
	case w.superseded():
		return Answer{}, Superseded, nil
	case t.err != nil:
		return Answer{}, t.err, nil
	}
	rest, fits := t.rest(w.query, w.request)
	if !fits {
		return w.again()
	}
	line, whole := firstLine(rest, opensBlock(w.query))
	switch {
	case !whole && !t.done:
		return Answer{}, nil, t.news
	case line == "":
		return Answer{}, NothingNew, nil
	}
	return Answer{Text: line, Backend: w.server.backend.Name(), Model: w.server.traits.Model}, nil, nil
}

// again asks once more, when the answer is not what was typed.
func (w *question) again() (a Answer, err error, wait <-chan struct{}) {
	if w.restarts == mostRestarts || w.service.server != w.server {
		return Answer{}, NothingNew, nil
	}
	w.restarts++
	if err := w.lay(w.server.style()); err != nil {
		return Answer{}, err, nil
	}
	if err := w.begin(); err != nil {
		return Answer{}, err, nil
	}
	return Answer{}, nil, w.stream.news
}

// leave answers a question without its stream, which goes on.
func (w *question) leave() error {
	w.stream.late = w
	return Late
}

// abandon ends what was not yet sent for a question that nobody has any more.
func (w *question) abandon() {
	if t := w.stream; !t.sent && t.query == w.query {
		t.cancel(Superseded)
	}
}

// await returns when the server can be asked or has failed, there is none, or ctx ends.
func (s *Service) await(ctx context.Context) {
	for {
		s.mu.Lock()
		waits := s.server != nil && errors.Is(s.server.silence(), Starting)
		news := s.news
		s.mu.Unlock()
		if !waits {
			return
		}
		select {
		case <-news:
		case <-ctx.Done():
			return
		}
	}
}
