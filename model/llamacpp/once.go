package llamacpp

import "context"

// once keeps a value that has to be asked for. Who comes while it is being asked
// for waits for the same answer, or asks in turn if there is none.
type once[T any] struct {
	turn  chan struct{} // holds one token, which is the right to look at what follows
	value *T
}

func newOnce[T any]() *once[T] {
	o := &once[T]{turn: make(chan struct{}, 1)}
	o.turn <- struct{}{}
	return o
}

// get returns the value, asking for it if it is not known. An error is not kept.
func (o *once[T]) get(ctx context.Context, ask func(context.Context) (T, error)) (T, error) {
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

// forget has the next get ask again.
func (o *once[T]) forget() {
	<-o.turn
	o.value = nil
	o.turn <- struct{}{}
}
