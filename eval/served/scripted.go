package served

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/inkling-lsp/inkling/model/family"
)

// scripted is a server that speaks as llama-server does, of a model that writes one
// line, a set time after it was asked.
type scripted struct {
	url    string
	server *http.Server
	done   chan struct{}

	delay time.Duration
	// line is what it says for a prompt after what the answer has to begin with.
	line func(prompt, begin string) string
	// hang, if not nil, has it go on for ever after the line, and is told when the
	// client has left.
	hang chan time.Time
}

func startScripted(delay time.Duration, line func(prompt, begin string) string) (*scripted, error) {
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start a scripted server: %w", err)
	}
	s := &scripted{url: "http://" + listener.Addr().String(), delay: delay, line: line, done: make(chan struct{})}
	mux := http.NewServeMux()
	mux.HandleFunc("/props", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, map[string]any{
			"model_alias": "qwen2.5-coder-scripted", "total_slots": 1,
			"default_generation_settings": map[string]any{"n_ctx": contextSize},
		})
	})
	mux.HandleFunc("/tokenize", tokenize)
	mux.HandleFunc("/completion", s.complete)
	s.server = &http.Server{Handler: mux, ReadHeaderTimeout: time.Minute}
	go func() {
		defer close(s.done)
		_ = s.server.Serve(listener) // it ends by end
	}()
	return s, nil
}

func (s *scripted) end() {
	_ = s.server.Close() // what is under way is of no use to anybody
	<-s.done
}

func reply(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // a client that has left needs no answer
}

// tokenize knows Qwen's markers as one token each, and counts three bytes as one.
func tokenize(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		Content string `json:"content"`
		Pieces  bool   `json:"with_pieces"`
	}
	if json.NewDecoder(r.Body).Decode(&asked) != nil {
		http.Error(w, "not a question", http.StatusBadRequest)
		return
	}
	tokens := []any{}
	if !asked.Pieces {
		for range (len(asked.Content) + 2) / 3 {
			tokens = append(tokens, 1)
		}
		reply(w, map[string]any{"tokens": tokens})
		return
	}
	qwen, _ := family.ByVocabulary("qwen2.5-coder", func(string) bool { return true })
	m := qwen.Markers
	for i, text := range []string{m.Prefix, m.Suffix, m.Middle, m.Repo, m.File} {
		tokens = append(tokens, map[string]any{"id": 1000 + i, "piece": text})
	}
	reply(w, map[string]any{"tokens": tokens})
}

// complete answers as a model that has read all but the last token before.
func (s *scripted) complete(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		Prompt  string `json:"prompt"`
		Predict int    `json:"n_predict"`
		Grammar string `json:"grammar"`
	}
	if json.NewDecoder(r.Body).Decode(&asked) != nil {
		http.Error(w, "not a question", http.StatusBadRequest)
		return
	}
	select {
	case <-time.After(s.delay):
	case <-r.Context().Done():
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	tokens := len(asked.Prompt) / 3
	timings := map[string]any{"cache_n": tokens - 1, "prompt_n": 1, "prompt_ms": 1, "predicted_n": 1, "predicted_ms": 1}
	if begin := forced(asked.Grammar); asked.Predict > 0 {
		event(w, map[string]any{"content": begin + s.line(asked.Prompt, begin), "stop": false, "timings": timings})
	}
	if s.hang != nil {
		flush(w)
		<-r.Context().Done()
		s.hang <- time.Now()
		return
	}
	event(w, map[string]any{"content": "", "stop": true, "stop_type": "eos", "tokens_evaluated": tokens, "timings": timings})
}

func event(w io.Writer, v any) {
	data, err := json.Marshal(v)
	if err == nil {
		_, err = fmt.Fprintf(w, "data: %s\n\n", data)
	}
	_ = err // a client that has left needs no answer
}

func flush(w http.ResponseWriter) {
	if err := http.NewResponseController(w).Flush(); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return // the client has left
	}
}

// forced is what a grammar of model/llamacpp has an answer begin with.
func forced(grammar string) string {
	_, rest, ok := strings.Cut(grammar, `root ::= `)
	if !ok {
		return ""
	}
	var begin string
	if err := json.NewDecoder(strings.NewReader(rest)).Decode(&begin); err != nil {
		return ""
	}
	return begin
}
