package lsp

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/inkling-lsp/inkling/model"
)

// withServers starts a server that opens what scriptedServers gives it, and whose
// user's settings name a model server, as JSON.
func withServers(t *testing.T, v *scriptedServers, settings string) *rig {
	t.Helper()
	r := startWith(t, Options{Open: v.new, Consent: v}, time.Hour)
	r.handshake(`{"initializationOptions":{"inkling":` + settings + `},` + wantsStatus[1:])
	return r
}

func (r *rig) push(settings string) {
	r.t.Helper()
	r.notify("workspace/didChangeConfiguration", `{"settings":{"inkling":`+settings+`}}`)
}

// uses waits until these backends were used, one after the other.
func (r *rig) uses(want ...string) {
	r.t.Helper()
	r.eventually(fmt.Sprintf("the session has used %q", want), func() bool {
		var used []string
		for _, event := range r.server.heard() {
			if name, is := strings.CutPrefix(event, "use "); is {
				used = append(used, name)
			}
		}
		return strings.Join(used, ",") == strings.Join(want, ",")
	})
}

const (
	localServer  = `{"backend":"llamacpp http://127.0.0.1:1"}`
	remoteServer = `{"backend":"llamacpp https://Models.example/x","askFirst":true}`
)

func TestServerIsOpenedWhenTheSettingsNameAnother(t *testing.T) {
	v := &scriptedServers{}
	r := withServers(t, v, localServer)
	r.uses("llamacpp http://127.0.0.1:1")
	r.push(`{"backend":"llamacpp http://127.0.0.1:1","threshold":0.9}`)
	r.configured("0.9")
	r.push(`{"backend":"ollama http://127.0.0.1:1"}`)
	r.uses("llamacpp http://127.0.0.1:1", "none", "ollama http://127.0.0.1:1")
	r.push(`{}`)
	r.uses("llamacpp http://127.0.0.1:1", "none", "ollama http://127.0.0.1:1", "none")
	r.leave()
	if opened, open := v.counts(); opened != 2 || open != 0 {
		t.Errorf("%d were opened, and %d are still open", opened, open)
	}
	if heard := r.server.heard(); heard[len(heard)-1] != "shutdown" {
		t.Errorf("the requests were left running: %q", heard)
	}
}

func TestOtherMachinesAreSentNothingWithoutTheUsersYes(t *testing.T) {
	for name, test := range map[string]struct {
		answer string // the members of the client's answer
		used   bool
	}{
		"allow":         {`"result":{"title":"Allow"}`, true},
		"not now":       {`"result":{"title":"Not now"}`, false},
		"dismissed":     {`"result":null`, false},
		"nonsense":      {`"result":["Allow"]`, false},
		"not supported": {`"error":{"code":-32601,"message":"no such method"}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			v := &scriptedServers{}
			r := withServers(t, v, remoteServer)
			question := r.awaited("window/showMessageRequest")
			for _, part := range []string{"models.example", "docs/privacy.md", `"actions":[{"title":"Allow"},{"title":"Not now"}]`} {
				if !strings.Contains(string(question.Params), part) {
					t.Errorf("the user is asked without %s: %s", part, question.Params)
				}
			}
			r.uses() // until there is an answer
			r.send(`{"jsonrpc":"2.0","id":` + string(question.ID) + `,` + test.answer + `}`)
			r.eventually("the answer is heard", func() bool { return strings.Contains(r.log.String(), "asked for consent") })
			if test.used {
				r.uses("llamacpp https://Models.example/x")
			}
			if v.remembers("models.example") != test.used {
				t.Errorf("the host is remembered as allowed: %v", !test.used)
			}
			// The same host is not asked about again, whatever else changes.
			r.push(`{"backend":"ollama https://models.example:443/y","askFirst":true}`)
			if test.used {
				r.uses("llamacpp https://Models.example/x", "none", "ollama https://models.example:443/y")
			} else {
				r.uses()
			}
			r.leave()
			for _, m := range r.kept {
				if m.Method == "window/showMessageRequest" || m.Method == "window/showMessage" {
					t.Errorf("the user is shown %s", m.Params)
				}
			}
			if _, open := v.counts(); open != 0 {
				t.Errorf("%d backends are still open", open)
			}
		})
	}
}

func TestWhatNeedsNoConsentIsNotAskedAbout(t *testing.T) {
	for name, test := range map[string]struct{ settings, remembered, used string }{
		"this machine":                {`{"backend":"llamacpp http://127.0.0.1:1","askFirst":true}`, "", "llamacpp http://127.0.0.1:1"},
		"its usual address":           {`{"backend":"llamacpp","askFirst":true}`, "", "llamacpp "},
		"localhost":                   {`{"backend":"llamacpp http://localhost:1","askFirst":true}`, "", "llamacpp http://localhost:1"},
		"named by the user":           {`{"backend":"llamacpp https://models.example"}`, "", "llamacpp https://models.example"},
		"allowed in an early session": {remoteServer, "models.example", "llamacpp https://Models.example/x"},
	} {
		t.Run(name, func(t *testing.T) {
			v := &scriptedServers{}
			if test.remembered != "" {
				_ = v.AllowHost(test.remembered)
			}
			r := withServers(t, v, test.settings)
			r.uses(test.used)
			r.leave()
			for _, m := range r.kept {
				if m.Method == "window/showMessageRequest" {
					t.Errorf("the user is asked %s", m.Params)
				}
			}
		})
	}
}

func TestQuestionEndsWithItsSession(t *testing.T) {
	v := &scriptedServers{}
	r := withServers(t, v, remoteServer)
	r.awaited("window/showMessageRequest")
	r.leave() // and goleak finds nothing that waits
	if v.remembers("models.example") {
		t.Error("silence is remembered as a yes")
	}
}

// A user who changes their mind before they answer is asked about the other host too,
// and their late yes opens nothing that the settings no longer name.
func TestLateYesOpensNothingElse(t *testing.T) {
	v := &scriptedServers{}
	r := withServers(t, v, remoteServer)
	first := r.awaited("window/showMessageRequest")
	r.push(`{"backend":"llamacpp https://others.example","askFirst":true}`)
	second := r.awaited("window/showMessageRequest")
	if !strings.Contains(string(second.Params), "others.example") {
		t.Errorf("the user is asked %s", second.Params)
	}
	r.answer(first, `{"title":"Allow"}`)
	r.eventually("the late yes is remembered", func() bool { return v.remembers("models.example") })
	r.uses()
	r.answer(second, `{"title":"Allow"}`)
	r.uses("llamacpp https://others.example")
	r.leave()
}

func TestServerThatCanNotBeOpenedIsToldInTheStatus(t *testing.T) {
	v := &scriptedServers{fails: errors.New("there is no backend \"x\"")}
	r := withServers(t, v, `{"backend":"x"}`)
	r.status(statusNormal)
	r.status(statusOf("Normal", "x is being opened; the embedded model answers", false))
	r.status(`{"busy":false,"message":"there is no backend \"x\"; the embedded model goes on","kind":"Error"}`)
	v.mend()
	r.push(localServer)
	r.status(statusOf("Normal", "llamacpp is being opened; the embedded model answers", false))
	r.status(statusNormal) // the recording server tells no state of its own
	r.leave()
}

// Opening may wait for the keyring, and that for the user. Meanwhile settings go on
// changing, and sessions end.
func TestOpeningAServerHoldsUpNothing(t *testing.T) {
	v := &scriptedServers{}
	ended := make(chan struct{}, 2)
	o := Options{Consent: v, Open: func(ctx context.Context, o model.Options) (model.Backend, error) {
		if o.Name == "slow" {
			<-ctx.Done()
			ended <- struct{}{}
		}
		return v.new(ctx, o)
	}}
	r := startWith(t, o, time.Hour)
	r.handshake(`{"initializationOptions":{"inkling":{"backend":"slow"}},"capabilities":{}}`)
	r.configured("0.5")
	r.push(`{"backend":"quick","threshold":0.9}`)
	r.uses("quick ")
	<-ended
	r.push(`{"backend":"slow","threshold":0.8}`)
	r.uses("quick ", "none")
	r.leave()
	<-ended
	if opened, open := v.counts(); opened != 3 || open != 0 {
		t.Errorf("%d were opened, and %d are still open", opened, open)
	}
}

// scriptedServers opens backends that do nothing, and remembers which hosts are allowed.
type scriptedServers struct {
	mu           sync.Mutex
	fails        error
	opened, open int
	allowed      []string
}

func (v *scriptedServers) new(_ context.Context, o model.Options) (model.Backend, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.fails != nil {
		return nil, v.fails
	}
	v.opened++
	v.open++
	return &idleBackend{name: o.Name + " " + o.URL, closed: func() {
		v.mu.Lock()
		defer v.mu.Unlock()
		v.open--
	}}, nil
}

// idleBackend is asked nothing.
type idleBackend struct {
	model.Backend
	name   string
	closed func()
}

func (b *idleBackend) Name() string { return b.name }

func (b *idleBackend) Close() { b.closed() }

func (v *scriptedServers) mend() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.fails = nil
}

func (v *scriptedServers) counts() (opened, open int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.opened, v.open
}

func (v *scriptedServers) HostAllowed(host string) (bool, error) { return v.remembers(host), nil }

func (v *scriptedServers) AllowHost(host string) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.allowed = append(v.allowed, host)
	return nil
}

func (v *scriptedServers) remembers(host string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return slices.Contains(v.allowed, host)
}
