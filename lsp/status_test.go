package lsp

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/inkling-lsp/inkling/completion/fill"
)

const wantsStatus = `{"capabilities":{"experimental":{"inkling":{"status":true}}}}`

func (r *rig) status(want string) {
	r.t.Helper()
	if m := r.next(); m.Method != statusMethod || string(m.Params) != want {
		r.t.Errorf("the server sent %s %s, want the status %s\nlog:\n%s", m.Method, m.Params, want, r.log)
	}
}

const (
	statusNormal   = `{"busy":false,"message":"no model server: the embedded model answers","kind":"Normal"}`
	statusLearning = `{"busy":true,"message":"Inkling learns the workspace","kind":"Normal"}`
	statusSecret   = `{"busy":false,"message":"nothing is suggested in a file whose name looks secret","kind":"Inactive"}`
	statusLost     = `{"busy":false,"message":"a change was lost; the document is left alone until it is opened again","kind":"Warning"}`
)

func TestStatusIsToldWhenItChanges(t *testing.T) {
	r := start(t)
	r.handshake(wantsStatus)
	r.status(statusNormal)
	r.answering()
	learn := func(done int) { r.learner.options.Progress(done, 3) }
	learn(1)
	r.status(statusLearning)
	learn(2) // nothing new
	learn(3)
	r.status(statusNormal)
	if m := r.next(); m.Method != learnedMethod {
		t.Errorf("the server sent %+v", m)
	}
	r.open(doc, "x")
	r.open("file:///w/.env", "x")
	focus := func(params string) { r.notify("textDocument/didFocus", params) }
	focus(`{"textDocument":{"uri":"` + doc + `"}}`)
	focus(`{"textDocument":{"uri":"file:///w/.env"}}`)
	r.status(statusSecret)
	focus(`{}`)
	r.status(statusNormal)
	focus(`{"textDocument":{"uri":"file:///w/.env"}}`)
	r.status(statusSecret)
	focus(`null`)
	r.status(statusNormal)
	focus(`{"textDocument":{"uri":"` + doc + `"}}`)
	r.notify("textDocument/didChange", change(doc, 2, 0, 1, 0, 0, "x")) // ends before it starts
	r.status(statusLost)
	r.open(doc, "x")
	r.status(statusNormal)
	r.leave()
}

func TestStatusIsSentToThoseWhoUnderstandIt(t *testing.T) {
	for params, want := range map[string]bool{
		wantsStatus: true,
		`{"capabilities":{},"initializationOptions":{"editorInfo":{"name":"x"}}}`:                    true,
		`{"capabilities":{},"initializationOptions":{"editorPluginInfo":{"name":"x"},"inkling":{}}}`: true,
		`{"capabilities":{"experimental":{"inkling":{"status":false}}},"initializationOptions":{}}`:  false,
		`{"capabilities":{"experimental":[]},"initializationOptions":{"editorInfo":"Emacs"}}`:        false,
		`{"capabilities":{}}`: false,
	} {
		r := start(t)
		r.handshake(params)
		ping := r.request("inkling/ping", `{}`)
		told := false
		for m := r.next(); string(m.ID) != ping; m = r.next() {
			told = told || m.Method == statusMethod
		}
		if told != want {
			t.Errorf("%s: a status was sent: %v", params, told)
		}
		r.leave()
	}
}

func TestFocusIsRememberedForWhatIsLearnedNext(t *testing.T) {
	r := start(t)
	r.handshake(`{"workspaceFolders":[{"uri":"file:///w"}],"capabilities":{}}`)
	for _, uri := range []string{"untitled:1", "file:///w/a.go", "file:///w/sub/b.go"} {
		r.notify("textDocument/didFocus", `{"textDocument":{"uri":"`+uri+`"}}`)
	}
	r.open("file:///w/c.go", "")
	r.notify("textDocument/didFocus", `{}`)
	r.notify("workspace/didChangeWorkspaceFolders", `{"event":{"added":[{"uri":"file:///v","name":"v"}],"removed":null}}`)
	r.leave()
	want := []string{
		`start`, `roots [/w] near ""`, `roots [/w] near "/w/a.go"`, `roots [/w /v] near "/w/sub/b.go"`, `close`,
	}
	if got := r.learner.heard(); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("the learner heard\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// watchStatus begins a session whose client understands a status, and forgets the first.
func watchStatus(t *testing.T) *rig {
	r := start(t)
	r.handshake(wantsStatus)
	r.status(statusNormal)
	r.answering()
	return r
}

func statusOf(kind, message string, busy bool) string {
	return fmt.Sprintf(`{"busy":%v,"message":%q,"kind":%q}`, busy, message, kind)
}

func TestStatusTellsOfTheModelServer(t *testing.T) {
	r := watchStatus(t)
	serve := r.session.status.serve
	at := fill.State{Condition: fill.Asleep, Backend: "llamacpp"}
	serve(at)
	r.status(statusOf("Normal", "llamacpp: it has not answered yet; the embedded model goes on", false))
	loading := fill.State{Condition: fill.Asleep, Backend: "managed", Says: "loading the model"}
	serve(loading)
	r.status(statusOf("Normal", "managed: loading the model; the embedded model goes on", false))
	at.Condition, at.Model = fill.Ready, "qwen"
	serve(at)
	r.status(statusOf("Normal", "qwen", false))
	r.learner.options.Progress(1, 3)
	r.status(statusOf("Normal", learningTitle, true))
	failing := at
	failing.Condition, failing.Says = fill.Failing, "it does not listen at 127.0.0.1:1"
	serve(failing)
	const says = "it does not listen at 127.0.0.1:1; the embedded model goes on (inkling doctor says more)"
	r.status(statusOf("Error", says, true))
	r.learner.options.Progress(3, 3)
	r.status(statusOf("Error", says, false))
	r.awaited(learnedMethod)
	r.open("file:///w/.env", "x")
	r.notify("textDocument/didFocus", `{"textDocument":{"uri":"file:///w/.env"}}`)
	r.status(statusSecret)
	r.notify("textDocument/didFocus", `null`)
	r.status(statusOf("Error", says, false))
	serve(at)
	r.status(statusOf("Normal", "qwen", false))
	serve(fill.State{Condition: fill.Unset})
	r.status(statusNormal)
	r.leave()
}

func TestStatusIsBusyWhileARequestTakesLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := watchStatus(t)
		serve := r.session.status.serve
		ready := fill.State{Condition: fill.Ready, Backend: "llamacpp", Model: "qwen"}
		busy, failing := ready, ready
		busy.Condition = fill.Busy
		failing.Condition, failing.Says = fill.Failing, "no"
		serve(ready)
		r.status(statusOf("Normal", "qwen", false))
		for range 3 { // requests that are answered soon, one after the other
			serve(busy)
			time.Sleep(busyDelay - time.Millisecond)
			serve(ready)
			time.Sleep(time.Second)
		}
		serve(busy)
		time.Sleep(busyDelay)
		r.status(statusOf("Normal", "qwen", true))
		serve(failing)
		const says = "no; the embedded model goes on (inkling doctor says more)"
		r.status(statusOf("Error", says, false))
		serve(busy) // whether it is better now is not known yet
		time.Sleep(busyDelay)
		r.status(statusOf("Error", says, true))
		serve(ready)
		r.status(statusOf("Normal", "qwen", false))
		serve(busy)
		r.leave() // with a request on its way
	})
}
