package completion

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/inkling-lsp/inkling/completion/fill"
	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/model/local"
)

// sure is how probable the embedded model's best candidate has to be for nobody else
// to be asked: nine of ten such lines are what the user writes, and there is nothing
// to wait for.
const sure = 0.9

// asksServer says whether the model server is to be asked beside the embedded model,
// which has this to show. Comments are left alone unless the user asks, and so are
// documents that nobody writes by hand.
func (e *Engine) asksServer(c cursor, silence local.Silence, fit []Suggestion) bool {
	switch {
	case e.deps.Server == nil, silence == local.TooLarge, silence == local.LongLine:
		return false
	case silence == local.InComment:
		return c.Trigger == Invoked
	}
	return len(fit) == 0 || fit[0].Probability < sure
}

// written is the line that the server writes at c, if it is fit to be seen, or why
// there is none.
//
// No threshold applies: a server does not tell how probable its line is, and a number
// made up here would look like the embedded model's, which is calibrated. The line
// is shown if it fits the text around the cursor as every suggestion has to.
func (e *Engine) written(ctx context.Context, c cursor) (fit []Suggestion, dropped []Drop) {
	answer, err := e.deps.Server.Ask(ctx, fill.Query{
		Snapshot: c.Snapshot, Offset: c.Offset, Invoked: c.Trigger == Invoked, Patience: c.Patience,
	})
	switch {
	case errors.Is(err, fill.NoServer):
		return nil, nil // nothing was to be had, so nothing is missing
	case err != nil:
		return nil, []Drop{silenced(err)}
	}
	insertion := answer.Text
	if c.before != "" { // else the line's indentation is the server's to choose
		insertion = indent(c, insertion)
	}
	insertion, reason := filter(c, insertion)
	if reason == "" && c.after != "" && strings.Contains(insertion, "\n") {
		reason = TextAfterCursor // it would follow the last line
	}
	if reason != "" {
		return nil, []Drop{{Reason: reason, Text: insertion, Detail: answer.Backend}}
	}
	return []Suggestion{{
		Text:   insertion,
		Range:  text.Range{Start: c.Offset, End: c.Offset},
		Source: Source{Backend: answer.Backend, Model: answer.Model},
	}}, nil
}

// silenced is a server's silence as a drop, with what there is to say beyond it.
func silenced(err error) Drop {
	silence := fill.Failed
	errors.As(err, &silence)
	detail := strings.TrimPrefix(strings.TrimPrefix(err.Error(), silence.Error()), ": ")
	return Drop{Reason: Reason(silence), Detail: detail}
}

// ahead puts what the server wrote before the embedded model's candidates, without
// those that insert the same.
func ahead(written, fit []Suggestion, dropped []Drop) ([]Suggestion, []Drop) {
	for _, g := range fit {
		if slices.ContainsFunc(written, func(w Suggestion) bool { return w.Text == g.Text }) {
			dropped = append(dropped, Drop{Reason: Duplicate, Text: g.Text})
			continue
		}
		written = append(written, g)
	}
	return written, dropped
}
