package lsp

import (
	"strings"
	"testing"
	"time"
)

// learning is a learner that reports to a server whose client shows progress.
func learning(t *testing.T) (r *rig, report func(after time.Duration, done int)) {
	r = start(t)
	r.handshake(`{"capabilities":{"window":{"workDoneProgress":true}}}`)
	r.answering()
	return r, func(after time.Duration, done int) {
		r.clock = r.clock.Add(after)
		r.learner.options.Progress(done, 10)
	}
}

// begun answers the question for a new progress and reports until it has begun.
func (r *rig) begun(token string, report func(time.Duration, int)) {
	r.t.Helper()
	m := r.next()
	if m.Method != "window/workDoneProgress/create" || string(m.Params) != `{"token":"`+token+`"}` {
		r.t.Fatalf("the server sent %s %s", m.Method, m.Params)
	}
	r.send(`{"jsonrpc":"2.0","id":` + string(m.ID) + `,"result":null}`)
	for m.Method != "$/progress" {
		r.request("inkling/ping", `{}`)
		report(0, 2)
		m = r.next()
	}
	r.answering()
	if !strings.Contains(string(m.Params), `{"token":"`+token+`","value":{"kind":"begin"`) {
		r.t.Errorf("the server sent %s", m.Params)
	}
}

func TestEachRoundHasAProgressOfItsOwn(t *testing.T) {
	r, report := learning(t)
	for _, token := range []string{"inkling-learning-1", "inkling-learning-2"} {
		report(0, 0)
		report(progressDelay, 1)
		r.begun(token, report)
		r.notify("window/workDoneProgress/cancel", `{"token":"`+token+`"}`) // it can't be; nothing breaks
		r.answering()
		report(0, 10)
		for _, want := range []string{`{"token":"` + token + `","value":{"kind":"end"}}`, `{"files":10}`} {
			if m := r.next(); string(m.Params) != want {
				t.Errorf("the server sent %s %s, want %s", m.Method, m.Params, want)
			}
		}
	}
	r.leave()
}

func TestRoundThatEndsBeforeTheClientAgreesIsNotShown(t *testing.T) {
	r, report := learning(t)
	report(0, 0)
	report(progressDelay, 1)
	late := r.next()
	report(0, 10)
	if m := r.next(); m.Method != learnedMethod {
		t.Errorf("the server sent %+v", m)
	}
	r.send(`{"jsonrpc":"2.0","id":` + string(late.ID) + `,"result":null}`)
	report(0, 0) // the next round is quick
	report(progressDelay/2, 1)
	report(0, 10)
	if m := r.next(); m.Method != learnedMethod {
		t.Errorf("the server sent %+v", m)
	}
	r.leave()
}

func TestProgressIsNotSentToAClientThatRefusesIt(t *testing.T) {
	r, report := learning(t)
	report(0, 0)
	report(progressDelay, 1)
	m := r.next()
	r.send(`{"jsonrpc":"2.0","id":` + string(m.ID) + `,"error":{"code":-32601,"message":"no"}}`)
	r.answering()
	report(progressPause, 5)
	report(progressPause, 10)
	if m := r.next(); m.Method != learnedMethod {
		t.Errorf("the server sent %+v", m)
	}
	r.leave()
}

func TestProgressIsNotSentToAClientThatDoesNotKnowIt(t *testing.T) {
	r := ready(t)
	r.answering()
	for _, done := range []int{0, 1, 5, 10} {
		r.clock = r.clock.Add(progressDelay)
		r.learner.options.Progress(done, 10)
	}
	if m := r.next(); m.Method != learnedMethod {
		t.Errorf("the server sent %+v", m)
	}
	r.leave()
}
