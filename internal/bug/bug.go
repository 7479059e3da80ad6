// Package bug is where broken invariants are told: what can't happen, and did.
//
// The ladder for an error: return it if outside input can cause it; panic if only
// a mistake of ours can. Whoever runs a request recovers, and reports here what
// it was: a report panics in tests, so that no mistake passes, and is logged and
// returned in the product, which goes on.
//
// It never ends the product, never hides the stack, and never sends anything
// anywhere.
package bug

import (
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync/atomic"
	"testing"
)

// Error is a broken invariant.
type Error struct {
	What  string
	Stack string // of the goroutine that noticed
}

// Error says what is broken, without the stack.
func (e *Error) Error() string { return "internal error: " + e.What }

// Recovered reports what recover returned. It must be called by the deferred
// function, whose stack still shows the place of the panic.
func Recovered(log *slog.Logger, in string, value any) error {
	return report(log, fmt.Sprintf("panic in %s: %v", in, value))
}

// expected counts the tests that break invariants on purpose.
var expected atomic.Int32

// Expect lets reports pass as they do in the product until the test ends. It is
// for tests of what happens then.
func Expect(t testing.TB) {
	expected.Add(1)
	t.Cleanup(func() { expected.Add(-1) })
}

func report(log *slog.Logger, what string) error {
	e := &Error{What: what, Stack: string(debug.Stack())}
	if testing.Testing() && expected.Load() == 0 {
		panic(e.Error() + "\n" + e.Stack)
	}
	log.Error("internal error; please report it with these lines", "what", e.What, "stack", e.Stack)
	return e
}
