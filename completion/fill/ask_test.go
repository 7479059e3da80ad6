package fill

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/inkling-lsp/inkling/context/prompt"
	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/model"
)

func is(err, target error) bool {
	return target == nil && err == nil || target != nil && errors.Is(err, target)
}

const file = "package shop\n\nfunc sum(items []int) int {\n\ttotal := 0\n\t‸\n\treturn total\n}\n"

func TestOneRequestServesAWordAndWhatIsTypedAlongItsAnswer(t *testing.T) {
	b := &double{answer: says("for _, item := range items {\n", time.Millisecond)}
	play(t, file, b, func(r *rig) {
		const line = "for _, item := range items {"
		r.expect(line, nil)
		for i, key := range line[:len(line)-1] {
			r.edit(0, string(key))
			r.expect(line[i+1:], nil)
		}
		r.edit(0, line[len(line)-1:])
		r.expect("", NothingNew)
		r.edit(3, "") // back into the line
		r.expect("s {", nil)
		if n := len(b.fills()); n != 1 {
			t.Errorf("%d requests were made", n)
		}
	})
}

func TestAnotherLetterIsAskedAgainWithTheSamePrompt(t *testing.T) {
	b := &double{answer: says("for range items {\n", time.Millisecond)}
	play(t, file, b, func(r *rig) {
		r.expect("for range items {", nil)
		r.edit(0, "i")
		r.expect("for range items {", nil) // the double puts it behind what was typed
		fills := b.fills()
		if len(fills) != 2 || fills[1].Begin != "i" || fills[0].Prompt.Raw != fills[1].Prompt.Raw {
			t.Errorf("requests %+v", fills)
		}
		r.edit(1, "")
		r.expect("for range items {", nil)
		if n := len(b.fills()); n != 2 {
			t.Errorf("what was answered before was asked again: %d requests", n)
		}
	})
}

func TestWhoTypesPastTheEndOfAnAnswerIsAskedForAnother(t *testing.T) {
	b := &double{answer: says("x\n", time.Millisecond)}
	play(t, file, b, func(r *rig) {
		r.expect("x", nil)
		r.edit(0, "x")
		r.expect("", NothingNew)
		b.answer = says("y\n", time.Millisecond)
		r.edit(0, ".")
		r.expect("y", nil)
		if n := len(b.fills()); n != 2 {
			t.Errorf("%d requests", n)
		}
	})
}

func TestOnlyTheLastKeyOfABurstIsAsked(t *testing.T) {
	b := &double{answer: says("range items\n", time.Millisecond)}
	play(t, file, b, func(r *rig) {
		var asks []*asked
		for _, key := range "x := " {
			r.edit(0, string(key))
			asks = append(asks, r.start(r.t.Context(), r.query()))
			r.pass(debounce / 2)
		}
		for i, a := range asks {
			<-a.done
			if i < len(asks)-1 && !is(a.err, Superseded) || i == len(asks)-1 && a.text != "range items" {
				t.Errorf("key %d: %q, %v", i, a.text, a.err)
			}
		}
		if fills := b.fills(); len(fills) != 1 {
			t.Errorf("%d requests", len(fills))
		}
	})
}

func TestAPauseComesBeforeARequestUnlessTheUserAsks(t *testing.T) {
	b := &double{answer: says("x()\n", 0)}
	play(t, file, b, func(r *rig) {
		begun := time.Now()
		r.expect("x()", nil)
		if wait := b.fills()[0].at.Sub(begun); wait != debounce {
			t.Errorf("sent after %s", wait)
		}
		r.edit(0, "y")
		begun = time.Now()
		q := r.query()
		q.Invoked = true
		if a, err := r.service.Ask(r.t.Context(), q); err != nil || a.Text == "" {
			t.Error(a, err)
		}
		if wait := b.fills()[1].at.Sub(begun); wait != 0 {
			t.Errorf("sent after %s", wait)
		}
	})
}

func TestAStreamThatContradictsWhatIsTypedIsCancelled(t *testing.T) {
	b := &double{answer: says("return total\n", 50*time.Millisecond)}
	play(t, file, b, func(r *rig) {
		first := r.start(r.t.Context(), r.query())
		r.pass(debounce + 60*time.Millisecond) // "ret" has come
		r.edit(0, "r")
		second := r.start(r.t.Context(), r.query())
		if b.fills()[0].ended != nil || !is(first.err, Superseded) {
			t.Error("a stream that says what was typed was cancelled, or its first asker left waiting")
		}
		b.answer = says("x = 1\n", 50*time.Millisecond)
		r.edit(0, "x")
		third := r.start(r.t.Context(), r.query())
		if got := b.fills()[0].ended; !is(got, Superseded) {
			t.Errorf("a stream that says something else goes on: %v", got)
		}
		<-second.done
		<-third.done
		if !is(second.err, Superseded) || third.text != "x = 1" {
			t.Errorf("%v; %q, %v", second.err, third.text, third.err)
		}
		if len(b.fills()) != 2 || b.most != 1 {
			t.Errorf("%d requests, %d at once", len(b.fills()), b.most)
		}
	})
}

func TestSilentStreamServesItsWordOnly(t *testing.T) {
	b := &double{answer: says("return total\n", 300*time.Millisecond)}
	play(t, file, b, func(r *rig) {
		r.start(r.t.Context(), r.query())
		r.pass(debounce)
		r.edit(0, "re")
		inWord := r.start(r.t.Context(), r.query())
		if len(b.fills()) != 1 || b.fills()[0].ended != nil {
			t.Error("the word's prompt is the same, and was asked again")
		}
		r.edit(0, "turn ")
		b.answer = says("total\n", time.Millisecond)
		r.expect("total", nil)
		<-inWord.done
		if fills := b.fills(); len(fills) != 2 || !is(fills[0].ended, Superseded) {
			t.Error("nobody knew what the first would say, and it was waited for")
		}
	})
}

func TestALateAnswerIsKeptAndToldOf(t *testing.T) {
	b := &double{answer: says("return total\n", 300*time.Millisecond)}
	play(t, file, b, func(r *rig) {
		begun := time.Now()
		r.expect("", Late)
		if took := time.Since(begun); took != longest {
			t.Errorf("answered after %s", took)
		}
		r.pass(time.Second)
		if !slices.Equal(r.ready, []int32{1}) {
			t.Errorf("ready for %v", r.ready)
		}
		begun = time.Now()
		r.expect("return total", nil)
		if time.Since(begun) != 0 || len(b.fills()) != 1 {
			t.Error("the answer was not kept")
		}
	})
}

func TestNobodyIsToldOfAnAnswerForATextThatIsNoMore(t *testing.T) {
	b := &double{answer: says("return total\n", 300*time.Millisecond)}
	play(t, file, b, func(r *rig) {
		r.expect("", Late)
		r.edit(0, "r")
		r.pass(2 * time.Second)
		if len(r.ready) > 0 {
			t.Errorf("ready for %v", r.ready)
		}
		r.expect("eturn total", nil)
	})
}

func TestImpatientQuestionIsAnsweredAtOnceAndReadyTold(t *testing.T) {
	b := &double{answer: says("return total\n", 10*time.Millisecond)}
	play(t, file, b, func(r *rig) {
		q := r.query()
		q.Patience = None
		begun := time.Now()
		if _, err := r.service.Ask(r.t.Context(), q); !is(err, Late) || time.Since(begun) > 0 {
			t.Errorf("%v after %s", err, time.Since(begun))
		}
		r.pass(time.Second)
		if a, err := r.service.Ask(r.t.Context(), q); err != nil || a.Text != "return total" || !slices.Equal(r.ready, []int32{1}) {
			t.Errorf("%+v, %v, ready for %v", a, err, r.ready)
		}
	})
}

func TestLastingQuestionWaitsForTheServerAndItsAnswer(t *testing.T) {
	b := &double{answer: says("return total\n", 2*time.Second)}
	b.traits = func(ctx context.Context) (model.Traits, error) { return local, wait(ctx, time.Minute) }
	play(t, file, b, func(r *rig) {
		r.expect("", Starting)
		q := r.query()
		q.Patience = Lasting
		if a, err := r.service.Ask(r.t.Context(), q); err != nil || a != (Answer{"return total", "double", "tiny"}) {
			t.Errorf("%+v, %v", a, err)
		}
	})
}

func TestDeadlineFollowsWhatIsExpected(t *testing.T) {
	b := &double{answer: says("a\n", 40*time.Millisecond)}
	play(t, file, b, func(r *rig) {
		r.expect("a", nil)
		b.answer = says("bb\n", time.Hour)
		r.edit(0, "x ")
		begun := time.Now()
		r.expect("", Late)
		if took := time.Since(begun); took >= longest || took < debounce+hiccup {
			t.Errorf("waited %s for a server that takes 80 ms", took)
		}
	})
}

func TestWhoGivesUpBeforeTheRequestIsSentSparesIt(t *testing.T) {
	b := &double{answer: says("x\n", time.Millisecond)}
	play(t, file, b, func(r *rig) {
		ctx, cancel := context.WithCancel(r.t.Context())
		a := r.start(ctx, r.query())
		cancel()
		<-a.done
		r.pass(debounce)
		if !is(a.err, context.Canceled) || len(b.fills()) > 0 {
			t.Errorf("%v, %d requests", a.err, len(b.fills()))
		}
	})
}

func TestServerThatCannotBeToldHowToBeginIsAskedUnhealedOnce(t *testing.T) {
	b := &double{answer: func(_ context.Context, r model.FillRequest, emit model.Emit) (model.Report, error) {
		emit("else\n")
		return report(time.Millisecond), nil
	}}
	b.traits = func(context.Context) (model.Traits, error) {
		traits := local
		traits.ForcesBegin = false
		return traits, nil
	}
	play(t, "package a\n\nfunc f() {\n\tre‸\n}\n", b, func(r *rig) {
		r.expect("else", nil)
		fills := b.fills()
		if len(fills) != 2 {
			t.Fatalf("%d requests", len(fills))
		}
		if suffix := "\tre<suf>\n}\n<mid>"; len(fills[1].Prompt.Raw) < len(suffix) || fills[1].Prompt.Raw[len(fills[1].Prompt.Raw)-len(suffix):] != suffix {
			t.Errorf("the second prompt is %q", fills[1].Prompt.Raw)
		}
	})
}

func TestBackendThatOnlyConversesIsAskedInAConversation(t *testing.T) {
	b := &double{answer: says("```go\nreturn total\n```", time.Millisecond)}
	b.traits = func(context.Context) (model.Traits, error) {
		return model.Traits{Model: "talker", Chat: true, Lanes: 1}, nil
	}
	play(t, file, b, func(r *rig) {
		r.expect("return total", nil)
		if f := b.fills(); len(f) != 1 || !f[0].chat || len(f[0].Prompt.Messages) != 2 || f[0].Begin != "" {
			t.Errorf("requests %+v", f)
		}
	})
}

func TestBackendThatCanDoNeitherIsNeverAsked(t *testing.T) {
	b := &double{}
	b.traits = func(context.Context) (model.Traits, error) { return model.Traits{Model: "embedder"}, nil }
	play(t, file, b, func(r *rig) {
		r.expect("", NoServer)
		if s := r.service.State(); s.Condition != Failing || s.Says != "double: the model embedder can't complete code" {
			t.Errorf("state %+v", s)
		}
	})
}

func TestNothingOfASecretDocumentIsSent(t *testing.T) {
	b := &double{answer: says("x\n", time.Millisecond)}
	play(t, file, b, func(r *rig) {
		for _, u := range []text.URI{"file:///shop/.env", "file:///home/me/.ssh/config", "untitled:.env", "vscode-notebook-cell:/shop/.env#X1"} {
			s := text.NewSnapshot(u, "", 1, "KEY=\n")
			r.service.Open(s)
			r.service.Change(text.NewSnapshot(u, "", 2, "KEY=hunter2\n"))
			if _, err := r.service.Ask(r.t.Context(), Query{Snapshot: s, Offset: 4}); !is(err, Secret) || !is(err, prompt.ErrSecret) {
				t.Errorf("%s: %v", u, err)
			}
		}
		r.pass(time.Minute)
		if len(b.sent) > 0 {
			t.Errorf("%d requests", len(b.sent))
		}
	})
}
