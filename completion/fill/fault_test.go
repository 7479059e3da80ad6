package fill

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/inkling-lsp/inkling/internal/bug"
	"github.com/inkling-lsp/inkling/model"
)

// faulty is how a server may fail.
type faulty func(ctx context.Context, r model.FillRequest, emit model.Emit) (model.Report, error)

// after emits a text and then fails as a backend says it.
func after(text string, kind model.Kind, says string) faulty {
	return func(_ context.Context, _ model.FillRequest, emit model.Emit) (model.Report, error) {
		if text != "" {
			emit(text)
		}
		return model.Report{End: model.Broken}, &model.Error{Kind: kind, Backend: "double", Says: says}
	}
}

// forever emits a piece now and then, until nobody wants more.
func forever(piece string, each time.Duration) faulty {
	return func(ctx context.Context, _ model.FillRequest, emit model.Emit) (model.Report, error) {
		for {
			if err := wait(ctx, each); err != nil {
				return model.Report{End: model.Broken}, err
			}
			if !emit(piece) {
				return model.Report{End: model.Enough}, nil
			}
		}
	}
}

func TestFaultsAreSilenceAndAState(t *testing.T) {
	tests := map[string]struct {
		fault   faulty
		silence Silence
		says    string // by the state, empty if the server is taken for well
	}{
		"hangs":             {forever("", time.Hour), Late, ""},
		"drips":             {forever("x", time.Second), Late, ""},
		"breaks off":        {after("ret", model.Unreachable, "the connection broke"), Failed, "double: the connection broke"},
		"talks nonsense":    {after("", model.BadAnswer, "the answer is not JSON"), Failed, "double: the answer is not JSON"},
		"an error in a 200": {after("", model.BadAnswer, "out of memory"), Failed, "double: out of memory"},
		"asks for peace":    {after("", model.Overloaded, "too many requests"), Failed, "double: too many requests"},
		"denies":            {after("", model.Denied, "the key is wrong"), Failed, "double: the key is wrong"},
		"is left alone":     {after("", model.Suspended, "left alone for 5s"), Suspended, ""},
		"endless spaces":    {forever(" ", time.Millisecond), NothingNew, ""},
		"endless lines":     {forever("\n", time.Millisecond), NothingNew, ""},
		"an endless line":   {forever(strings.Repeat("x", 100), time.Millisecond), "", ""},
		"nothing":           {says("", 0), NothingNew, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			b := &double{answer: test.fault}
			play(t, file, b, func(r *rig) {
				begun := time.Now()
				_, err := r.ask()
				if took := time.Since(begun); took > longest || test.silence == "" && err != nil || test.silence != "" && !is(err, test.silence) {
					t.Errorf("%v after %s, want %q", err, took, test.silence)
				}
				r.pass(0)
				if s := r.service.State(); s.Says != test.says || (s.Condition == Failing) != (test.says != "") {
					t.Errorf("state %+v, want %q", s, test.says)
				}
				if n := len(b.fills()); n != 1 {
					t.Errorf("%d requests: nothing is sent again while somebody types", n)
				}
				b.answer = says("x = 1\n", time.Millisecond)
				r.edit(0, "y ")
				_, _ = r.ask() // may not be waited for
				r.pass(time.Second)
				r.expect("x = 1", nil)
				r.pass(0)
				if s := r.service.State(); s.Condition != Ready || s.Says != "" {
					t.Errorf("after a success: %+v", s)
				}
			})
		})
	}
}

func TestRequestThatNobodyWaitsForHasAnEnd(t *testing.T) {
	b := &double{answer: forever("x", time.Second)}
	play(t, file, b, func(r *rig) {
		r.expect("", Late)
		r.pass(streamBound)
		if f := b.fills()[0]; f.end.IsZero() {
			t.Error("it goes on")
		}
		if s := r.service.State(); s.Condition != Failing || s.Says != "double: the answer did not end within 15s" {
			t.Errorf("state %+v", s)
		}
	})
}

func TestServerThatFailsIsNotWarmed(t *testing.T) {
	b := &double{answer: after("", model.Denied, "the key is wrong")}
	play(t, file, b, func(r *rig) {
		r.expect("", Failed)
		r.edit(0, "x\n\t")
		r.pass(time.Hour)
		if n := len(b.warms()); n > 0 {
			t.Errorf("%d requests", n)
		}
	})
}

func TestBackendThatHangsInItsTraitsCostsNothing(t *testing.T) {
	b := &double{answer: says("x\n", 0)}
	b.traits = func(ctx context.Context) (model.Traits, error) { return model.Traits{}, wait(ctx, 1000*time.Hour) }
	play(t, file, b, func(r *rig) {
		for range 5 {
			begun := time.Now()
			r.edit(0, "x")
			r.expect("", Starting)
			if time.Since(begun) > 0 {
				t.Error("it was waited for")
			}
		}
	})
}

func TestBackendThatPanicsInItsTraitsIsAskedAgainLater(t *testing.T) {
	bug.Expect(t)
	var asked atomic.Int64
	b := &double{answer: says("x\n", time.Millisecond)}
	b.traits = func(context.Context) (model.Traits, error) {
		if asked.Add(1) == 1 {
			panic("a mistake")
		}
		return local, nil
	}
	play(t, file, b, func(r *rig) {
		r.expect("", Failed)
		r.pass(retryLast)
		r.expect("x", nil)
		if n := asked.Load(); n != 2 {
			t.Errorf("asked %d times", n)
		}
	})
}

func TestBackendThatPanicsFailsAndNothingElseDoes(t *testing.T) {
	bug.Expect(t)
	b := &double{answer: func(context.Context, model.FillRequest, model.Emit) (model.Report, error) { panic("a mistake") }}
	play(t, file, b, func(r *rig) {
		r.expect("", Failed)
		b.answer = says("x\n", time.Millisecond)
		r.edit(0, "y ")
		r.expect("", Failed)
		r.pass(time.Second)
		r.expect("x", nil)
	})
}

func TestTypingIsNotHeldUpByAServerThatFails(t *testing.T) {
	for name, fault := range map[string]faulty{
		"hangs":       forever("", time.Hour),
		"drips":       forever("x", time.Second),
		"unreachable": after("", model.Unreachable, "nothing listens"),
		"denies":      after("", model.Denied, "the key is wrong"),
	} {
		t.Run(name, func(t *testing.T) {
			b := &double{answer: fault}
			play(t, file, b, func(r *rig) {
				_, _ = r.ask()
				r.pass(debounce)
				for n := range 200 { // words, so that each is a new prompt
					r.edit(0, "y ")
					begun := time.Now()
					if text, err := r.ask(); text != "" || err == nil || time.Since(begun) > 0 {
						t.Fatalf("word %d: %q, %v after %s", n, text, err, time.Since(begun))
					}
					r.pass(150 * time.Millisecond)
				}
				if s := r.service.State(); s.Condition != Failing || s.Says == "" {
					t.Errorf("after %d requests: %+v", len(b.fills()), s)
				}
				b.answer = says("x = 1\n", 20*time.Millisecond)
				r.edit(0, "y ")
				_, _ = r.ask()
				r.pass(time.Second)
				r.edit(0, "z ")
				r.expect("x = 1", nil) // waited for again
			})
		})
	}
}

func TestWhoAsksByHandWaitsForAServerThatFails(t *testing.T) {
	b := &double{answer: after("", model.Denied, "the key is wrong")}
	play(t, file, b, func(r *rig) {
		r.expect("", Failed)
		b.answer = says("x = 1\n", 20*time.Millisecond)
		r.edit(0, "y ")
		q := r.query()
		q.Invoked = true
		if a, err := r.service.Ask(r.t.Context(), q); err != nil || a.Text != "x = 1" {
			t.Errorf("%q, %v", a.Text, err)
		}
	})
}
