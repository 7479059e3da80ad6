package fill

import (
	"context"
	"testing"
	"time"

	"github.com/inkling-lsp/inkling/context/text"
)

// cancelled asks, and cancels when the request is under way.
func (r *rig) cancelled() {
	r.t.Helper()
	ctx, cancel := context.WithCancel(r.t.Context())
	a := r.start(ctx, r.query())
	r.pass(2 * debounce)
	cancel()
	<-a.done
	r.pass(0)
	f := r.backend.fills()
	r.backend.mu.Lock() // it ends later
	defer r.backend.mu.Unlock()
	if len(f) != 1 || !is(a.err, context.Canceled) || f[0].ended != nil {
		r.t.Fatalf("%v, and of %d requests the first has ended", a.err, len(f))
	}
}

func TestCancelledRequestEndsAfterAWhile(t *testing.T) {
	b := &double{answer: says("return total\n", time.Hour)}
	play(t, file, b, func(r *rig) {
		r.cancelled()
		begun := time.Now()
		r.pass(time.Second)
		if f := b.fills()[0]; !is(f.ended, Superseded) || f.end.Sub(begun) != graceAfter {
			t.Errorf("ended by %v after %s", f.ended, f.end.Sub(begun))
		}
		if s := r.service.State(); s.Condition != Ready {
			t.Errorf("nothing is wrong with the server, and the state is %+v", s)
		}
	})
}

func TestCancelledRequestServesWhoAsksAgainSoon(t *testing.T) {
	b := &double{answer: says("return total\n", 100*time.Millisecond)}
	play(t, file, b, func(r *rig) {
		r.cancelled()
		r.pass(graceAfter - time.Millisecond)
		r.edit(0, "r")
		r.expect("eturn total", nil)
		if n := len(b.fills()); n != 1 {
			t.Errorf("%d requests", n)
		}
	})
}

func TestCancelledRequestEndsAtOnceWhenItIsOfNoUse(t *testing.T) {
	for name, end := range map[string]func(r *rig){
		"the document is closed": func(r *rig) { r.service.Close(r.snapshot.URI()) },
		"typed elsewhere": func(r *rig) {
			next, err := r.snapshot.Apply(2, []text.Change{{New: "// x\n"}})
			if err != nil {
				r.t.Fatal(err)
			}
			r.service.Change(next)
		},
		"asked elsewhere": func(r *rig) {
			q := Query{Snapshot: r.snapshot, Offset: len("package shop\n"), Patience: None}
			_, _ = r.service.Ask(r.t.Context(), q)
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := &double{answer: says("return total\n", time.Hour)}
			play(t, file, b, func(r *rig) {
				r.cancelled()
				begun := time.Now()
				end(r)
				r.pass(graceAfter / 2)
				if f := b.fills()[0]; !is(f.ended, Superseded) || f.end.Sub(begun) != 0 {
					t.Errorf("ended by %v after %s", f.ended, f.end.Sub(begun))
				}
			})
		})
	}
}

func TestRequestsThatNobodyCancelledGoOn(t *testing.T) {
	for name, patience := range map[string]Patience{"its deadline has passed": Usual, "the client is told": None} {
		t.Run(name, func(t *testing.T) {
			b := &double{answer: says("return total\n", 400*time.Millisecond)}
			play(t, file, b, func(r *rig) {
				ctx, cancel := context.WithCancel(r.t.Context())
				q := r.query()
				q.Patience = patience
				if _, err := r.service.Ask(ctx, q); !is(err, Late) {
					t.Error(err)
				}
				cancel() // too late to mean anything
				r.pass(3 * time.Second)
				r.edit(0, "r")
				r.expect("eturn total", nil)
				if n := len(b.fills()); n != 1 {
					t.Errorf("%d requests", n)
				}
			})
		})
	}
}

func TestAnOlderAnswerEndsTheRequestThatContradictsIt(t *testing.T) {
	b := &double{answer: says("return total\n", time.Millisecond)}
	play(t, file, b, func(r *rig) {
		r.expect("return total", nil)
		r.edit(0, "x := ")
		b.answer = says("total\n", time.Hour)
		r.start(r.t.Context(), r.query())
		r.pass(2 * debounce)
		r.edit(5, "")
		r.expect("return total", nil)
		r.pass(0)
		if f := b.fills(); len(f) != 2 || !is(f[1].ended, Superseded) {
			t.Errorf("%d requests, the last ended by %v", len(f), f[len(f)-1].ended)
		}
	})
}
