package answerjson

import (
	"encoding/json"
	"io"
	"time"

	"github.com/inkling-lsp/inkling/completion"
	"github.com/inkling-lsp/inkling/context/text"
)

// Write writes an answer to a request in s, which took some time, as one object.
func Write(w io.Writer, s *text.Snapshot, answer completion.Answer, took time.Duration) error {
	r := report{
		Suggestions:  []jsonSuggestion{},
		Dropped:      []jsonDrop{},
		Milliseconds: float64(took.Microseconds()) / 1000,
	}
	for _, g := range answer.Suggestions {
		r.Suggestions = append(r.Suggestions, jsonSuggestion{
			Text:        g.Text,
			Range:       jsonRange{position(s, g.Range.Start), position(s, g.Range.End)},
			Probability: g.Probability,
			Source:      sourceOf(g.Source),
		})
	}
	for _, d := range answer.Dropped {
		r.Dropped = append(r.Dropped, jsonDrop{d.Reason, d.Text, d.Detail})
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(r)
}

// report is what `inkling complete --json` prints. Lines and columns
// count from 1, columns in characters.
type report struct {
	Suggestions  []jsonSuggestion `json:"suggestions"`
	Dropped      []jsonDrop       `json:"dropped"`
	Milliseconds float64          `json:"milliseconds"` // of the answer, without learning
}

type jsonSuggestion struct {
	Text        string     `json:"text"`
	Range       jsonRange  `json:"range"`
	Probability float64    `json:"probability,omitempty"` // absent of a server's, which tell none
	Source      jsonSource `json:"source"`
}

type jsonRange struct {
	Start jsonPosition `json:"start"`
	End   jsonPosition `json:"end"`
}

type jsonPosition struct {
	Line   int `json:"line"`
	Column int `json:"column"`
}

// jsonSource is the place that supports a suggestion of the embedded model, or the
// server that wrote it.
type jsonSource struct {
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"`
	Match   int    `json:"match,omitempty"` // tokens of context that agree
	Backend string `json:"backend,omitempty"`
	Model   string `json:"model,omitempty"`
}

func sourceOf(s completion.Source) jsonSource {
	if s.Backend != "" {
		return jsonSource{Backend: s.Backend, Model: s.Model}
	}
	file := string(s.URI)
	if path, ok := s.URI.Path(); ok {
		file = path
	}
	return jsonSource{File: file, Line: s.Line + 1, Match: s.Match}
}

type jsonDrop struct {
	Reason completion.Reason `json:"reason"`
	Text   string            `json:"text,omitempty"`
	Detail string            `json:"detail,omitempty"`
}

func position(s *text.Snapshot, offset int) jsonPosition {
	p := s.OffsetPosition(offset, text.UTF32)
	return jsonPosition{p.Line + 1, p.Character + 1}
}
