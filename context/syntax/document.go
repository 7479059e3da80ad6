package syntax

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/inkling-lsp/inkling/context/text"
)

var errPanicked = errors.New("an internal error, which was reported")

// document is one open document and its tree.
type document struct {
	language *Language // nil if it is not known
	newest   atomic.Pointer[text.Snapshot]

	// turn holds one token; who has taken it may use what is below. A mutex could
	// not be waited for with a context.
	turn  chan struct{}
	tree  *tree
	at    *text.Snapshot // what tree was parsed from
	ended bool

	// After a failure, as many snapshots are refused as there were failures,
	// squared: a text that the parser can't cope with costs its limit each time.
	failed   error
	failures int
	refusals int
	refused  *text.Snapshot
}

func newDocument(s *text.Snapshot) *document {
	file, ok := s.URI().Path()
	if !ok {
		file = string(s.URI())
	}
	l, _ := Detect(s.Language(), file, s.LineText(0))
	d := &document{language: l, turn: make(chan struct{}, 1)}
	d.newest.Store(s)
	d.turn <- struct{}{}
	return d
}

// ask waits for the turn and lets question read the tree of s. Once it has the
// turn it is not cancelled: a parse of what changed is short, and a cancelled
// parser of this binding may stay cancelled.
func (d *document) ask(ctx context.Context, s *text.Snapshot, question func(*tree)) error {
	if d.language == nil {
		return ErrUnknown
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-d.turn:
	}
	panics := true
	defer func() {
		if panics { // what it leaves of the tree is not to be trusted, nor that it was the last
			d.fail(s, errPanicked)
		}
		d.turn <- struct{}{}
	}()
	err := d.answer(s, question)
	panics = false
	return err
}

// answer lets question read the tree of s. The turn is taken.
func (d *document) answer(s *text.Snapshot, question func(*tree)) error {
	if d.ended {
		return ErrNotOpen
	}
	if err := d.move(s); err != nil {
		return err
	}
	question(d.tree)
	return nil
}

// move makes the tree that of s.
func (d *document) move(s *text.Snapshot) error {
	if d.tree != nil && d.at == s {
		return nil
	}
	if d.refuses(s) {
		return d.failed
	}
	if d.tree != nil {
		before, after := text.Difference(d.at, s)
		if before.Len() == 0 && after.Len() == 0 {
			d.at = s
			return nil
		}
		d.tree.edit(before, after.Len())
	}
	next, err := parse(d.language, d.tree, s.Slice(text.Range{End: s.Len()}))
	if err != nil {
		d.fail(s, err)
		return err
	}
	d.drop() // an edited tree is good for one parse only
	d.tree, d.at, d.failures = next, s, 0
	return nil
}

// fail drops the tree and notes why there is none of s.
func (d *document) fail(s *text.Snapshot, err error) {
	d.drop()
	d.failed, d.refused = err, s
	d.failures++
	d.refusals = d.failures * d.failures
}

// refuses says whether s is not even tried.
func (d *document) refuses(s *text.Snapshot) bool {
	if d.failures == 0 || s == d.refused {
		return d.failures > 0
	}
	d.refused = s
	d.refusals--
	return d.refusals > 0
}

func (d *document) drop() {
	if d.tree != nil {
		d.tree.close()
		d.tree, d.at = nil, nil
	}
}

// end frees the tree after the questions that are under way.
func (d *document) end() {
	<-d.turn
	d.drop()
	d.ended = true
	d.turn <- struct{}{}
}
