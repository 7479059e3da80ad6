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
	waits    bool    // for it, until the deadline
	restarts int
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
	case blank(r.Fill.Prompt):
		return NothingNew
	}
	w.layout, w.request = next, &r
	return nil
}

// blank says that a prompt gives a model nothing to go by, as that of an empty document
// without markers. Backends refuse it.
func blank(p model.Prompt) bool {
	return p.Raw == "" && p.Prefix == "" && p.Suffix == "" && len(p.Messages) == 0
}

// begin has a new stream answer the question, in place of the document's last one if
// that is under way.
func (w *question) begin() error {
	s, v, d := w.service, w.server, w.document
	style := prompt.Anchored
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
func (w *question) look() (news <-chan struct{}, a Answer, err error) {
	t := w.stream
	switch {
	case w.superseded():
		return nil, Answer{}, Superseded
	case t.err != nil:
		return nil, Answer{}, t.err
	}
	rest, fits := t.rest(w.query, w.request)
	if !fits {
		return w.again()
	}
	line, whole := firstLine(rest, opensBlock(w.query))
	switch {
	case !whole && !t.done:
		return t.news, Answer{}, nil
	case line == "":
		return nil, Answer{}, NothingNew
	}
	return nil, Answer{Text: line, Backend: w.server.backend.Name(), Model: w.server.traits.Model}, nil
}

// again asks once more, when the answer is not what was typed.
func (w *question) again() (news <-chan struct{}, a Answer, err error) {
	if w.restarts == mostRestarts || w.service.server != w.server {
		return nil, Answer{}, NothingNew
	}
	w.restarts++
	if err := w.lay(prompt.Anchored); err != nil {
		return nil, Answer{}, err
	}
	if err := w.begin(); err != nil {
		return nil, Answer{}, err
	}
	return w.stream.news, Answer{}, nil
}

// leave answers a question without its stream, which goes on.
func (w *question) leave() error {
	w.stream.late = w
	if says := w.server.failing; says != "" {
		return fmt.Errorf("%w: %s", Failed, says)
	}
	return Late
}

// take makes the question the one that its stream is for. What is under way beside it
// and says something else is of no use.
func (w *question) take() {
	w.stream.wanted()
	if t := w.document.underway(); t != nil && t != w.stream {
		if _, fits := t.rest(w.query, w.request); !fits {
			t.cancel(Superseded)
		}
	}
}

// abandon ends what was not yet sent for a question that nobody has any more. What was
// sent has a while, since some cancel at each key and ask again.
func (w *question) abandon() {
	switch t := w.stream; {
	case w.superseded() || t.done:
	case t.sent:
		t.unwanted()
	case t.query == w.query:
		t.cancel(Superseded)
	}
}
