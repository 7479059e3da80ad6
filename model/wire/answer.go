package wire

import (
	"context"
	"io"
	"time"

	"github.com/inkling-lsp/inkling/model"
)

// An Answer is a fill or a chat under way. It belongs to the goroutine that asks.
type Answer struct {
	// Report is what the server tells; it begins with nothing told. FirstText and
	// Whole are kept here.
	model.Report

	emit   model.Emit
	begun  time.Time
	first  *time.Timer
	enough bool
}

// Text passes a piece on; an empty one is nothing. When it returns false, nobody
// wants more: close the response and return.
func (a *Answer) Text(piece string) (more bool) {
	if piece == "" {
		return !a.enough
	}
	if a.FirstText == 0 {
		a.FirstText = time.Since(a.begun)
		a.first.Stop()
	}
	a.enough = a.enough || !a.emit(piece)
	return !a.enough
}

// Alive stops the clock for the first text, when the server has shown otherwise
// that it is done with the prompt.
func (a *Answer) Alive() { a.first.Stop() }

// Answer makes one fill or chat: it waits for its turn, calls ask, which sends a
// request and passes its pieces to a, and makes a report and an *Error of what
// came of it. The ctx that ask gets ends with the patience for this class.
func (c *Client) Answer(ctx context.Context, class Class, emit model.Emit, ask func(ctx context.Context, a *Answer) error) (model.Report, error) {
	patience := c.o.Fill
	if class == Chat {
		patience = c.o.Chat
	}
	outer := ctx
	whole := c.Errorf(model.TooSlow, "the answer did not end within %s", patience.Whole)
	ctx, cancel := context.WithTimeoutCause(ctx, patience.Whole, whole)
	defer cancel()
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	first := c.Errorf(model.TooSlow, "no text within %s", patience.First)
	a := &Answer{
		Report: model.Report{TokensIn: -1, TokensCached: -1, TokensOut: -1, End: model.Finished},
		emit:   emit, begun: time.Now(),
		first: time.AfterFunc(patience.First, func() { stop(first) }),
	}
	defer a.first.Stop()

	err := c.answer(ctx, class, a, ask)
	if outer.Err() != nil && err != nil {
		err = outer.Err()
	}
	a.Whole = time.Since(a.begun)
	switch {
	case a.enough:
		a.End, err = model.Enough, nil
	case err != nil:
		a.End = model.Broken
	}
	c.log.DebugContext(outer, "asked a model",
		"backend", c.name, "class", class.String(), "end", string(a.End), "error", err,
		"tokens_in", a.TokensIn, "tokens_cached", a.TokensCached, "tokens_out", a.TokensOut,
		"first_text", a.FirstText, "whole", a.Whole)
	return a.Report, err
}

func (c *Client) answer(ctx context.Context, class Class, a *Answer, ask func(ctx context.Context, a *Answer) error) error {
	if e := c.refused[class].standing(c.faults.Load()); e != nil {
		return e
	}
	leave, err := c.gate.enter(ctx, class)
	if err != nil {
		return c.asError(ctx, err)
	}
	defer leave()
	err = c.permitted(ctx, func() (bool, error) {
		err := ask(ctx, a)
		if a.enough {
			err = nil // what broke was closed by us
		}
		return err == nil || a.FirstText > 0, err
	})
	c.refused[class].keep(err, c.faults.Load(), c.o.Refused)
	return err
}

// Enough says whether nobody wants more text.
func (a *Answer) Enough() bool { return a.enough }

// Drain reads what follows the last piece of an answer, so that the connection can
// be kept; a connection that does not end its response soon, and shortly, is not
// worth it. Close the body afterwards.
func Drain(body io.ReadCloser) {
	const soon, short = 50 * time.Millisecond, 4 << 10
	timer := time.AfterFunc(soon, func() { _ = body.Close() })
	defer timer.Stop()
	_, _ = io.CopyN(io.Discard, body, short) // closing is all there is to do either way
}
