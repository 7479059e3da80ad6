package lsp

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestSessionEndsAsLSPSays(t *testing.T) {
	for _, test := range []struct {
		name string
		end  func(r *rig)
		want error
	}{
		{"shutdown and exit", func(r *rig) { r.call("shutdown", `null`); r.notify("exit", `null`) }, nil},
		{"exit alone", func(r *rig) { r.notify("exit", `null`) }, ErrNoShutdown},
		{"end of input", func(r *rig) { _ = r.conn.Close() }, ErrNoShutdown},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := ready(t)
			r.answering()
			test.end(r)
			if err := r.end(); !errors.Is(err, test.want) || test.want == nil && err != nil {
				t.Errorf("serve returned %v, want %v", err, test.want)
			}
			if heard := r.learner.heard(); heard[len(heard)-1] != "close" {
				t.Errorf("the learner was left running: %v", heard)
			}
		})
	}
}

func TestExitWaitsForTheAnswerOfShutdown(t *testing.T) {
	for range 50 {
		r := ready(t)
		id := r.request("shutdown", `null`)
		go r.notify("exit", `null`) // the client reads and writes at once
		if m := r.answers(id)[id]; m.Error != nil {
			t.Fatalf("shutdown failed: %+v", m.Error)
		}
		if err := r.end(); err != nil {
			t.Fatalf("serve returned %v", err)
		}
	}
}

func TestMethodsAreRefusedOutOfPhase(t *testing.T) {
	r := start(t)
	if m := r.call("textDocument/inlineCompletion", at("file:///a.go", 0, 0)); m.code() != -32002 {
		t.Errorf("before initialize: %+v", m)
	}
	r.open("file:///a.go", "too early")
	r.handshake(`{"capabilities":{}}`)
	if m := r.call("initialize", `{"capabilities":{}}`); m.code() != -32600 {
		t.Errorf("a second initialize: %+v", m)
	}
	if _, open := r.model.text("file:///a.go"); open {
		t.Error("a document was opened before initialize")
	}
	if m := r.call("shutdown", `null`); m.Error != nil || string(m.Result) != "null" {
		t.Errorf("shutdown: %+v", m)
	}
	if m := r.call("textDocument/inlineCompletion", at("file:///a.go", 0, 0)); m.code() != -32600 {
		t.Errorf("after shutdown: %+v", m)
	}
	r.notify("exit", `null`)
	if err := r.end(); err != nil {
		t.Error(err)
	}
}

func TestInitializeToleratesWrongTypes(t *testing.T) {
	for _, params := range []string{
		`{}`,
		`{"processId":null,"rootUri":null,"rootPath":null,"workspaceFolders":null,"capabilities":null}`,
		`{"processId":"12","rootUri":7,"clientInfo":[],"capabilities":{"general":{"positionEncodings":{}}}}`,
		`{"capabilities":{"textDocument":{"inlineCompletion":true},"workspace":[],"window":{"workDoneProgress":"yes"}}}`,
		`{"workspaceFolders":{},"capabilities":[],"trace":"everything","locale":null}`,
		`{"workspaceFolders":[null,{"name":"x"},{"uri":null}],"capabilities":{}}`,
	} {
		t.Run(params, func(t *testing.T) {
			r := start(t)
			if m := r.handshake(params); !strings.Contains(string(m.Result), `"positionEncoding":"utf-16"`) {
				t.Errorf("the server answered %s", m.Result)
			}
			r.leave()
		})
	}
	t.Run("no parameters", func(t *testing.T) {
		r := start(t)
		if m := r.call("initialize", `null`); m.code() != -32602 {
			t.Errorf("the server answered %+v", m)
		}
	})
}

func TestInitializeTellsWhatTheServerCan(t *testing.T) {
	r := start(t)
	m := r.handshake(`{"capabilities":{}}`)
	for _, want := range []string{
		`"inlineCompletionProvider":{}`, `"change":2`, `"openClose":true`, `"commands":["inkling.accepted"]`,
		`"serverInfo":{"name":"inkling","version":"test"}`, `"workspaceFolders":{"supported":true,"changeNotifications":true}`,
	} {
		if !strings.Contains(string(m.Result), want) {
			t.Errorf("the answer lacks %s: %s", want, m.Result)
		}
	}
}

func TestPositionEncodingIsNegotiated(t *testing.T) {
	for offered, want := range map[string]string{
		``:                          "utf-16",
		`"utf-16"`:                  "utf-16",
		`"utf-16","utf-8"`:          "utf-8",
		`"utf-32","utf-8","utf-16"`: "utf-8",
		`"utf-32"`:                  "utf-32",
		`"utf-32","utf-16"`:         "utf-16",
		`"utf-7",8,null,"utf-16"`:   "utf-16",
		`{"utf-8":1},["utf-8"],"x"`: "utf-16",
		`"utf-9000", "\u0075tf-8"`:  "utf-8",
	} {
		r := start(t)
		m := r.handshake(`{"capabilities":{"general":{"positionEncodings":[` + offered + `]}}}`)
		if !strings.Contains(string(m.Result), `"positionEncoding":"`+want+`"`) {
			t.Errorf("offered %s: got %s, want %s", offered, m.Result, want)
		}
		r.leave()
	}
}

func TestRootsAreTheFoldersElseTheRoot(t *testing.T) {
	for params, want := range map[string]string{
		`{"workspaceFolders":[{"uri":"file:///a","name":"a"},{"uri":"file:///b%20c"}],"rootUri":"file:///d"}`: `[/a /b c]`,
		`{"workspaceFolders":null,"rootUri":"file:///d","rootPath":"/e"}`:                                     `[/d]`,
		`{"workspaceFolders":[],"rootUri":null,"rootPath":"/e/"}`:                                             `[/e]`,
		`{"rootUri":"vscode-remote://x/y"}`:                                                                   `[]`,
	} {
		r := start(t)
		r.handshake(params)
		r.answering()
		if heard := strings.Join(r.learner.heard(), "; "); heard != `start; roots `+want+` near ""` {
			t.Errorf("%s: the learner heard %s, want %s", params, heard, want)
		}
		r.leave()
	}
}

// A read of standard input can outlive its session: what it still brings must
// start nothing that nobody ends.
func TestNothingIsStartedOnceTheSessionIsClosed(t *testing.T) {
	for range 100 {
		l := &recordingLearner{}
		settings := &scriptedSettings{}
		s := newSession(Options{Settings: settings, Logger: slog.New(slog.DiscardHandler)})
		s.parts = parts{learn: l.start, configure: settings.apply, server: &recordingServer{}, settingsPoll: time.Hour}
		s.phase = working
		s.end(nil)
		var both sync.WaitGroup
		both.Go(s.close)
		both.Go(func() { s.notified("initialized", nil) })
		both.Wait()
		s.run("something late", func(context.Context) { t.Error("it ran") })
		heard := l.heard()
		if n := len(heard); n > 0 && !slices.Contains(heard, "close") {
			t.Fatalf("the learner heard %q and was not closed", heard)
		}
	}
}
