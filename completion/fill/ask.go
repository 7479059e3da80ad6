package fill

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/inkling-lsp/inkling/context/prompt"
	"github.com/inkling-lsp/inkling/model"
)

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
	v, fresh := w.server, w.stream.request.Fresh
	patience := v.pace.deadline(fresh, v.traits.Remote)
	hopeful := !v.slack() && !v.pace.tooSlow(fresh, v.traits.Remote)
	w.waits = q.Patience == Lasting || q.Patience == Usual && (q.Invoked || hopeful)
	s.mu.Unlock()
	deadline := time.NewTimer(patience - time.Since(begun))
	defer deadline.Stop()
	if q.Patience == Lasting {
		deadline.Stop()
	}
	return w.wait(ctx, deadline.C)
}

// wait returns when there is an answer or a reason why there is none.
func (w *question) wait(ctx context.Context, deadline <-chan time.Time) (Answer, error) {
	mu := &w.service.mu
	for {
		mu.Lock()
		news, answer, err := w.look()
		if news != nil && !w.waits {
			if w.query.Patience == Usual {
				w.server.miss()
			}
			err, news = w.leave(), nil
		}
		mu.Unlock()
		if news == nil {
			return answer, err
		}
		select {
		case <-news:
		case <-w.turn:
			return Answer{}, Superseded
		case <-deadline:
			mu.Lock()
			defer mu.Unlock()
			w.server.miss()
			return Answer{}, w.leave()
		case <-ctx.Done():
			mu.Lock()
			defer mu.Unlock()
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
	q, err := q.supposed()
	if err != nil {
		return nil, err
	}
	w := &question{service: s, server: s.server, document: d, query: q, begun: begun, turn: d.turn}
	if w.stream = d.serving(q); w.stream != nil {
		w.take()
		return w, nil
	}
	if err := w.lay(prompt.Anchored); err != nil {
		return nil, err
	}
	if w.stream = d.same(q, w.request); w.stream != nil {
		w.take()
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
