package local

import "github.com/inkling-lsp/inkling/context/text"

// maxCandidates is how many candidates a prediction has at most. A fit sees more,
// since the tables it makes may put other ones first.
const (
	maxCandidates    = 14
	maxFitCandidates = 40
)

// Query asks what follows Offset (bytes) in Snapshot.
type Query struct {
	Snapshot *text.Snapshot
	Offset   int
}

// Silence says why a prediction has no candidates; it is empty if it has.
type Silence string

// The reasons for silence.
const (
	TooLarge  Silence = "too-large"  // the document is over 2 MB
	LongLine  Silence = "long-line"  // it has a line over 10,000 characters
	InComment Silence = "in-comment" // the cursor is in a comment, or in a string that began above
	NoMatch   Silence = "no-match"   // no place in the workspace has such a context
)

// Prediction is the model's answer, best candidate first.
type Prediction struct {
	Candidates []Candidate
	Silence    Silence
}

// Candidate is one continuation of the line. It never closes a bracket that is
// not open at the cursor, leaves one open only at its end, and is never the line
// that already follows.
type Candidate struct {
	// Text replaces nothing: it goes in at the query's offset and ends with its line.
	Text string
	// Probability that Text is exactly what the user writes, calibrated.
	Probability float64
	// LoneCloser marks a single closing bracket. It competes, so that nothing less
	// likely takes its place, and must not be shown.
	LoneCloser bool
	// Source is the place that supports it best.
	Source Source
	// Features are what Probability was computed from, if Options.KeepFeatures.
	Features []float32
	// Task is which of the vote tables judged it.
	Task Task

	from candidate
}

// Source is where a candidate was found.
type Source struct {
	URI   text.URI
	Line  int // from zero
	Match int // how many tokens of context agree there
}
