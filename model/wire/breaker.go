package wire

import (
	"fmt"
	"sync"
	"time"

	"github.com/failsafe-go/failsafe-go/circuitbreaker"

	"github.com/inkling-lsp/inkling/model"
)

// A breaker says when a server is left alone: after failures in a row for a while,
// and for as long as the server itself has asked for.
type breaker struct {
	circuit circuitbreaker.CircuitBreaker[any]

	mu    sync.Mutex
	last  *model.Error // the last failure
	until time.Time    // the server's own wish
}

func newBreaker(failures uint, rest time.Duration) *breaker {
	return &breaker{circuit: circuitbreaker.NewBuilder[any]().
		WithFailureThreshold(failures).WithDelay(rest).WithSuccessThreshold(1).Build()}
}

// permit returns nil if the server may be asked. Then record has to be called.
func (b *breaker) permit(backend string) *model.Error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if wait := time.Until(b.until); wait > 0 {
		return b.suspended(backend, wait, "as it asked for")
	}
	if !b.circuit.TryAcquirePermit() {
		return b.suspended(backend, b.circuit.RemainingDelay(), "after failures in a row")
	}
	return nil
}

func (b *breaker) suspended(backend string, wait time.Duration, why string) *model.Error {
	says := fmt.Sprintf("left alone for another %s, %s", wait.Round(time.Millisecond), why)
	if b.last != nil {
		says += "; the last: " + b.last.Says
	}
	return &model.Error{Kind: model.Suspended, Backend: backend, Says: says, RetryAfter: wait, Err: b.last}
}

// record takes how a permitted request ended. A request that the caller gave up
// before the server answered says nothing about the server.
func (b *breaker) record(failure *model.Error, answered bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case failure != nil && failure.Kind == model.BadRequest:
		b.circuit.RecordSuccess() // the server is well, and said so
	case failure != nil:
		b.last = failure
		if failure.Kind == model.Overloaded && failure.RetryAfter > 0 {
			b.until = time.Now().Add(failure.RetryAfter)
		}
		b.circuit.RecordFailure()
	case answered:
		b.circuit.RecordSuccess()
	case b.circuit.IsHalfOpen():
		// Give the one trial back, which only a new half-open state can.
		b.circuit.Open()
		b.circuit.HalfOpen()
	}
}
