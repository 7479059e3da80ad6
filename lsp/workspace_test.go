package lsp

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestLearnerHearsOfRootsAndTheFirstFile(t *testing.T) {
	r := start(t)
	r.handshake(`{"workspaceFolders":[{"uri":"file:///w"}],"capabilities":{}}`)
	r.open("untitled:1", "")
	r.open("file:///w/sub/a.go", "")
	r.open("file:///w/other/b.go", "")
	r.notify("textDocument/didSave", `{"textDocument":{"uri":"file:///w/sub/a.go"}}`)
	r.notify("textDocument/didClose", `{"textDocument":{"uri":"file:///w/other/b.go"}}`)
	r.notify("textDocument/didClose", `{"textDocument":{"uri":"untitled:1"}}`)
	r.notify("workspace/didChangeWorkspaceFolders", `{"event":{"added":[{"uri":"file:///v","name":"v"},{"uri":"file:///v","name":"again"}],"removed":[{"uri":"file:///w","name":"w"}]}}`)
	r.leave()
	want := []string{
		`start`, `roots [/w] near ""`, `roots [/w] near "/w/sub/a.go"`, `changed [{0 /w/sub/a.go}]`, `changed [{0 /w/other/b.go}]`,
		`roots [/v] near "/w/sub/a.go"`, `close`,
	}
	if got := r.learner.heard(); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("the learner heard\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if !r.learner.options.Watch {
		t.Error("nobody watches the disk")
	}
}

func TestDocumentWithoutARootIsLearnedFromWithItsNeighbours(t *testing.T) {
	t.Setenv("HOME", "/h")
	t.Setenv("USERPROFILE", "/h")
	r := start(t)
	r.handshake(`{"rootUri":null,"capabilities":{}}`)
	r.open("file:///h/notes.txt", "")
	r.leave()
	if got := r.learner.heard(); slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "roots [/") }) {
		t.Errorf("a home folder became a workspace: the learner heard %v", got)
	}
	r = start(t)
	r.handshake(`{"rootUri":null,"capabilities":{}}`)
	r.open("file:///h/app/a.go", "")
	r.leave()
	if got := r.learner.heard(); !slices.Contains(got, `roots [/h/app] near "/h/app/a.go"`) {
		t.Errorf("the learner heard %v", got)
	}
}

func TestServerWatchesWhatTheClientRefusesToWatch(t *testing.T) {
	r := start(t)
	r.call("initialize", `{"capabilities":{"workspace":{"didChangeWatchedFiles":{"dynamicRegistration":true}}}}`)
	r.notify("initialized", `{}`)
	m := r.next()
	r.send(`{"jsonrpc":"2.0","id":` + string(m.ID) + `,"error":{"code":-32601,"message":"not here"}}`)
	for deadline := time.Now().Add(patience); !slices.Contains(r.learner.heard(), "watch"); {
		if r.answering(); time.Now().After(deadline) {
			t.Fatalf("nobody watches the disk: the learner heard %v", r.learner.heard())
		}
	}
	r.leave()
}

func TestLearnedIsTold(t *testing.T) {
	r := ready(t)
	r.answering()
	r.learner.options.Progress(0, 2)
	r.learner.options.Progress(2, 2)
	if m := r.next(); m.Method != "inkling/learned" || string(m.Params) != `{"files":2}` {
		t.Errorf("the server sent %+v", m)
	}
	r.leave()
}

func TestProgressIsShownOfLongLearningOnly(t *testing.T) {
	r := start(t)
	r.handshake(`{"capabilities":{"window":{"workDoneProgress":true}}}`)
	r.answering()
	report := func(after time.Duration, done int) {
		r.clock = r.clock.Add(after)
		r.learner.options.Progress(done, 200)
	}
	report(0, 1)
	report(progressDelay/2, 50)
	report(progressDelay/2, 100)
	m := r.next()
	if m.Method != "window/workDoneProgress/create" || string(m.Params) != `{"token":"inkling-learning-1"}` {
		t.Fatalf("the server sent %+v", m)
	}
	report(0, 101) // the client has not answered
	r.send(`{"jsonrpc":"2.0","id":` + string(m.ID) + `,"result":null}`)
	for m.Method != "$/progress" { // until the answer has arrived
		r.request("inkling/ping", `{}`)
		report(0, 110)
		m = r.next()
	}
	r.answering()
	if want := `{"token":"inkling-learning-1","value":{"kind":"begin","title":"Inkling learns the workspace","percentage":55}}`; string(m.Params) != want {
		t.Errorf("the server sent %s, want %s", m.Params, want)
	}
	report(progressPause/2, 120) // too soon after the last
	report(progressPause/2, 150)
	report(0, 200)
	for _, want := range []string{
		`{"token":"inkling-learning-1","value":{"kind":"report","message":"150 of 200 files","percentage":75}}`,
		`{"token":"inkling-learning-1","value":{"kind":"end"}}`,
		`{"files":200}`,
	} {
		if m = r.next(); string(m.Params) != want {
			t.Errorf("the server sent %s %s, want %s", m.Method, m.Params, want)
		}
	}
	report(0, 1) // the next round begins anew
	report(0, 200)
	if m := r.next(); m.Method != learnedMethod {
		t.Errorf("the server sent %+v", m)
	}
	r.leave()
}
