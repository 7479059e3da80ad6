package served

import (
	"context"
	"fmt"
	"strings"

	"github.com/inkling-lsp/inkling/context/prompt"
	"github.com/inkling-lsp/inkling/eval"
)

// The layouts that are compared.
const (
	anchored = "anchored" // the usual one of context/prompt
	plain    = "plain"    // the typed part of the line before the suffix, healed
	cut      = "cut"      // plain, up to the cursor: what other clients send
)

// styles are in the order of asking: what one prompt shares with the next is in the
// server's cache, and so is, for the next place, what the last one shares with it.
var styles = []struct {
	layout string
	style  prompt.Style
}{{anchored, prompt.Anchored}, {plain, prompt.Plain}, {cut, prompt.Unhealed}}

// promptTokens make prompts of 600 tokens or more out of the pages that fit.
const promptTokens = 1024

// longestAnswer bounds the rest of a line, in tokens.
const longestAnswer = 48

// quality asks for the rest of real lines in three layouts, whose windows and
// suffixes are the same.
func quality(ctx context.Context, b *bench) error {
	passages, err := b.choose(ctx)
	if err != nil {
		return err
	}
	s, err := b.serve(ctx)
	if err != nil {
		return err
	}
	defer s.end()
	pace := newPace("quality", len(passages)*placesEach, b.options.Progress)
	for _, p := range passages {
		if err := b.ask(ctx, s, p, pace); err != nil {
			return fmt.Errorf("%s/%s: %w", p.Repository, p.Path, err)
		}
	}
	return nil
}

// ask asks at the places of one passage, from top to bottom, so that the window of
// one place is mostly the window of the next.
func (b *bench) ask(ctx context.Context, s *served, p eval.Passage, pace *pace) error {
	var layout prompt.Layout
	for version, at := range places(p) {
		w := s.want(at, int32(version))
		next, anchor, err := layout.Next(w)
		if err != nil {
			return err
		}
		layout = next
		var earlier []asked
		for _, style := range styles {
			w.Style = style.style
			_, r, err := layout.Next(w)
			if err != nil {
				return err
			}
			if window(r) != window(anchor) {
				return fmt.Errorf("%s: the layouts %s and %s show the model other lines: %s and %s", at.at(), anchored, style.layout, window(anchor), window(r))
			}
			record := s.record("quality", at, style.layout)
			if b.book.has(record) {
				continue
			}
			if err := s.answer(ctx, &record, r, &earlier); err != nil {
				return err
			}
			if err := b.book.add(record); err != nil {
				return err
			}
		}
		pace.step(len(earlier) > 0)
	}
	return nil
}

// window is which lines a prompt shows.
func window(r prompt.Request) string {
	var b strings.Builder
	for _, p := range r.Parts {
		if p.What != "line" {
			fmt.Fprintf(&b, "%s %d-%d ", p.What, p.First, p.Last)
		}
	}
	return b.String()
}

// asked is a request with its answer.
type asked struct {
	request prompt.Request
	record  Record
}

// answer fills in a record: with the answer to a request, or to an earlier one that
// had sent the same.
func (s *served) answer(ctx context.Context, record *Record, r prompt.Request, earlier *[]asked) error {
	for _, e := range *earlier {
		if r.Same(e.request) && r.Begin == e.request.Begin {
			e.record.Layout, e.record.SameAs = record.Layout, e.record.Layout
			*record = e.record
			return nil
		}
	}
	if err := s.fill(ctx, record, r, longestAnswer); err != nil {
		return err
	}
	*earlier = append(*earlier, asked{r, *record})
	return nil
}
