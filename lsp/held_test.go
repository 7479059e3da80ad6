package lsp

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/inkling-lsp/inkling/completion"
	"github.com/inkling-lsp/inkling/completion/fill"
	"github.com/inkling-lsp/inkling/context/text"
)

// hold answers when it is told to, or its context ends.
func hold(until <-chan struct{}) func(context.Context, completion.Request) (completion.Answer, error) {
	return func(ctx context.Context, q completion.Request) (completion.Answer, error) {
		select {
		case <-until:
			return insert("late")(ctx, q)
		case <-ctx.Done():
			return completion.Answer{}, fmt.Errorf("predict: %w", ctx.Err())
		}
	}
}

func TestAnswersAreNeverHeldForTwoSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := ready(t)
		r.open(doc, "x")
		r.engine.script(hold(nil))
		begun := time.Now()
		id := r.complete(doc, 0, 1)
		if m := r.answers(id)[id]; string(m.Result) != `{"items":[]}` {
			t.Errorf("the server answered %+v", m)
		}
		if took := time.Since(begun); took < time.Second || took >= 2*time.Second {
			t.Errorf("the answer was held for %s", took)
		}
		if !strings.Contains(r.log.String(), "reason=too-late") {
			t.Errorf("the log does not say why nothing is shown: %s", r.log)
		}
		r.leave()
	})
}

// Neovim draws whatever comes, whenever it comes, and takes away what it draws when
// no items come.
func TestAnswersForATextThatIsNoMoreAreNotGiven(t *testing.T) {
	for name, edit := range map[string]func(r *rig){
		"changed": func(r *rig) { r.notify("textDocument/didChange", change(doc, 2, 0, 0, 0, 0, "y")) },
		"closed":  func(r *rig) { r.notify("textDocument/didClose", `{"textDocument":{"uri":"`+doc+`"}}`) },
		"lost":    func(r *rig) { r.notify("textDocument/didChange", change(doc, 2, 0, 1, 0, 0, "y")) },
	} {
		t.Run(name, func(t *testing.T) {
			r := ready(t)
			r.open(doc, "x")
			until := make(chan struct{})
			r.engine.script(hold(until))
			id := r.complete(doc, 0, 1)
			edit(r)
			r.answering()
			close(until)
			if m := r.answers(id)[id]; m.code() != -32800 {
				t.Errorf("the server answered %+v", m)
			}
			r.leave()
		})
	}
}

const wantsReady = `{"capabilities":{"experimental":{"inkling":{"ready":true}}}}`

func TestClientsThatAskAgainAreNotHeldUp(t *testing.T) {
	for params, want := range map[string]fill.Patience{
		wantsReady:            fill.None,
		`{"capabilities":{}}`: fill.Usual,
		`{"capabilities":{"experimental":{"inkling":{"ready":"yes","status":true}}}}`: fill.Usual,
	} {
		r := start(t)
		r.handshake(params)
		got := make(chan fill.Patience, 1)
		r.engine.script(func(_ context.Context, q completion.Request) (completion.Answer, error) {
			got <- q.Patience
			return completion.Answer{}, nil
		})
		r.open(doc, "x")
		r.answers(r.complete(doc, 0, 1))
		if patience := <-got; patience != want {
			t.Errorf("%s: the patience is %d, want %d", params, patience, want)
		}
		r.leave()
	}
}

func TestReadyAnswersAreToldToThoseWhoAskAgain(t *testing.T) {
	const spelled = "file:///w%3A/a%62.go"
	canonical := text.ParseURI(spelled)
	for params, want := range map[string]string{
		wantsReady:            `{"uri":"` + spelled + `","version":3}`,
		`{"capabilities":{}}`: "",
	} {
		r := start(t)
		r.handshake(params)
		r.open(spelled, "x")
		r.answering()
		r.session.inlineCompletionReady(canonical, 3)
		r.notify("textDocument/didClose", `{"textDocument":{"uri":"`+spelled+`"}}`)
		r.ping()
		r.session.inlineCompletionReady(canonical, 4) // nobody looks at it any more
		r.ping()
		r.leave()
		told := ""
		for _, m := range r.kept {
			if m.Method == readyMethod {
				told += string(m.Params)
			}
		}
		if told != want {
			t.Errorf("%s: the client was told %q, want %q", params, told, want)
		}
	}
}
