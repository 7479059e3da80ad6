package lsp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/backends"
	"github.com/inkling-lsp/inkling/model/llamacpp"
	"github.com/inkling-lsp/inkling/model/wire"
)

// These tests have all that a session has outside of tests, but for the learner: the
// engine, the embedded model, the service that asks, a backend, HTTP. The server at
// its other end does what the test says, in virtual time.

// modelHost is a llama-server at the other end of pipes.
type modelHost struct {
	bytes atomic.Int64 // that were sent to it

	mu     sync.Mutex
	answer http.HandlerFunc // to requests for code
	about  http.HandlerFunc // to those about the server; nil for what is usual
}

func (h *modelHost) script(answer http.HandlerFunc) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.answer = answer
}

func (h *modelHost) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	answer, about := h.answer, h.about
	h.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	switch {
	case (r.URL.Path == "/completion" || r.URL.Path == "/infill") && !strings.Contains(string(body), `"n_predict":0`):
		answer(w, r)
	case about != nil:
		about(w, r)
	case r.URL.Path == "/props":
		_, _ = io.WriteString(w, `{"model_alias":"tiny","total_slots":2,"default_generation_settings":{"n_ctx":4096}}`)
	case r.URL.Path == "/tokenize":
		_, _ = io.WriteString(w, `{"tokens":[]}`)
	case r.URL.Path == "/v1/models":
		_, _ = io.WriteString(w, `{"data":[{"id":"tiny"}]}`)
	default:
		http.NotFound(w, r)
	}
}

// writes answers with text.
func writes(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = fmt.Fprintf(w, "data: {\"content\":%q,\"stop\":false}\n\n", text)
		_, _ = io.WriteString(w, `data: {"content":"","stop":true,"stop_type":"eos","timings":{"cache_n":7,"prompt_n":2,"prompt_ms":5,"predicted_n":4,"predicted_ms":7}}`+"\n\n")
	}
}

// open is a backend that speaks to the host, wherever it is said to be.
func (h *modelHost) open(t *testing.T) func(context.Context, model.Options) (model.Backend, error) {
	listener := &pipes{host: h, connections: make(chan net.Conn), closed: make(chan struct{})}
	server := &http.Server{Handler: h, ErrorLog: log.New(io.Discard, "", 0)}
	var running sync.WaitGroup
	running.Go(func() { _ = server.Serve(listener) })
	t.Cleanup(func() {
		_ = server.Close()
		running.Wait()
	})
	return func(_ context.Context, o model.Options) (model.Backend, error) {
		limits := wire.Defaults()
		limits.Dial = listener.dial
		if o.URL == "" {
			o.URL = backends.Address(o)
		}
		return llamacpp.New(o, limits)
	}
}

// pipes are a listener whose connections are in memory.
type pipes struct {
	host        *modelHost
	connections chan net.Conn
	once        sync.Once
	closed      chan struct{}
}

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case p.connections <- &counting{ours, p.host}:
		return theirs, nil
	case <-p.closed:
		return nil, errors.New("nobody listens")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.connections:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe", Net: "pipe"} }

// counting counts what is sent to a host.
type counting struct {
	net.Conn
	host *modelHost
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.host.bytes.Add(int64(n))
	return n, err
}

// serving starts a session whose settings name the host, in a bubble.
func serving(t *testing.T, h *modelHost, settings, handshake string, consent Consent) *rig {
	t.Helper()
	r := startAssembled(t, Options{Open: h.open(t), Consent: consent}, func(s *session, scripted parts) parts {
		p := assemble(s, DefaultSettings())
		p.learn, p.settingsPoll = scripted.learn, scripted.settingsPoll
		return p
	})
	r.handshake(`{"initializationOptions":{"inkling":` + settings + `},` + handshake)
	return r
}

const (
	here    = `{"backend":"llamacpp http://127.0.0.1:1"}`
	away    = `{"backend":"llamacpp http://models.example","askFirst":true}`
	watches = `"capabilities":{"experimental":{"inkling":{"status":true}}}}`
)

// suggested asks at a place in the document, and returns the answer and how long it took.
func (r *rig) suggested(line, character int) (result string, took time.Duration) {
	r.t.Helper()
	begun := time.Now()
	id := r.complete(doc, line, character)
	for {
		m := r.next()
		if m.Method == "" && string(m.ID) == id {
			return string(m.Result), time.Since(begun)
		}
		r.kept = append(r.kept, m)
	}
}

// typing types a letter at the end of the listing, whose last line had n letters behind
// its indentation, and asks.
func (r *rig) typing(n int) (result string, took time.Duration) {
	r.t.Helper()
	r.notify("textDocument/didChange", change(doc, n+1, 3, n+1, 3, n+1, "x"))
	return r.suggested(3, n+2)
}

// lastStatus is the newest status so far.
func (r *rig) lastStatus() string {
	r.t.Helper()
	r.ping()
	last := ""
	for _, m := range r.kept {
		if m.Method == statusMethod {
			last = string(m.Params)
		}
	}
	return last
}

// seen waits until a status is the newest, in virtual time.
func (r *rig) seen(want string) {
	r.t.Helper()
	got := ""
	for range 100 {
		synctest.Wait()
		if got = r.lastStatus(); got == want {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	r.t.Errorf("the status is %s, want %s\nlog:\n%s", got, want, r.log)
}

const listing = "package a\n\nfunc f() {\n\tx"

func TestServersLineIsSuggested(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &modelHost{answer: writes("x := compute()")}
		r := serving(t, h, here, watches, nil)
		r.open(doc, listing)
		r.seen(statusOf("Normal", "tiny", false))
		result, took := r.suggested(3, 2)
		if !strings.Contains(result, `"insertText":" := compute()"`) || took > 100*time.Millisecond {
			t.Errorf("after %s: %s\nlog:\n%s", took, result, r.log)
		}
		r.leave()
	})
}

// What a broken server does to a request for code.
func faults() map[string]http.HandlerFunc {
	hangs := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	stream := func(each time.Duration, piece string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			for r.Context().Err() == nil {
				if _, err := io.WriteString(w, piece); err != nil {
					return
				}
				_ = http.NewResponseController(w).Flush()
				time.Sleep(each)
			}
		}
	}
	says := func(code int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(code)
			_, _ = io.WriteString(w, body)
		}
	}
	return map[string]http.HandlerFunc{
		"hangs":               hangs,
		"drips":               stream(time.Second, "d"),
		"drips pieces":        stream(time.Second, `data: {"content":"x","stop":false}`+"\n\n"),
		"endless spaces":      stream(time.Millisecond, `data: {"content":" ","stop":false}`+"\n\n"),
		"endless blanks":      stream(time.Millisecond, strings.Repeat(" ", 100)),
		"cuts the stream":     func(w http.ResponseWriter, _ *http.Request) { cut(w, `data: {"content":"x := com`) },
		"broken JSON":         says(200, "data: {\"content\":1\n\n"),
		"no JSON":             says(200, "<html>please log in</html>"),
		"an error within":     says(200, `data: {"error":{"code":500,"message":"out of memory","type":"server_error"}}`+"\n\n"),
		"a storm of refusals": says(429, `{"error":{"message":"slow down"}}`),
		"an error":            says(500, "oops"),
		"nothing":             says(200, ""),
	}
}

// cut begins an answer and breaks the connection.
func cut(w http.ResponseWriter, part string) {
	_, _ = io.WriteString(w, part)
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

func TestBrokenServersLeadToSilenceAndAStatus(t *testing.T) {
	for name, fault := range faults() {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := &modelHost{answer: fault}
				r := serving(t, h, here, watches, nil)
				r.open(doc, listing)
				r.seen(statusOf("Normal", "tiny", false))
				text := []string{"x"}
				for _, pause := range []time.Duration{0, 100 * time.Millisecond, time.Second, 20 * time.Second, 0, 0, 0, time.Minute, 0} {
					time.Sleep(pause)
					if result, took := r.typing(len(text)); result != `{"items":[]}` || took >= 2*time.Second {
						t.Errorf("after %s: %s", took, result)
					}
					text = append(text, "x")
				}
				time.Sleep(time.Minute)
				r.ping()
				if got := r.lastStatus(); !strings.Contains(got, `"kind":"Error"`) || !strings.Contains(got, "llamacpp: ") || !strings.Contains(got, "inkling doctor") {
					t.Errorf("the status is %s", got)
				}
				h.script(writes(strings.Repeat("x", len(text)+1) + " := compute()"))
				r.typing(len(text)) // is asked, and need not be waited for
				time.Sleep(time.Second)
				if result, took := r.suggested(3, len(text)+2); !strings.Contains(result, " := compute()") {
					t.Errorf("once it is mended, after %s: %s\nlog:\n%s", took, result, r.log)
				}
				r.seen(statusOf("Normal", "tiny", false))
				r.leave()
				for _, m := range r.kept {
					if strings.HasPrefix(m.Method, "window/") {
						t.Errorf("the user is shown %s", m.Params)
					}
				}
			})
		})
	}
}

// Not in a bubble: the library keeps the channels of its calls to a client for the next
// ones, which may be another bubble's.
func TestNothingIsSentToAnotherMachineBeforeTheYes(t *testing.T) {
	for answer, sends := range map[string]bool{"Allow": true, "Not now": false} {
		t.Run(answer, func(t *testing.T) {
			h, v := &modelHost{answer: writes("x := compute()")}, &scriptedServers{}
			r := serving(t, h, away, watches, v)
			r.open(doc, listing)
			var question message
			r.eventually("the user is asked", func() bool {
				i := slices.IndexFunc(r.kept, func(m message) bool { return m.Method == "window/showMessageRequest" })
				if i >= 0 {
					question = r.kept[i]
				}
				return i >= 0
			})
			r.suggested(3, 2)
			if n := h.bytes.Load(); n != 0 {
				t.Errorf("%d bytes were sent before the answer", n)
			}
			if got := r.lastStatus(); !strings.Contains(got, "models.example") {
				t.Errorf("the status does not say what is waited for: %s", got)
			}
			r.answer(question, `{"title":"`+answer+`"}`)
			r.eventually("the answer is heard", func() bool { return strings.Contains(r.log.String(), "asked for consent") })
			if sends {
				r.eventually("the server's line is shown", func() bool {
					result, _ := r.suggested(3, 2)
					return strings.Contains(result, " := compute()")
				})
			} else if result, _ := r.suggested(3, 2); result != `{"items":[]}` {
				t.Errorf("the server's line is shown: %s", result)
			}
			r.leave()
			if n := h.bytes.Load(); n > 0 != sends {
				t.Errorf("%d bytes were sent in all", n)
			}
		})
	}
}

func TestSecretDocumentsAreNeverSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &modelHost{answer: writes("x := compute()")}
		r := serving(t, h, here, watches, nil)
		r.seen(statusOf("Normal", "tiny", false))
		known := h.bytes.Load() // what it takes to ask what the server can
		const env = "file:///w/.env"
		r.open(env, listing)
		r.notify("textDocument/didChange", change(env, 2, 3, 1, 3, 1, "x"))
		r.answers(r.complete(env, 3, 3))
		time.Sleep(time.Minute)
		if n := h.bytes.Load() - known; n != 0 {
			t.Errorf("%d bytes were sent", n)
		}
		r.leave()
	})
}

// What has become useless is cancelled at the server. A client's cancelling alone makes
// it so after a while: some cancel at every key, and the server may be saying what is
// typed.
func TestUselessRequestsAreCancelledAtTheSocket(t *testing.T) {
	const grace = 300 * time.Millisecond
	for name, end := range map[string]func(r *rig, id string){
		"superseded": func(r *rig, _ string) { // all that Neovim does
			r.notify("textDocument/didChange", change(doc, 2, 3, 2, 3, 2, "yes"))
			r.complete(doc, 3, 5)
		},
		"cancelled and superseded": func(r *rig, id string) { // as VS Code does
			r.notify("textDocument/didChange", change(doc, 2, 3, 2, 3, 2, "yes"))
			r.notify("$/cancelRequest", `{"id":`+id+`}`)
			r.complete(doc, 3, 5)
		},
		"cancelled":        func(r *rig, id string) { r.notify("$/cancelRequest", `{"id":`+id+`}`) },
		"closed":           func(r *rig, _ string) { r.notify("textDocument/didClose", `{"textDocument":{"uri":"`+doc+`"}}`) },
		"another is named": func(r *rig, _ string) { r.push(`{}`) },
		"left":             func(r *rig, _ string) { _ = r.conn.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				entered, closed := make(chan struct{}, 9), make(chan time.Time, 9)
				h := &modelHost{answer: func(w http.ResponseWriter, r *http.Request) {
					_, _ = io.WriteString(w, `data: {"content":"x =","stop":false}`+"\n\n")
					_ = http.NewResponseController(w).Flush()
					entered <- struct{}{}
					<-r.Context().Done()
					closed <- time.Now()
				}}
				r := serving(t, h, here, watches, nil)
				r.open(doc, listing)
				r.seen(statusOf("Normal", "tiny", false))
				id := r.complete(doc, 3, 2)
				<-entered
				ended := time.Now()
				end(r, id)
				want := time.Duration(0)
				if name == "cancelled" {
					want = grace
				}
				if took := (<-closed).Sub(ended); took != want {
					t.Errorf("the server's socket was closed after %s, want %s", took, want)
				}
				if name != "left" {
					r.answers(id)
					r.leave()
				}
			})
		})
	}
}

func TestClientsThatAskAgainGetTheServersLineThen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &modelHost{answer: func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(5 * time.Second) // far longer than a reply is held
			writes("x := compute()")(w, r)
		}}
		r := serving(t, h, here, `"capabilities":{"experimental":{"inkling":{"status":true,"ready":true}}}}`, nil)
		r.open(doc, listing)
		r.seen(statusOf("Normal", "tiny", false))
		if result, took := r.suggested(3, 2); result != `{"items":[]}` || took != 0 {
			t.Errorf("after %s: %s", took, result)
		}
		ready := r.awaited(readyMethod)
		if want := `{"uri":"` + doc + `","version":1}`; string(ready.Params) != want {
			t.Errorf("the client was told %s, want %s", ready.Params, want)
		}
		if result, took := r.suggested(3, 2); !strings.Contains(result, `"insertText":" := compute()"`) || took != 0 {
			t.Errorf("after %s: %s", took, result)
		}
		r.leave()
	})
}

func TestEmptyDocumentsAreNoFault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &modelHost{answer: writes("package a")}
		r := serving(t, h, here, watches, nil)
		r.open(doc, "")
		r.seen(statusOf("Normal", "tiny", false))
		r.suggested(0, 0)
		r.notify("textDocument/didChange", change(doc, 2, 0, 0, 0, 0, "x"))
		r.suggested(0, 1)
		time.Sleep(time.Minute)
		r.seen(statusOf("Normal", "tiny", false))
		r.leave()
	})
}
