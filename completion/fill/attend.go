package fill

import (
	"context"
	"time"

	"github.com/inkling-lsp/inkling/context/prompt"
	"github.com/inkling-lsp/inkling/internal/bug"
	"github.com/inkling-lsp/inkling/model"
)

const (
	// warmAfter is how long nothing happens before a new line is read ahead. An editor
	// that asks on that line asks sooner, and then it is read for the answer.
	warmAfter = 150 * time.Millisecond
	// idleAfter is how long nothing happens before prompts grow. At a save people
	// pause; then it is savedAfter.
	idleAfter, savedAfter = 4 * time.Second, 500 * time.Millisecond
	// countedAtOnce is how many lines a server counts in one go.
	countedAtOnce = 32
	// nothing is how long attend sleeps when it waits for an event.
	nothing = time.Hour
)

// A job is what a server does while nobody waits for it.
type job struct {
	cancel context.CancelFunc
	done   chan struct{}
}

// interrupt ends the server's job and returns when that is over, a channel that is
// closed if there is none.
func (v *server) interrupt() <-chan struct{} {
	if v.job == nil {
		over := make(chan struct{})
		close(over)
		return over
	}
	v.job.cancel()
	return v.job.done
}

// touch tells that something has happened in a document.
func (s *Service) touch(d *document, at time.Time) {
	s.active, s.touched = d, at
	d.warmed, d.grown = false, false
	if s.server != nil {
		s.server.counted = false
	}
}

// pausedAt tells that somebody has probably stopped typing.
func (s *Service) pausedAt(at time.Time) {
	if early := at.Add(savedAfter - idleAfter); s.active != nil && early.Before(s.touched) {
		s.touched = early
	}
}

// visit tells where somebody asks.
func (s *Service) visit(d *document, q Query) {
	if s.remembers(d) {
		s.trail = s.trail.Visit(d.path, q.Snapshot, q.Snapshot.LineAt(q.Offset))
	}
	if s.documents[d.uri] != d {
		return
	}
	if q.Snapshot == d.snapshot {
		d.cursor = q.Offset
	}
	s.touch(d, time.Now())
	s.wake()
}

// attend does what nobody waits for, until ctx ends.
func (s *Service) attend(ctx context.Context) {
	timer := time.NewTimer(nothing)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.poke:
		case <-timer.C:
		}
		do, later := s.next()
		for ; do != nil; do, later = s.next() {
			do()
		}
		timer.Reset(later)
	}
}

// next returns what there is to do now, or when to look again.
func (s *Service) next() (do func(), later time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.receive()
	v, d := s.server, s.active
	switch {
	case s.closed || v == nil:
		return nil, nothing
	case !v.known:
		if wait := time.Until(v.retryAt); wait > 0 {
			return nil, wait
		}
		return s.start(v, func(ctx context.Context) { s.learnTraits(ctx, v) }), 0
	case d == nil || v.failing != "" || s.busy():
		return nil, nothing // the end of a request, or an event, wakes us
	}
	quiet := time.Since(s.touched)
	switch {
	case quiet < warmAfter:
		return nil, warmAfter - quiet
	case !d.warmed:
		d.warmed = true
		return s.readAhead(v, d, false)
	case quiet < idleAfter:
		return nil, idleAfter - quiet
	case !d.grown:
		return s.readAhead(v, d, true)
	}
	return s.countLines(v)
}

// busy says whether a question is waited for, or its answer may still be.
func (s *Service) busy() bool {
	for _, d := range s.documents {
		if d.busy() {
			return true
		}
	}
	return s.server.underway > 0
}

// start makes a job of what takes a server's time. Service.mu is held.
func (s *Service) start(v *server, f func(ctx context.Context)) func() {
	ctx, cancel := context.WithCancel(v.base)
	j := &job{cancel: cancel, done: make(chan struct{})}
	v.job = j
	v.requests.Add(1)
	return func() {
		defer v.requests.Done()
		defer func() {
			p := recover()
			cancel()
			s.mu.Lock()
			defer s.mu.Unlock()
			if p != nil { // nor would it go better at once
				v.failing = bug.Recovered(s.log, "what is done while nobody waits", p).Error()
				v.retryAt = time.Now().Add(retryLast)
				v.unheard = v.unheard || !v.known
				s.changed()
			}
			v.job = nil
			close(j.done)
		}()
		f(ctx)
	}
}

// want is what a prompt is wanted for. Blocks come and go in pauses only, and so are
// looked for only then, and at the beginning.
func (s *Service) want(v *server, d *document, q Query) prompt.Want {
	_, held := v.lane(d.uri)
	w := prompt.Want{
		Snapshot: q.Snapshot, Offset: q.Offset, Path: d.path, Repo: d.repo,
		Traits: v.traits, Budget: v.pace.speed.Budget(v.traits, maxTokens), Count: v.count(),
		Lost: d.laid && (!held || d.lost),
	}
	if !d.laid {
		w.Blocks = s.blocks(d, q)
	}
	return w
}

// blocks are what else may be in a prompt.
func (s *Service) blocks(d *document, q Query) []prompt.Block {
	blocks := s.trail.Blocks(d.uri, q.Snapshot.LineAt(q.Offset))
	if imports, ok := prompt.ImportsOf(d.path, q.Snapshot); ok {
		blocks = append([]prompt.Block{imports}, blocks...)
	}
	return blocks
}

// readAhead has the server read what the next answer in a document needs, as far as it
// has not: a new line, or, while idle, what would be too long to wait for.
func (s *Service) readAhead(v *server, d *document, idle bool) (do func(), later time.Duration) {
	q := Query{Snapshot: d.snapshot, Offset: d.cursor}
	want := s.want(v, d, q)
	if want.Idle = idle; idle {
		want.Blocks = s.blocks(d, q)
	}
	next, r, err := d.layout.Next(want)
	if err != nil || !v.traits.Warms || r.Change == prompt.Same || d.secret || blank(r.Warm.Prompt) {
		if d.grown = d.grown || idle; idle && err == nil && r.Change != prompt.Same {
			d.layout, d.lost = next, true // it is read with the next answer
		}
		return func() {}, 0
	}
	lane, _ := v.lane(d.uri)
	r.Warm.Lane = lane
	if idle {
		// Until it is read to its end nobody knows how much is: a question that comes
		// meanwhile must not count on it.
		v.claim(lane, d.uri)
		d.lost = d.lost || r.Fresh > want.Budget.Cold
	} else {
		s.commit(v, d, next, lane)
	}
	return s.start(v, func(ctx context.Context) {
		if s.warm(ctx, v, d, &r) && idle {
			s.mu.Lock()
			defer s.mu.Unlock()
			if ctx.Err() == nil {
				s.commit(v, d, next, lane)
			}
		}
	}), 0
}

// warm sends a prompt that is to be read and not answered, and says whether it was.
func (s *Service) warm(ctx context.Context, v *server, d *document, r *prompt.Request) (read bool) {
	s.report("reading ahead", v, d, r, r.Warm)
	report, err := v.fill(ctx, r.Warm, func(string) bool { return true })
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case err == nil:
		v.pace.speed = v.pace.speed.Learn(report)
	case ctx.Err() == nil:
		_ = v.failed(err) // what it says stands in the state
		s.changed()
	}
	return err == nil
}

// countLines has the server count lines that were estimated so far.
func (s *Service) countLines(v *server) (do func(), later time.Duration) {
	t, ok := v.backend.(model.Tokenizer)
	if !ok || v.counted {
		return nil, nothing
	}
	return s.start(v, func(ctx context.Context) {
		more, err := v.counter.Learn(ctx, t, countedAtOnce)
		s.mu.Lock()
		defer s.mu.Unlock()
		v.counted = !more || err != nil && ctx.Err() == nil
	}), 0
}
