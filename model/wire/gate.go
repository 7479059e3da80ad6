package wire

import (
	"context"
	"sync"
)

// A gate lets a number of requests pass at once. Fill waits only for room; chat
// also waits for fill that waits, and leaves the last place to it.
type gate struct {
	mu      sync.Mutex
	free    int
	chat    int // how many more chats may be inside
	waiting [2][]chan struct{}
}

func newGate(places int) *gate {
	return &gate{free: places, chat: max(1, places-1)}
}

// enter returns when there is room, and how to leave, or the end of ctx.
func (g *gate) enter(ctx context.Context, c Class) (leave func(), err error) {
	g.mu.Lock()
	turn := make(chan struct{})
	g.waiting[c] = append(g.waiting[c], turn)
	g.admit()
	g.mu.Unlock()

	leave = func() { g.leave(c) }
	select {
	case <-turn:
		return leave, nil
	case <-ctx.Done():
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	for i, w := range g.waiting[c] {
		if w == turn {
			g.waiting[c] = append(g.waiting[c][:i], g.waiting[c][i+1:]...)
			return nil, context.Cause(ctx)
		}
	}
	g.put(c) // admitted in the meantime
	return nil, context.Cause(ctx)
}

func (g *gate) leave(c Class) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.put(c)
}

func (g *gate) put(c Class) {
	g.free++
	if c == Chat {
		g.chat++
	}
	g.admit()
}

// admit lets in who may pass, fill first.
func (g *gate) admit() {
	for g.free > 0 && len(g.waiting[Fill]) > 0 {
		g.pass(Fill)
	}
	for g.free > 0 && g.chat > 0 && len(g.waiting[Chat]) > 0 {
		g.pass(Chat)
		g.chat--
	}
}

func (g *gate) pass(c Class) {
	g.free--
	close(g.waiting[c][0])
	g.waiting[c] = g.waiting[c][1:]
}
