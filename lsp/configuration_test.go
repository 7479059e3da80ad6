package lsp

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// scriptedSettings is a Configurator whose user sets nothing but a threshold, which
// is 0.5 by default: in the file of the test, over what the editor says.
type scriptedSettings struct {
	mu      sync.Mutex
	file    string
	applied []string // what was loaded and given to the parts, in order
	trusted bool
	roots   []string
	blocked chan struct{} // if set, Load waits until it is closed
}

func (s *scriptedSettings) Files([]string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.file == "" {
		return nil
	}
	return []string{s.file}
}

func (s *scriptedSettings) Load(e Editor) Settings {
	if s.blocked != nil {
		<-s.blocked
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.trusted, s.roots = e.Trusted, e.Roots
	loaded := DefaultSettings()
	loaded.Completion.Threshold = 0.5
	var set struct {
		Threshold *float64
		Bytes     int64
		Problems  []string
		Backend   string // its address: "kind http://…"
		AskFirst  bool
	}
	raw := []byte(e.Settings)
	if len(raw) == 0 || string(raw) == "null" {
		raw = e.Options
	}
	if content, err := os.ReadFile(s.file); err == nil {
		raw = content
	}
	if len(raw) > 0 && json.Unmarshal(raw, &set) != nil {
		loaded.Problems = []string{"broken"}
	}
	if set.Threshold != nil {
		loaded.Completion.Threshold = *set.Threshold
	}
	loaded.Learning.MaxBytes = set.Bytes
	loaded.Problems = append(loaded.Problems, set.Problems...)
	loaded.Backend.Name, loaded.Backend.URL, _ = strings.Cut(set.Backend, " ")
	loaded.AskFirst = set.AskFirst
	return loaded
}

func (s *scriptedSettings) apply(loaded Settings) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.applied = append(s.applied, fmt.Sprint(loaded.Completion.Threshold))
}

// configured waits until the session works with a threshold.
func (r *rig) configured(threshold string) {
	r.t.Helper()
	r.eventually("the threshold is "+threshold, func() bool {
		r.settings.mu.Lock()
		defer r.settings.mu.Unlock()
		n := len(r.settings.applied)
		return n > 0 && r.settings.applied[n-1] == threshold
	})
}

// eventually waits for what is to come, exchanging messages with the server.
func (r *rig) eventually(what string, holds func() bool) {
	r.t.Helper()
	for deadline := time.Now().Add(patience); !holds(); {
		if time.Now().After(deadline) {
			r.t.Fatalf("it does not come to be that %s\nlog:\n%s", what, r.log)
		}
		r.ping()
	}
}

// ping waits for an answer and keeps the other messages.
func (r *rig) ping() {
	r.t.Helper()
	id := r.request("inkling/ping", `{}`)
	for {
		m := r.next()
		if m.Method == "" && string(m.ID) == id {
			return
		}
		r.kept = append(r.kept, m)
	}
}

// awaited returns the next message of the server's with a method.
func (r *rig) awaited(method string) message {
	r.t.Helper()
	for {
		var m message
		if len(r.kept) > 0 {
			m, r.kept = r.kept[0], r.kept[1:]
		} else {
			m = r.next()
		}
		if m.Method == method {
			return m
		}
	}
}

func (r *rig) answer(m message, result string) {
	r.t.Helper()
	r.send(fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"result":%s}`, m.ID, result))
}

func TestSettingsComeWithInitializeAndArePushed(t *testing.T) {
	r := start(t)
	r.handshake(`{"workspaceFolders":[{"uri":"file:///w"}],"initializationOptions":{"x":[1],"inkling":{"threshold":0.1,"bytes":7},"trusted":true},"capabilities":{}}`)
	r.configured("0.1")
	r.settings.mu.Lock()
	if !r.settings.trusted || strings.Join(r.settings.roots, " ") != "/w" {
		t.Errorf("trusted: %v, roots %v", r.settings.trusted, r.settings.roots)
	}
	r.settings.mu.Unlock()
	r.eventually("the learner has its limit", func() bool {
		r.learner.mu.Lock()
		defer r.learner.mu.Unlock()
		return r.learner.limit == 7
	})
	r.notify("workspace/didChangeConfiguration", `{"settings":{"other":{"threshold":0.9},"inkling":{"threshold":0.2}}}`)
	r.configured("0.2")
	for _, nothing := range []string{`null`, `{"settings":null}`, `{"settings":{}}`, `{"settings":[]}`, `{"settings":{"other":1}}`} {
		r.notify("workspace/didChangeConfiguration", nothing)
		r.answering()
	}
	r.notify("workspace/didChangeConfiguration", `{"settings":{"inkling":null}}`)
	r.configured("0.1") // as at the start
	r.settings.mu.Lock()
	if got := strings.Join(r.settings.applied, " "); got != "0.1 0.2 0.1" {
		t.Errorf("the session worked with %s", got)
	}
	r.settings.mu.Unlock()
	r.leave()
}

func TestSettingsArePulledFromAClientThatGivesThem(t *testing.T) {
	r := start(t)
	r.handshake(`{"initializationOptions":{"inkling":{"threshold":0.1}},"capabilities":{"workspace":{"configuration":true,"didChangeConfiguration":{"dynamicRegistration":true}}}}`)
	r.configured("0.1") // before the client has answered
	first := r.awaited("workspace/configuration")
	if string(first.Params) != `{"items":[{"section":"inkling"}]}` {
		t.Errorf("the server asked for %s", first.Params)
	}
	r.answer(first, `[{"threshold":0.2}]`)
	r.configured("0.2")
	r.notify("workspace/didChangeConfiguration", `{"settings":null}`)
	second := r.awaited("workspace/configuration")
	r.notify("workspace/didChangeConfiguration", `{"settings":null}`)
	third := r.awaited("workspace/configuration")
	r.answer(third, `[{"threshold":0.4}]`)
	r.configured("0.4")
	r.answer(second, `[{"threshold":0.3}]`) // late: the user has changed it since
	r.notify("workspace/didChangeConfiguration", `{"settings":{"inkling":{"threshold":0.6}}}`)
	r.answer(r.awaited("workspace/configuration"), `[null]`)
	r.configured("0.6")
	r.leave()
	if strings.Contains(fmt.Sprint(r.settings.applied), "0.3") {
		t.Errorf("the session worked with %v", r.settings.applied)
	}
}

func TestClientIsAskedToTellOfSettings(t *testing.T) {
	r := start(t)
	r.handshake(`{"capabilities":{"workspace":{"didChangeConfiguration":{"dynamicRegistration":true}}}}`)
	m := r.awaited("client/registerCapability")
	want := `{"registrations":[{"id":"inkling-settings","method":"workspace/didChangeConfiguration","registerOptions":{"section":"inkling"}}]}`
	if string(m.Params) != want {
		t.Errorf("the server asked %s, want %s", m.Params, want)
	}
	r.send(`{"jsonrpc":"2.0","id":` + string(m.ID) + `,"error":{"code":-32601,"message":"not here"}}`)
	r.eventually("the refusal is logged", func() bool { return strings.Contains(r.log.String(), "refused to tell of changed settings") })
	r.leave()
}

func TestClientsThatDoNotAnswerDoNotHoldUpSettings(t *testing.T) {
	r := start(t)
	r.handshake(`{"capabilities":{"workspace":{"configuration":true}}}`)
	r.awaited("workspace/configuration")
	r.notify("workspace/didChangeConfiguration", `{"settings":{"inkling":{"threshold":0.2}}}`)
	r.configured("0.2")
	for _, wrong := range []string{`7`, `[]`, `null`, `{}`} {
		r.notify("workspace/didChangeConfiguration", `{"settings":null}`)
		r.answer(r.awaited("workspace/configuration"), wrong)
		r.answering()
	}
	r.notify("workspace/didChangeConfiguration", `{"settings":{"inkling":{"threshold":0.3}}}`)
	r.configured("0.3")
	r.leave()
}

func TestProblemsOfSettingsAreShownOnce(t *testing.T) {
	r := start(t)
	r.handshake(`{"initializationOptions":{"inkling":{"problems":["one","two"]}},"capabilities":{}}`)
	shown := func(want string) {
		t.Helper()
		m := r.awaited("window/showMessage")
		var p struct {
			Type    int
			Message string
		}
		if err := json.Unmarshal(m.Params, &p); err != nil || p.Type != 2 || p.Message != want {
			t.Errorf("the user was shown %s, want the warning %q", m.Params, want)
		}
	}
	push := func(problems, threshold string) {
		r.notify("workspace/didChangeConfiguration", fmt.Sprintf(`{"settings":{"inkling":{"problems":%s,"threshold":%s}}}`, problems, threshold))
		r.configured(threshold)
	}
	shown("Inkling: one\ntwo")
	push(`["two","three"]`, "0.1")
	shown("Inkling: three")
	push(`["three","two"]`, "0.2")
	push(`[]`, "0.3")
	push(`["a","b","c","d","e"]`, "0.4")
	shown("Inkling: a\nb\nc\nand 2 more: run inkling config")
	r.leave()
	for _, p := range []string{"problem=one", "problem=three", "problem=e"} {
		if !strings.Contains(r.log.String(), p) {
			t.Errorf("the log lacks %q", p)
		}
	}
}

func TestNothingWaitsForSettingsThatTakeLong(t *testing.T) {
	r := start(t)
	release := make(chan struct{})
	r.settings.blocked = release
	r.handshake(`{"initializationOptions":{"inkling":{"threshold":0.1}},"capabilities":{}}`)
	r.engine.script(insert("y"))
	r.open(doc, "x")
	id := r.complete(doc, 0, 1)
	if m := r.answers(id)[id]; !strings.Contains(string(m.Result), `"insertText":"y"`) {
		t.Errorf("meanwhile the server answered %+v", m)
	}
	r.notify("workspace/didChangeConfiguration", `{"settings":{"inkling":{"threshold":0.2}}}`)
	r.notify("workspace/didChangeConfiguration", `{"settings":{"inkling":{"threshold":0.3}}}`)
	r.answering()
	close(release)
	r.configured("0.3")
	r.leave()
	if got := strings.Join(r.settings.applied, " "); strings.Contains(got, "0.2") {
		t.Errorf("settings that were replaced meanwhile were loaded: %s", got)
	}
}

func TestTrustMayComeLater(t *testing.T) {
	r := ready(t)
	r.notify("inkling/didChangeTrust", `{"trusted":true}`)
	r.eventually("the workspace is trusted", func() bool {
		r.settings.mu.Lock()
		defer r.settings.mu.Unlock()
		return r.settings.trusted
	})
	r.notify("inkling/didChangeTrust", `{"trusted":"yes"}`)
	r.eventually("the workspace is not trusted", func() bool {
		r.settings.mu.Lock()
		defer r.settings.mu.Unlock()
		return !r.settings.trusted
	})
	r.leave()
}

func TestSettingsFollowTheRoots(t *testing.T) {
	r := ready(t)
	r.notify("workspace/didChangeWorkspaceFolders", `{"event":{"added":[{"uri":"file:///v","name":"v"}],"removed":[]}}`)
	r.eventually("the settings are those of the new folder", func() bool {
		r.settings.mu.Lock()
		defer r.settings.mu.Unlock()
		return strings.Join(r.settings.roots, " ") == "/v"
	})
	r.leave()
}

func TestSettingsAreReadAgainWhenTheirFileChanges(t *testing.T) {
	tests := map[string]func(r *rig){
		"saved in the editor": func(r *rig) { r.notify("textDocument/didSave", `{"textDocument":{"uri":"file:///w/x.toml"}}`) },
		"reported by the editor": func(r *rig) {
			r.notify("workspace/didChangeWatchedFiles", `{"changes":[{"uri":"file:///w/x.toml","type":2}]}`)
		},
		"by another program": func(*rig) {}, // it is looked at again and again
	}
	for name, tell := range tests {
		t.Run(name, func(t *testing.T) {
			poll := time.Hour
			if name == "by another program" {
				poll = time.Millisecond
			}
			r := startPolling(t, poll)
			r.settings.file = filepath.Join(t.TempDir(), "settings")
			r.handshake(`{"capabilities":{}}`)
			r.configured("0.5")
			for _, threshold := range []string{"0.25", "0.125"} {
				if err := os.WriteFile(r.settings.file, []byte(`{"threshold":`+threshold+`}`), 0o600); err != nil {
					t.Fatal(err)
				}
				tell(r)
				r.configured(threshold)
			}
			if err := os.Remove(r.settings.file); err != nil {
				t.Fatal(err)
			}
			tell(r)
			r.configured("0.5")
			r.leave()
		})
	}
}
