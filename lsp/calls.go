package lsp

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"go.lsp.dev/jsonrpc2"

	"github.com/inkling-lsp/inkling/context/text"
)

// errSuperseded is why a call is cancelled that a newer one has made useless.
// Neovim never cancels while the user types, and shows whatever comes late.
var errSuperseded = errors.New("superseded by a newer request for the document")

// calls are the calls that are not answered yet.
type calls struct {
	mu         sync.Mutex
	byID       map[jsonrpc2.ID]*call
	newest     map[subject]*call // of those that supersede each other
	unanswered int
	quiet      chan struct{} // if set, closed when unanswered falls to zero
}

// subject is what calls supersede each other about.
type subject struct {
	method   string
	document text.URI
}

type call struct {
	cancel context.CancelCauseFunc
}

func newCalls() *calls {
	return &calls{byID: make(map[jsonrpc2.ID]*call), newest: make(map[subject]*call)}
}

// begin registers a call and cancels the one it supersedes. The caller must call
// done when the call's job has ended.
func (c *calls) begin(base context.Context, id jsonrpc2.ID, about subject) (ctx context.Context, done func()) {
	ctx, cancel := context.WithCancelCause(base)
	this := &call{cancel}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.unanswered++
	c.byID[id] = this
	if about.document != "" {
		about.method = strings.Clone(about.method) // it is the library's to recycle
		if old := c.newest[about]; old != nil {
			old.cancel(errSuperseded)
		}
		c.newest[about] = this
	}
	return ctx, func() {
		cancel(nil)
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.byID[id] == this { // a client may use an id twice
			delete(c.byID, id)
		}
		if c.newest[about] == this {
			delete(c.newest, about)
		}
	}
}

// cancel cancels a call, if it is still there.
func (c *calls) cancel(id jsonrpc2.ID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if call := c.byID[id]; call != nil {
		call.cancel(context.Canceled)
	}
}

// answered tells that an answer was queued.
func (c *calls) answered() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.unanswered--; c.unanswered == 0 && c.quiet != nil {
		close(c.quiet)
		c.quiet = nil
	}
}

// settle returns when every call is answered, or after bound.
func (c *calls) settle(bound time.Duration) {
	c.mu.Lock()
	if c.unanswered == 0 {
		c.mu.Unlock()
		return
	}
	quiet := make(chan struct{})
	c.quiet = quiet
	c.mu.Unlock()
	timer := time.NewTimer(bound)
	defer timer.Stop()
	select {
	case <-quiet:
	case <-timer.C:
	}
}
