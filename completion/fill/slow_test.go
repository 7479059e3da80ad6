package fill

import (
	"context"
	"testing"
	"time"

	"github.com/inkling-lsp/inkling/model"
)

// timed reports how long an answer has really taken, as servers do.
func timed(a answer) answer {
	return func(ctx context.Context, r model.FillRequest, emit model.Emit) (model.Report, error) {
		begun, first := time.Now(), time.Duration(0)
		report, err := a(ctx, r, func(piece string) bool {
			if first == 0 {
				first = time.Since(begun)
			}
			return emit(piece)
		})
		report.FirstText, report.Whole = first, time.Since(begun)
		return report, err
	}
}

func TestServerThatUsuallyTakesLongerHoldsNobodyUp(t *testing.T) {
	b := &double{answer: timed(says("return total\n", 500*time.Millisecond))}
	play(t, file, b, func(r *rig) {
		r.expect("", Late) // nothing is known of it yet
		r.pass(5 * time.Second)
		for _, key := range []string{"x ", "y", "z "} {
			r.edit(0, key)
			begun := time.Now()
			if r.expect("", Late); time.Since(begun) > 0 {
				t.Errorf("behind %q somebody waited %s for a server that takes two seconds", key, time.Since(begun))
			}
			r.pass(150 * time.Millisecond)
		}
		r.pass(5 * time.Second)
		r.edit(0, "r")
		r.expect("eturn total", nil)
		r.edit(0, " ")
		q, begun := r.query(), time.Now()
		q.Invoked = true
		if _, err := r.service.Ask(r.t.Context(), q); !is(err, Late) || time.Since(begun) != longest {
			t.Errorf("who asked by hand was answered %v after %s", err, time.Since(begun))
		}
		r.pass(5 * time.Second)
		b.answer = timed(says("a\n", time.Millisecond)) // it is quick from now on
		for range 8 {
			r.edit(0, " b ")
			_, _ = r.ask()
			r.pass(time.Second)
		}
		r.edit(0, " c ")
		r.expect("a", nil)
	})
}
