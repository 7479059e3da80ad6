package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/inkling-lsp/inkling/completion"
	"github.com/inkling-lsp/inkling/completion/fill"
	"github.com/inkling-lsp/inkling/context/text"
)

func printText(c console, answer completion.Answer) error {
	if len(answer.Suggestions) > 0 {
		if failed := serverFailed(answer); failed != nil {
			fmt.Fprintf(c.err, "inkling: the embedded model answers alone: %v\n", failed)
		}
		_, err := fmt.Fprintln(c.out, answer.Suggestions[0].Text)
		return err
	}
	fmt.Fprintln(c.err, "inkling: no suggestion")
	for _, d := range answer.Dropped {
		fmt.Fprintf(c.err, "inkling: %s %s\n", d.Reason, quotedIfAny(d))
	}
	return nil
}

// serverFailed is what a model server failed with, nil if it did not.
func serverFailed(answer completion.Answer) error {
	for _, d := range answer.Dropped {
		if d.Reason == completion.Reason(fill.Failed) {
			return errors.New(d.Detail)
		}
	}
	return nil
}

func quotedIfAny(d completion.Drop) string {
	switch {
	case d.Text == "":
		return d.Detail
	case d.Detail == "":
		return fmt.Sprintf("%q", d.Text)
	}
	return fmt.Sprintf("%q (%s)", d.Text, d.Detail)
}

// completionReport is what `inkling complete --json` prints. Lines and columns
// count from 1, columns in characters.
type completionReport struct {
	Suggestions  []jsonSuggestion `json:"suggestions"`
	Dropped      []jsonDrop       `json:"dropped"`
	Milliseconds float64          `json:"milliseconds"` // of the answer, without learning
}

type jsonSuggestion struct {
	Text        string     `json:"text"`
	Range       jsonRange  `json:"range"`
	Probability float64    `json:"probability"` // 0 of a server's, which tell none
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

func printJSON(c console, s *text.Snapshot, answer completion.Answer, took time.Duration) error {
	r := completionReport{
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
	e := json.NewEncoder(c.out)
	e.SetEscapeHTML(false)
	return e.Encode(r)
}

func position(s *text.Snapshot, offset int) jsonPosition {
	p := s.OffsetPosition(offset, text.UTF32)
	return jsonPosition{p.Line + 1, p.Character + 1}
}
