package wire

import "context"

// Once keeps a value that has to be asked for. Who comes while it is being asked
// for waits for the same answer, or asks in turn if there is none.
type Once[T any] struct {
	turn  chan struct{} // holds one token, which is the right to look at what follows
	value *T
}

// NewOnce returns one that knows nothing yet.
func NewOnce[T any]() *Once[T] {
	o := &Once[T]{turn: make(chan struct{}, 1)}
	o.turn <- struct{}{}
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
	if o.value == nil {
		value, err := ask(ctx)
		if err != nil {
			return none, err
		}
		o.value = &value
	}
	return *o.value, nil
}

// Forget has the next Get ask again.
func (o *Once[T]) Forget() {
	<-o.turn
	o.value = nil
	o.turn <- struct{}{}
}
