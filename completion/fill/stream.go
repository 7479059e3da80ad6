package fill

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/inkling-lsp/inkling/context/prompt"
	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/model"
)

// stream is a request and its answer as it comes. It serves the cursor that it was
// made for, and each that is reached from there by typing what it says.
type stream struct {
	request prompt.Request
	layout  prompt.Layout // what the server has read when it is sent
	lane    int
	style   prompt.Style
	query   Query
	cut     int // where in query.Snapshot the answer begins
	block   bool
	chat    bool
	delay   time.Duration // before it is sent
	cancel  func(why Silence)

	// Guarded by Service.mu.
	sent bool
	text string // so far
	done bool
	err  error // a Silence, if it ended without an answer
	end  model.End
	news chan struct{} // closed and replaced when there is more
	late *question     // which was answered without it
	// grace runs, or has run, since whoever waited has cancelled; nil while that is not so.
	grace *time.Timer
}

// graceAfter is how long a request goes on that was cancelled by whoever waited for it.
const graceAfter = 300 * time.Millisecond

// unwanted ends the stream after a while, unless somebody wants it by then.
func (t *stream) unwanted() {
	t.wanted()
	t.grace = time.AfterFunc(graceAfter, func() { t.cancel(Superseded) })
}

// wanted takes back what unwanted has begun.
func (t *stream) wanted() {
	if t.grace != nil {
		t.grace.Stop()
		t.grace = nil
	}
}

// answer is what the model says so far, where the prompt ended.
func (t *stream) answer() string {
	if !t.chat {
		return t.text
	}
	// Models that converse like to put code between fences.
	trimmed := strings.TrimLeft(t.text, " \n")
	if strings.HasPrefix(trimmed, "```") {
		_, code, _ := strings.Cut(trimmed, "\n")
		return code
	}
	if strings.HasPrefix("```", trimmed) && !t.done {
		return "" // it may become one
	}
	return t.text
}

// rest is what of the answer comes at a cursor. fits is false if it contradicts what
// was typed, or is for another place. r is the prompt for that cursor, if it is known.
func (t *stream) rest(q Query, r *prompt.Request) (rest string, fits bool) {
	answered := t.request
	switch typed, ok := t.typed(q); {
	case ok:
		answered.Begin = typed
	case r != nil && r.Same(t.request):
		answered.Begin = r.Begin
	default:
		return "", false
	}
	if !strings.HasPrefix(answered.Begin, t.request.Begin) {
		return "", false // what it was made to say has been deleted
	}
	answer := t.answer()
	rest, fits = answered.Rest(answer)
	begin := answered.Begin
	if t.chat && !strings.HasPrefix(answer, " ") {
		begin = strings.TrimPrefix(begin, " ")
	}
	// While it comes, it may still say what was typed.
	return rest, fits && (len(answer) >= len(begin) || !t.done)
}

// Closers that the editor adds behind the cursor, or that are overtyped, and the
// longest text that is typed along an answer, in bytes.
const mostClosers, mostTyped = 64, 2 * longestLine

// typed is what stands between where the answer begins and a cursor, if all else is as
// it was, but for closers behind the cursor.
func (t *stream) typed(q Query) (typed string, ok bool) {
	was, is := t.query.Snapshot, q.Snapshot
	behindWas, behindIs := t.query.Offset, q.Offset
	more := (is.Len() - behindIs) - (was.Len() - behindWas)
	switch {
	case behindIs < t.cut || behindIs-t.cut > mostTyped || max(more, -more) > mostClosers:
		return "", false
	case more > 0:
		behindIs += more
	default:
		behindWas -= more
	}
	if !closes(is.Slice(text.Range{Start: q.Offset, End: behindIs})) || !closes(was.Slice(text.Range{Start: t.query.Offset, End: behindWas})) {
		return "", false
	}
	changed, _ := text.Difference(was, is)
	if changed.Start < t.cut {
		return "", false
	}
	// Behind what has changed all is the same. Before that, where letters repeat,
	// Difference may see the place of a change later than it was.
	if n := changed.End - behindWas; n > 0 && (behindIs != behindWas || changed.Len() > 0) {
		if n > mostTyped || was.Slice(text.Range{Start: behindWas, End: changed.End}) != is.Slice(text.Range{Start: behindIs, End: behindIs + n}) {
			return "", false
		}
	}
	return is.Slice(text.Range{Start: t.cut, End: q.Offset}), true
}

// tell wakes those who wait for more.
func (t *stream) tell() {
	close(t.news)
	t.news = make(chan struct{})
}

// run makes the request of a stream, after its pause.
func (s *Service) run(ctx context.Context, v *server, d *document, t *stream) {
	pause := time.NewTimer(t.delay)
	defer pause.Stop()
	select {
	case <-pause.C:
	case <-ctx.Done():
	}
	if t.query.Patience != Lasting {
		slow := &model.Error{Kind: model.TooSlow, Backend: v.backend.Name(), Says: fmt.Sprintf("the answer did not end within %s", streamBound)}
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, streamBound, slow)
		defer cancel()
	}
	var report model.Report
	err := s.send(ctx, v, d, t)
	if err == nil {
		report, err = v.fill(ctx, t.request.Fill, func(piece string) bool { return s.piece(d, t, piece) })
	}
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	s.finish(v, d, t, report, err)
}

// send makes the stream the one that its server works at: nothing that nobody waits
// for goes on beside it.
func (s *Service) send(ctx context.Context, v *server, d *document, t *stream) error {
	s.mu.Lock()
	if ctx.Err() != nil {
		s.mu.Unlock()
		return context.Cause(ctx)
	}
	t.sent = true
	v.underway++
	s.commit(v, d, t.layout, t.lane)
	s.notices.state(v.state())
	ended := v.interrupt()
	s.mu.Unlock()
	s.report("an answer", v, d, &t.request, t.request.Fill)
	select {
	case <-ended:
	case <-ctx.Done():
	}
	return nil
}

// commit keeps what the server has of a document from now on.
func (s *Service) commit(v *server, d *document, l prompt.Layout, lane int) {
	d.layout, d.laid, d.lost = l, true, false
	v.claim(lane, d.uri)
}

// piece takes the next piece of an answer.
func (s *Service) piece(d *document, t *stream, piece string) (more bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t.text += piece
	rest, fits := t.rest(t.query, nil)
	_, whole := firstLine(rest, t.block)
	t.tell()
	s.arrived(d, t)
	return fits && !whole
}

// finish takes the end of a stream.
func (s *Service) finish(v *server, d *document, t *stream, r model.Report, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t.done, t.end = true, r.End
	t.wanted()
	if t.sent {
		v.underway--
	}
	var silence Silence
	switch {
	case err == nil:
		v.pace = v.pace.learn(r, t.request.Fresh, v.traits.Remote)
		v.failing, v.unheard, v.overdue = "", false, time.Time{}
	case errors.As(err, &silence):
		t.err = silence
		v.starve()
	default:
		t.err = v.failed(err)
	}
	if t.err != nil {
		d.drop(t)
	}
	t.tell()
	s.arrived(d, t)
	if s.server == v {
		s.changed()
		s.wake()
	}
}

// arrived tells about an answer that somebody was too impatient for. If it is not what
// was typed, it is asked for again.
func (s *Service) arrived(d *document, t *stream) {
	w := t.late
	if w == nil || t.err != nil || w.superseded() || d.snapshot.Version() != w.query.Snapshot.Version() {
		return
	}
	news, answer, err := w.look()
	switch {
	case news != nil:
		w.stream.late = w // perhaps another one
	case err == nil && answer.Text != "" && s.documents[d.uri] == d:
		t.late = nil
		s.notices.ready(d.uri, w.query.Snapshot.Version())
	default:
		t.late = nil
	}
}
