package local

import (
	"context"

	"github.com/inkling-lsp/inkling/context/text"
)

// Options are the bounds of a Model. The zero value gives the defaults.
type Options struct {
	// MaxTokens bounds what is learned of the workspace; 0 means 20 million.
	MaxTokens int
}

// Model is the embedded model. It is safe for concurrent use: predictions read
// an immutable index while Learn and Forget publish the next one.
type Model struct{}

// New returns a model that has learned nothing.
func New(o Options) *Model { return &Model{} }

// File is a file of the workspace as it is on disk.
type File struct {
	URI      text.URI
	Language string // LSP's language identifier, or "" to go by the name
	Content  string
}

// Learn adds files, or replaces what was learned under their names, and returns
// when predictions see them. It takes CPU time: about 1 s for 100,000 lines.
func (m *Model) Learn(ctx context.Context, files []File) error { return ctx.Err() }

// Forget removes files.
func (m *Model) Forget(uris ...text.URI) {}

// Open tells that a document is open, Change that it has a new text, and Close
// that it is closed. They keep a pointer and return at once: the next prediction
// does the work.
func (m *Model) Open(s *text.Snapshot)   {}
func (m *Model) Change(s *text.Snapshot) {}
func (m *Model) Close(u text.URI)        {}

// Query asks what follows Offset (bytes) in Snapshot.
type Query struct {
	Snapshot *text.Snapshot
	Offset   int
}

// Silence says why a prediction has no candidates; it is empty if it has.
type Silence string

// The reasons for silence.
const (
	TooLarge  Silence = "too-large"  // over 2 MB
	LongLine  Silence = "long-line"  // a line over 10,000 characters
	InComment Silence = "in-comment" // the cursor is in a comment, or in a string that began above
	NoMatch   Silence = "no-match"   // no place in the workspace has such a context
)

// Prediction is the model's answer, best candidate first.
type Prediction struct {
	Candidates []Candidate
	Silence    Silence
}

// Candidate is one continuation of the line.
type Candidate struct {
	// Text replaces nothing: it goes in at the query's offset and ends with its line.
	Text string
	// Probability that Text is exactly what the user writes, calibrated.
	Probability float64
	// Source is the place that supports it best.
	Source Source
}

// Source is where a candidate was found.
type Source struct {
	URI   text.URI
	Line  int // from zero
	Match int // how many tokens of context agree there
}

// Predict completes the line. Microseconds to a millisecond, no I/O. Candidates
// are in order of probability, at most 14.
func (m *Model) Predict(ctx context.Context, q Query) (Prediction, error) {
	return Prediction{Silence: NoMatch}, ctx.Err()
}
