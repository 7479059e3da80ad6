package served

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// proxy stands between a language server and a model server and writes down what
// the latter says each request has cost, so that nothing is taken from the code that
// is measured.
type proxy struct {
	url    string
	target string
	client *http.Client
	server *http.Server
	done   chan struct{}

	mu        sync.Mutex
	exchanges []*exchange
}

// exchange is a request for a completion and what came of it.
type exchange struct {
	begun   time.Time
	warm    bool // no answer was asked for
	started bool // the server has begun with it
	total   int  // tokens of the prompt
	cached  int  // of those
	read    int  // and how many were read; if it was cut off meanwhile, how many would have been
	written int
	said    string
	first   time.Duration // until the first text
	whole   time.Duration
	ended   bool // the server has said all
}

func startProxy(target string) (*proxy, error) {
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start a proxy: %w", err)
	}
	p := &proxy{url: "http://" + listener.Addr().String(), target: target, client: newClient(), done: make(chan struct{})}
	p.server = &http.Server{Handler: p, ReadHeaderTimeout: time.Minute}
	go func() {
		defer close(p.done)
		_ = p.server.Serve(listener) // it ends by end
	}()
	return p, nil
}

// newClient makes a connection for each request: llama-server says that it keeps one,
// and now and then closes it under the next request.
func newClient() *http.Client {
	return &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
}

func (p *proxy) end() {
	_ = p.server.Close() // what is under way is of no use to anybody
	<-p.done
}

// take returns the exchanges since the last call.
func (p *proxy) take() []exchange {
	p.mu.Lock()
	defer p.mu.Unlock()
	var all []exchange
	for _, e := range p.exchanges {
		all = append(all, *e)
	}
	p.exchanges = nil
	return all
}

// said says whether an answer so far has a text in it.
func (p *proxy) said(text string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, e := range p.exchanges {
		if !e.warm && bytes.Contains([]byte(e.said), []byte(text)) {
			return true
		}
	}
	return false
}

// quiet says whether no request is under way.
func (p *proxy) quiet() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, e := range p.exchanges {
		if e.whole == 0 {
			return false
		}
	}
	return true
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the client has left
	}
	var e *exchange
	if r.URL.Path == "/completion" || r.URL.Path == "/infill" {
		if body, e, err = p.completion(body); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		defer p.finish(e)
	}
	forward, err := http.NewRequestWithContext(r.Context(), r.Method, p.target+r.URL.RequestURI(), bytes.NewReader(body))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	forward.Header = r.Header.Clone()
	response, err := p.client.Do(forward)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer response.Body.Close()
	for name, values := range response.Header {
		if name != "Content-Length" {
			w.Header()[name] = values
		}
	}
	w.WriteHeader(response.StatusCode)
	if e == nil {
		_, _ = io.Copy(w, response.Body) // a client that leaves needs no more
		return
	}
	p.copy(w, response.Body, e)
}

// completion notes a request, and has the server tell how much it is going to read
// before it does.
func (p *proxy) completion(body []byte) ([]byte, *exchange, error) {
	var asked map[string]any
	if err := json.Unmarshal(body, &asked); err != nil {
		return nil, nil, fmt.Errorf("read a request: %w", err)
	}
	predict, ok := asked["n_predict"].(float64)
	e := &exchange{begun: time.Now(), warm: ok && predict == 0}
	asked["return_progress"] = true
	body, err := json.Marshal(asked)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.exchanges = append(p.exchanges, e)
	return body, e, err
}

func (p *proxy) finish(e *exchange) {
	p.mu.Lock()
	defer p.mu.Unlock()
	e.whole = time.Since(e.begun)
}

// copy passes the events of an answer on as they come, but for those that the
// client did not ask for.
func (p *proxy) copy(w http.ResponseWriter, from io.Reader, e *exchange) {
	events := newEvents(from)
	for {
		data, err := events.next()
		if err != nil {
			return // the end; if it is broken off, so is what the client sees
		}
		if p.note(e, data) {
			continue
		}
		if _, err := fmt.Fprintf(w, "data: %s\n\n", data); err != nil {
			return
		}
		if http.NewResponseController(w).Flush() != nil {
			return
		}
	}
}

// note writes down what an event says. progress says that it says nothing else than
// how far the prompt is read.
func (p *proxy) note(e *exchange, data []byte) (progress bool) {
	a, err := readEvent(data)
	if err != nil {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	e.started = true
	if a.Progress != nil {
		e.total, e.cached = a.Progress.Total, a.Progress.Cached
		e.read = e.total - e.cached
	}
	if a.Timings != nil && (a.Content != "" || a.Stop) {
		e.cached, e.read, e.written = a.Timings.Cached, a.Timings.Read, a.Timings.Written
		e.total = e.cached + e.read
	}
	if a.Content != "" && e.first == 0 && !e.warm {
		e.first = time.Since(e.begun)
	}
	e.said += a.Content
	e.ended = e.ended || a.Stop
	return a.Progress != nil && a.Content == "" && !a.Stop
}
