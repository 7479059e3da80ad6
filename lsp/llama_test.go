package lsp

import (
	"strings"
	"testing"
	"time"

	"github.com/inkling-lsp/inkling/internal/llamatest"
)

// A real llama-server, whose model of random weights says something, at least in one
// place of many.
func TestLinesOfALlamaServerAreSuggested(t *testing.T) {
	server := llamatest.Start(t, llamatest.Qwen)
	r := startAssembled(t, Options{}, func(s *session, scripted parts) parts {
		p := assemble(s, DefaultSettings())
		p.learn, p.settingsPoll = scripted.learn, time.Hour
		return p
	})
	r.handshake(`{"initializationOptions":{"inkling":{"backend":"llamacpp ` + server.URL + `"}},` + watches)
	r.open(doc, listing)
	r.eventually("the server is known", func() bool { return r.lastStatus() == statusOf("Normal", llamatest.Qwen.Name, false) })
	for n := range 50 {
		r.notify("textDocument/didChange", change(doc, n+2, 3, n+2, 3, n+2, string(rune('a'+n%26))))
		if result, took := r.suggested(3, n+3); took >= 2*time.Second {
			t.Errorf("after %s: %s", took, result)
		}
	}
	if !strings.Contains(r.log.String(), "msg=suggestion id=1 probability=0 backend=llamacpp") {
		t.Errorf("none of its lines is shown: %s", r.log)
	}
	r.leave()
}
