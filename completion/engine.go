package completion

import (
	"context"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/model/local"
)

// Options are the user's settings of this room.
type Options struct {
	// Threshold is the least probability at which an automatic suggestion is shown.
	Threshold float64
	// ManualThreshold is the same for a suggestion the user asked for.
	ManualThreshold float64
}

// Predictor is the embedded model as this room uses it.
type Predictor interface {
	Predict(ctx context.Context, q local.Query) (local.Prediction, error)
}

// Deps is what an Engine works with.
type Deps struct {
	Predictor Predictor
}

// Engine answers requests. It is safe for concurrent use.
type Engine struct {
	options Options
	deps    Deps
}

// New returns an engine.
func New(o Options, d Deps) *Engine { return &Engine{o, d} }

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
}

// Selected is what the completion menu would insert.
type Selected struct {
	Range text.Range
	Text  string
}

// ID names a suggestion within its engine.
type ID uint64

// Suggestion is text offered to the user: Text replaces Range.
type Suggestion struct {
	ID          ID
	Text        string
	Range       text.Range
	Probability float64
	Source      local.Source
}

// Answer is what to show, best first, and what is not shown and why.
type Answer struct {
	Suggestions []Suggestion
	Dropped     []Drop
}

// Reason is the stable code of why a suggestion was not shown.
type Reason string

// Drop is something not shown.
type Drop struct {
	Reason Reason
	Text   string
	Detail string
}

// Suggest answers a request.
func (e *Engine) Suggest(ctx context.Context, r Request) (Answer, error) { return Answer{}, ctx.Err() }

// Accepted tells that the user took the first n bytes of a suggestion.
func (e *Engine) Accepted(id ID, n int) {}
