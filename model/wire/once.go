package wire

import (
	"context"
	"net"
	"sync"
)

// Once keeps what a server says about itself, for as long as it is sure to be the
// same server. Who comes while it is being asked for waits for the same answer, or
// asks in turn if there is none.
type Once[T any] struct {
	client *Client
	often  bool          // looked at again with each connection
	turn   chan struct{} // holds one token, which is the right to look at what follows
	value  *T
	seen   seen // when value was asked for
}

// NewOnce returns one that knows nothing yet, and that asks again after the server
// could not be reached: the next to listen there may be another.
func NewOnce[T any](c *Client) *Once[T] {
	o := &Once[T]{client: c, turn: make(chan struct{}, 1)}
	o.turn <- struct{}{}
	return o
}

// EachConnection has it ask again after a connection was made or closed, too: between
// two requests, a server may end and another begin without a fault that anybody sees.
func (o *Once[T]) EachConnection() *Once[T] {
	o.often = true
	return o
}

// Get returns the value, asking for it if it is not known. An error is not kept.
func (o *Once[T]) Get(ctx context.Context, ask func(context.Context) (T, error)) (T, error) {
	var none T
	select {
	case <-o.turn:
		defer func() { o.turn <- struct{}{} }()
	case <-ctx.Done():
		return none, ctx.Err()
	}
	if o.value == nil || o.stale() {
		o.value = nil
		value, err := ask(ctx)
		if err != nil {
			return none, err
		}
		o.value, o.seen = &value, o.client.seen()
	}
	return *o.value, nil
}

func (o *Once[T]) stale() bool {
	now := o.client.seen()
	return now.faults != o.seen.faults || o.often && now.connections != o.seen.connections
}

// seen is what a client has seen of its server so far.
type seen struct {
	faults      uint64 // how often it could not be reached, or broke off
	connections uint64 // made and closed, by either side
}

func (c *Client) seen() seen { return seen{c.faults.Load(), c.connections.Load()} }

// dial makes a connection, and counts it.
func (c *Client) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := dialer(c.o)(ctx, network, address)
	if err != nil {
		return nil, err
	}
	c.connections.Add(1)
	return &counted{Conn: conn, closed: sync.OnceFunc(func() { c.connections.Add(1) })}, nil
}

// counted is a connection whose end is counted. The pool closes one as soon as the
// server has.
type counted struct {
	net.Conn
	closed func()
}

func (c *counted) Close() error {
	c.closed()
	return c.Conn.Close()
}
