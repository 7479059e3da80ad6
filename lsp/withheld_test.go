package lsp

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/ollama"
	"github.com/inkling-lsp/inkling/model/wire"
)

// passingOn is an Ollama on this machine whose only model runs elsewhere.
type passingOn struct {
	*httptest.Server
	asked atomic.Int64 // requests with code in them
}

const passedOn = "gpt-oss:120b-cloud"

func newPassingOn(t *testing.T) *passingOn {
	p := &passingOn{}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/api/tags":
			_, _ = io.WriteString(w, `{"models":[{"name":"`+passedOn+`"}]}`)
		case "/api/show", "/api/ps":
			_, _ = io.WriteString(w, `{"capabilities":["completion"]}`)
		default:
			p.asked.Add(1)
			_, _ = io.WriteString(w, `{"message":{"content":"x := compute()"},"done":false}`+"\n"+`{"done":true,"done_reason":"stop"}`+"\n")
		}
	}))
	t.Cleanup(p.Close)
	return p
}

func (p *passingOn) open(_ context.Context, o model.Options) (model.Backend, error) {
	o.Model = passedOn
	return ollama.New(o, wire.Defaults())
}

func TestServersHereThatSendRequestsOnAreSentNothingBeforeTheYes(t *testing.T) {
	for name, test := range map[string]struct {
		askFirst, remembered string
		answer               string // empty if nobody is asked
		sends                bool
	}{
		"allow":                       {`,"askFirst":true`, "", "Allow", true},
		"not now":                     {`,"askFirst":true`, "", "Not now", false},
		"allowed in an early session": {`,"askFirst":true`, "yes", "", true},
		"named by the user":           {"", "", "", true},
	} {
		t.Run(name, func(t *testing.T) {
			p, v := newPassingOn(t), &scriptedServers{}
			host := strings.TrimPrefix(p.URL, "http://")
			if test.remembered != "" {
				_ = v.AllowHost(host)
			}
			r := startAssembled(t, Options{Open: p.open, Consent: v}, func(s *session, scripted parts) parts {
				all := assemble(s, DefaultSettings())
				all.learn, all.settingsPoll = scripted.learn, scripted.settingsPoll
				return all
			})
			r.handshake(`{"initializationOptions":{"inkling":{"backend":"ollama ` + p.URL + `"` + test.askFirst + `}},` + watches)
			r.open(doc, listing)
			if test.answer != "" {
				var question message
				r.eventually("the user is asked", func() bool {
					r.suggested(3, 2)
					i := slices.IndexFunc(r.kept, func(m message) bool { return m.Method == "window/showMessageRequest" })
					if i >= 0 {
						question = r.kept[i]
					}
					return i >= 0
				})
				for _, part := range []string{host, passedOn, "on another machine"} {
					if !strings.Contains(string(question.Params), part) {
						t.Errorf("the user is asked without %s: %s", part, question.Params)
					}
				}
				if got := r.lastStatus(); !strings.Contains(got, `"kind":"Normal"`) || !strings.Contains(got, "without your yes") {
					t.Errorf("the status does not say what is waited for: %s", got)
				}
				if n := p.asked.Load(); n > 0 {
					t.Errorf("%d requests with code were sent before the answer", n)
				}
				r.answer(question, `{"title":"`+test.answer+`"}`)
				r.eventually("the answer is heard", func() bool { return strings.Contains(r.log.String(), "asked for consent") })
			}
			if test.sends {
				r.eventually("the server is sent code", func() bool {
					r.suggested(3, 2)
					return p.asked.Load() > 0
				})
				r.eventually("the status names the model", func() bool { return strings.Contains(r.lastStatus(), `"message":"`+passedOn+`"`) })
			} else {
				r.suggested(3, 2)
			}
			r.leave()
			if n := p.asked.Load(); n > 0 != test.sends {
				t.Errorf("%d requests with code were sent in all", n)
			}
			asked := slices.DeleteFunc(r.kept, func(m message) bool { return m.Method != "window/showMessageRequest" })
			if once := test.answer != ""; len(asked) > 1 || len(asked) == 1 != once {
				t.Errorf("the user is asked %d times", len(asked))
			}
		})
	}
}
