package completion

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/inkling-lsp/inkling/completion/fill"
	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/model/local"
)

// Predictor is the embedded model as this room uses it.
type Predictor interface {
	Predict(ctx context.Context, q local.Query) (local.Prediction, error)
}

// Server is a model server as this room uses it: a fill.Service.
type Server interface {
	Ask(ctx context.Context, q fill.Query) (fill.Answer, error)
}

// Deps is what an Engine works with.
type Deps struct {
	Predictor Predictor
	Server    Server // nil if there is none
}

// Engine answers requests. It is safe for concurrent use.
type Engine struct {
	options atomic.Pointer[Options]
	deps    Deps
	shown   shown
}

// New returns an engine.
func New(o Options, d Deps) *Engine {
	e := &Engine{deps: d}
	e.Configure(o)
	return e
}

// Configure replaces the options. Requests that are under way keep those they
// began with.
func (e *Engine) Configure(o Options) { e.options.Store(&o) }

// Trigger says who asked.
type Trigger uint8

// The triggers.
const (
	Automatic Trigger = iota
	Invoked
)

// Request asks what to show at Offset (bytes) of Snapshot.
type Request struct {
	Snapshot *text.Snapshot
	Offset   int
	Trigger  Trigger
	// Selected is the entry of the open completion menu, which every suggestion
	// must extend.
	Selected *Selected
	// Patience is how long a model server is waited for.
	Patience fill.Patience
}

// Selected is what the completion menu would insert.
type Selected struct {
	Range text.Range
	Text  string
}

// ID names a suggestion within its engine. It stays while the user types along.
type ID uint64

// Suggestion is text offered to the user: Text replaces Range.
type Suggestion struct {
	ID    ID
	Text  string
	Range text.Range
	// Probability that Text is what the user writes, calibrated; 0 for a model server's
	// text, since servers tell none.
	Probability float64
	Source      Source
}

// Source is where a suggestion comes from: a model server, or else, by the embedded
// model, the place in the workspace that supports it best.
type Source struct {
	local.Source
	Backend, Model string // empty if no server wrote it
}

// Answer is what to show, best first, and what is not shown and why.
type Answer struct {
	Suggestions []Suggestion
	Dropped     []Drop
}

// Suggest answers a request.
func (e *Engine) Suggest(ctx context.Context, r Request) (Answer, error) {
	if err := ctx.Err(); err != nil {
		return Answer{}, err
	}
	if r.Offset < 0 || r.Offset > r.Snapshot.Len() {
		return Answer{}, fmt.Errorf("suggest at byte %d of %s: it has %d bytes", r.Offset, r.Snapshot.URI(), r.Snapshot.Len())
	}
	o := e.options.Load()
	if language := r.Snapshot.Language(); !o.enabled(language) {
		return Answer{Dropped: []Drop{{Reason: Disabled, Detail: language}}}, nil
	}
	c, silence := place(r)
	if silence != nil {
		return Answer{Dropped: []Drop{*silence}}, nil
	}
	if kept := e.shown.rest(c); len(kept) > 0 {
		return Answer{Suggestions: kept}, nil
	}
	p, err := e.deps.Predictor.Predict(ctx, local.Query{Snapshot: r.Snapshot, Offset: r.Offset})
	if err != nil {
		return Answer{}, fmt.Errorf("predict at byte %d of %s: %w", r.Offset, r.Snapshot.URI(), err)
	}
	fit, dropped := choose(c, p.Candidates, o.threshold(c))
	if p.Silence != "" {
		dropped = []Drop{{Reason: Reason(p.Silence)}}
	}
	if e.asksServer(c, p.Silence, fit) {
		written, drop := e.written(ctx, c)
		if err := ctx.Err(); err != nil {
			return Answer{}, err
		}
		fit, dropped = ahead(written, fit, append(dropped, drop...))
	}
	fit, dismissed := e.shown.withoutDismissed(c, fit)
	dropped = append(dropped, dismissed...)
	return Answer{Suggestions: e.shown.show(c, fit), Dropped: dropped}, nil
}

// Shown tells that the user sees a suggestion. Not every client tells.
func (e *Engine) Shown(id ID) { e.shown.tell(id, wasShown) }

// Accepted tells that the user took the first n bytes of a suggestion's text.
// What is left of it stays ready to be shown.
func (e *Engine) Accepted(id ID, n int) { e.shown.accepted(id, n) }

// Rejected tells that the user dismissed a suggestion. Neither it nor those
// behind it come back while the user types along it, unless the user asks.
func (e *Engine) Rejected(id ID) { e.shown.rejected(id) }

// Tally is what has become of the suggestions so far.
func (e *Engine) Tally() Tally { return e.shown.counted() }
