package fill

import (
	"context"
	"sync"

	"github.com/inkling-lsp/inkling/context/text"
)

// notices are what others are to hear, in order.
type notices struct {
	o    Options
	poke chan struct{}

	mu      sync.Mutex
	waiting []func()
	last    State
}

func newNotices(o Options) *notices {
	if o.Changed == nil {
		o.Changed = func(State) {}
	}
	if o.Ready == nil {
		o.Ready = func(text.URI, int32) {}
	}
	return &notices{o: o, poke: make(chan struct{}, 1), last: State{Condition: Unset}}
}

// state tells a state, if it is another than the last one.
func (n *notices) state(s State) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if s != n.last {
		n.last = s
		n.add(func() { n.o.Changed(s) })
	}
}

// ready tells that an answer has come late.
func (n *notices) ready(u text.URI, version int32) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.add(func() { n.o.Ready(u, version) })
}

func (n *notices) add(f func()) {
	n.waiting = append(n.waiting, f)
	select {
	case n.poke <- struct{}{}:
	default:
	}
}

// deliver tells what there is to tell until ctx ends.
func (n *notices) deliver(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-n.poke:
		}
		n.mu.Lock()
		waiting := n.waiting
		n.waiting = nil
		n.mu.Unlock()
		for _, tell := range waiting {
			tell()
		}
	}
}
