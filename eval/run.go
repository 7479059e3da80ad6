package eval

import "time"

// Options bound a replay. The zero value gives the defaults.
type Options struct {
	Commits  int               // how many of the newest first-parent commits; 0 means 250
	Lines    int               // how many of their lines are asked at most; 0 means 1500
	Progress func(done string) // told about each step, if not nil
}

// Run is what one repository gave.
type Run struct {
	Repository string
	Head       string // the newest commit
	Base       string // the commit whose tree was learned first
	Commits    int    // replayed
	Candidates int    // lines that could have been asked
	Files      int    // learned at first
	Lines      int    // learned at first
	Learn      time.Duration
	Heap       int64 // bytes that live longer by what was learned at first
	Outcomes   []Outcome
}

// Outcome is one query and what came of it.
type Outcome struct {
	Repository string   `json:"repository"`
	Commit     string   `json:"commit"`
	Path       string   `json:"path"`
	Language   string   `json:"language"`
	Line       int      `json:"line"` // from zero, in the commit's text
	Task       Task     `json:"task"`
	Tokens     int      `json:"tokens"` // of the whole line
	Typed      string   `json:"typed"`  // of the line, with its indentation
	Target     string   `json:"target"` // the rest of its code
	Guesses    []Guess  `json:"guesses"`
	Shown      *Guess   `json:"shown,omitempty"` // what the engine would show by default; nil if nothing
	Silence    string   `json:"silence,omitempty"`
	Copy       Baseline `json:"copy"`      // longest-suffix copy over the workspace
	FileCopy   Baseline `json:"file_copy"` // the same over the text above the cursor
	Bigram     Baseline `json:"bigram"`    // the line that came most often after the one above; of Next only
	Cold       Baseline `json:"cold"`      // the model with nothing learned but the open document
	Nanos      int64    `json:"nanos"`
}

// Guess is a candidate of the model and whether it is the line.
type Guess struct {
	Text        string  `json:"text"`
	Probability float64 `json:"probability"`
	Right       bool    `json:"right"`
	// Features are what the model knew of the candidate, if it was told to keep
	// them; fit.Queries takes them from here.
	Features []float32 `json:"features,omitempty"`
	// Table says which of the model's tables judged the candidate.
	Table int `json:"table,omitempty"`
}

// Baseline is whether a baseline was right.
type Baseline bool
