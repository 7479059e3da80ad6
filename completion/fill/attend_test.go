package fill

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/model"
)

func TestNewLineIsReadAheadWhenNobodyAsks(t *testing.T) {
	b := &double{answer: says("for {\n", time.Millisecond)}
	play(t, file, b, func(r *rig) {
		r.expect("for {", nil)
		r.edit(0, "for {\n\t\t")
		r.pass(warmAfter - time.Millisecond)
		if n := len(b.warms()); n > 0 {
			t.Errorf("%d requests while somebody types", n)
		}
		r.pass(time.Millisecond)
		warms := b.warms()
		if len(warms) != 1 {
			t.Fatalf("%d requests", len(warms))
		}
		r.expect("for {", nil)
		if fill := b.fills()[1]; fill.Prompt.Raw != warms[0].Prompt.Raw || fill.Lane != warms[0].Lane {
			t.Errorf("read ahead %q, asked %q", warms[0].Prompt.Raw, fill.Prompt.Raw)
		}
		r.edit(0, "x")
		r.pass(time.Second)
		if n := len(b.warms()); n != 1 {
			t.Errorf("what was read already was read ahead: %d requests", n)
		}
	})
}

func TestLineThatIsAskedAboutIsNotReadAheadToo(t *testing.T) {
	b := &double{answer: says("x()\n", 20*time.Millisecond)}
	play(t, file, b, func(r *rig) {
		for range 5 {
			r.expect("x()", nil)
			r.edit(0, "x()\n\t")
			r.pass(warmAfter / 2)
		}
		r.pass(warmAfter / 2)
		r.expect("x()", nil)
		if len(b.warms()) > 1 || b.most != 1 {
			t.Errorf("%d read ahead, %d at once", len(b.warms()), b.most)
		}
	})
}

func TestReadingAheadGivesWayToAQuestion(t *testing.T) {
	b := &double{answer: says("x()\n", time.Millisecond), reading: time.Hour}
	play(t, file, b, func(r *rig) {
		r.edit(0, "y()\n\t")
		r.pass(time.Second)
		if len(b.warms()) != 1 {
			t.Fatalf("%d requests", len(b.warms()))
		}
		r.expect("x()", nil)
		if w := b.warms()[0]; w.end.IsZero() || w.end.After(b.fills()[0].at) || b.most != 1 {
			t.Error("both went on beside each other")
		}
	})
}

// long is a document whose window is more than a slow server reads in time.
func long() string {
	var b strings.Builder
	for i := range 400 {
		fmt.Fprintf(&b, "func f%d(items []int) int { return len(items) + %d }\n", i, i)
	}
	return b.String() + "\nfunc g() {\n\t‸\n}\n"
}

func TestPromptGrowsWhileIdleUntilItIsLongEnough(t *testing.T) {
	b := &double{answer: says("x()\n", time.Millisecond), reading: 100 * time.Millisecond}
	play(t, long(), b, func(r *rig) {
		r.expect("x()", nil)
		r.pass(idleAfter)
		if len(b.warms()) == 0 {
			t.Fatal("nothing was read ahead")
		}
		r.pass(time.Minute)
		n := len(b.warms())
		r.pass(time.Hour)
		if len(b.warms()) != n || n > 8 {
			t.Errorf("%d, then %d", n, len(b.warms()))
		}
		if first, last := b.fills()[0].Prompt.Raw, b.warms()[n-1].Prompt.Raw; len(last) < len(first)*3/2 {
			t.Errorf("the prompt had %d bytes and has %d", len(first), len(last))
		}
		r.edit(0, "y")
		r.expect("x()", nil) // another word, as the double has it
		fills := b.fills()
		if last := fills[len(fills)-1]; !strings.HasPrefix(last.Prompt.Raw, b.warms()[n-1].Prompt.Raw) {
			t.Error("what was read ahead is not used")
		}
	})
}

func TestServerThatCannotReadAheadGetsNewContextWithTheNextAnswer(t *testing.T) {
	b := &double{answer: says("x()\n", time.Millisecond)}
	b.traits = func(context.Context) (model.Traits, error) {
		traits := local
		traits.Warms, traits.Remote = false, true
		return traits, nil
	}
	play(t, file, b, func(r *rig) {
		r.expect("x()", nil)
		other := text.NewSnapshot("file:///shop/other.go", "go", 1, "package shop\n\nvar other = 1\n")
		r.service.Open(other)
		changed, err := other.Apply(2, []text.Change{{Range: text.Range{Start: other.Len(), End: other.Len()}, New: "var another = 2\n"}})
		if err != nil {
			t.Fatal(err)
		}
		r.service.Change(changed)
		r.edit(0, "y ")
		r.expect("x()", nil)
		r.pass(2 * idleAfter)
		r.edit(0, "z ")
		r.expect("x()", nil)
		var told []bool
		for _, f := range b.fills() {
			told = append(told, strings.Contains(f.Prompt.Raw, "another"))
		}
		if want := []bool{false, false, true}; !slices.Equal(told, want) || len(b.warms()) > 0 {
			t.Errorf("what was changed elsewhere is in %v, want %v; %d read ahead", told, want, len(b.warms()))
		}
	})
}

func TestGrowingThatWasInterruptedIsNotBelievedRead(t *testing.T) {
	b := &double{answer: says("x()\n", time.Millisecond), reading: time.Hour}
	play(t, long(), b, func(r *rig) {
		r.expect("x()", nil)
		first := len(b.fills()[0].Prompt.Raw)
		r.pass(2 * idleAfter)
		r.edit(0, "y ")
		r.expect("x()", nil)
		if n := len(b.fills()[1].Prompt.Raw); n > first*5/4 {
			t.Errorf("%d bytes are to be read while somebody waits, %d at first", n, first)
		}
	})
}

func TestSavingBringsThePauseForward(t *testing.T) {
	b := &double{answer: says("x()\n", time.Millisecond)}
	play(t, long(), b, func(r *rig) {
		r.expect("x()", nil)
		r.service.Save(r.snapshot.URI())
		r.pass(savedAfter)
		if len(b.warms()) == 0 {
			t.Error("nothing was read ahead")
		}
	})
}

func TestLinesAreCountedWhileIdleAndNeverSooner(t *testing.T) {
	b := &double{answer: says("x()\n", time.Millisecond)}
	play(t, long(), b, func(r *rig) {
		r.expect("x()", nil)
		r.pass(idleAfter - 2*debounce)
		if len(b.counted()) > 0 {
			t.Error("counted while somebody may type")
		}
		r.pass(time.Second)
		total := 0
		for _, lines := range b.counted() {
			if total += lines; lines > countedAtOnce {
				t.Errorf("%d lines in one go", lines)
			}
		}
		if total < countedAtOnce {
			t.Errorf("%d lines were counted", total)
		}
	})
}

func TestDocumentsHaveLanesAndConversationsTheLast(t *testing.T) {
	b := &double{answer: says("x()\n", time.Millisecond)}
	b.traits = func(context.Context) (model.Traits, error) {
		traits := local
		traits.Lanes = 3
		return traits, nil
	}
	play(t, file, b, func(r *rig) {
		var lanes []int
		for i, name := range []string{"a", "b", "a", "c", "a", "b"} {
			content := fmt.Sprintf("package %s\n\nvar x%d = \n", name, i)
			s := text.NewSnapshot(text.URI("file:///shop/"+name), "go", int32(i), content)
			if i < 2 || name == "c" {
				r.service.Open(s)
			} else {
				r.service.Change(s)
			}
			if _, err := r.service.Ask(r.t.Context(), Query{Snapshot: s, Offset: len(content) - 1}); err != nil {
				t.Fatal(err)
			}
			fills := b.fills()
			lanes = append(lanes, fills[len(fills)-1].Lane)
		}
		if want := []int{0, 1, 0, 1, 0, 1}; !slices.Equal(lanes, want) {
			t.Errorf("lanes %v, want %v", lanes, want)
		}
	})
}

func TestServerMayStartLaterThanTheEditor(t *testing.T) {
	var up atomic.Bool
	var asked atomic.Int64
	b := &double{answer: says("x()\n", time.Millisecond)}
	b.traits = func(context.Context) (model.Traits, error) {
		if asked.Add(1); !up.Load() {
			return model.Traits{}, &model.Error{Kind: model.Unreachable, Backend: "double", Says: "nobody listens at 127.0.0.1:8080"}
		}
		return local, nil
	}
	play(t, file, b, func(r *rig) {
		begun := time.Now()
		r.expect("", Failed)
		if time.Since(begun) > 0 {
			t.Error("a question waited for a server that is not there")
		}
		if s := r.service.State(); s.Condition != Failing || s.Says != "double: nobody listens at 127.0.0.1:8080" {
			t.Errorf("state %+v", s)
		}
		r.pass(10 * time.Minute)
		if n := asked.Load(); n < 20 || n > 60 {
			t.Errorf("asked %d times in ten minutes", n)
		}
		up.Store(true)
		r.pass(retryLast)
		r.expect("x()", nil)
		synctest.Wait()
		var conditions []Condition
		for _, s := range r.states {
			conditions = append(conditions, s.Condition)
		}
		if want := []Condition{Asleep, Failing, Ready, Busy, Ready}; !slices.Equal(conditions, want) {
			t.Errorf("conditions %v, want %v", conditions, want)
		}
	})
}

func TestAnotherBackendTakesThePlaceOfTheFormer(t *testing.T) {
	b := &double{answer: says("x()\n", time.Millisecond)}
	former := &double{answer: says("y()\n", time.Hour)}
	play(t, file, b, func(r *rig) {
		r.service.Use(former)
		synctest.Wait()
		a := r.start(r.t.Context(), r.query())
		r.pass(debounce)
		last := &double{answer: says("z()\n", time.Millisecond)}
		r.service.Use(last)
		<-a.done
		synctest.Wait()
		if !is(a.err, Ended) || !former.closed || !errors.Is(former.fills()[0].ended, Ended) {
			t.Errorf("%v, closed %v", a.err, former.closed)
		}
		r.expect("z()", nil)
		r.service.Use(nil)
		r.expect("", NoServer)
		synctest.Wait()
		if s := r.states[len(r.states)-1]; s != (State{Condition: Unset}) {
			t.Errorf("state %+v", s)
		}
	})
}

func TestClosedDocumentIsForgottenAndItsRequestCancelled(t *testing.T) {
	b := &double{answer: says("x()\n", time.Hour)}
	play(t, file, b, func(r *rig) {
		a := r.start(r.t.Context(), r.query())
		r.pass(debounce)
		r.service.Close(r.snapshot.URI())
		<-a.done
		synctest.Wait()
		r.service.mu.Lock()
		defer r.service.mu.Unlock()
		if !is(a.err, Superseded) || len(r.service.documents) > 0 || r.service.active != nil || !is(b.fills()[0].ended, Superseded) {
			t.Errorf("%v", a.err)
		}
	})
}
