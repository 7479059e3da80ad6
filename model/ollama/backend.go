package ollama

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/family"
	"github.com/inkling-lsp/inkling/model/wire"
)

// Name is what the configuration calls this backend.
const Name = "ollama"

// DefaultURL is where an Ollama server listens that was told nothing else.
const DefaultURL = "http://127.0.0.1:11434"

// Backend is an Ollama server.
type Backend struct {
	client   *wire.Client
	template family.Template
	wanted   string // the model that the configuration names, or empty
	known    *wire.Once[served]
}

// New returns the backend of the server that o.URL names, and connects to nothing
// yet.
func New(o model.Options, limits wire.Options) (*Backend, error) {
	if o.URL == "" {
		o.URL = DefaultURL
	}
	// Other programs want the address with this at its end.
	o.URL = strings.TrimSuffix(strings.TrimRight(o.URL, "/"), "/v1")
	template, err := family.ParseTemplate(o.Template)
	if err != nil {
		return nil, fmt.Errorf("backend %s: %w", Name, err)
	}
	client, err := wire.New(Name, o, limits)
	if err != nil {
		return nil, err
	}
	return &Backend{client: client, template: template, wanted: o.Model, known: wire.NewOnce[served](client)}, nil
}

// Name is ollama.
func (b *Backend) Name() string { return Name }

// Close ends idle connections.
func (b *Backend) Close() { b.client.Close() }

// unasked is the report of a request that was not sent.
var unasked = model.Report{TokensIn: -1, TokensCached: -1, TokensOut: -1, End: model.Broken}

// line is a part of a streamed answer, of either kind.
type line struct {
	Response string `json:"response"`
	Thinking string `json:"thinking"`
	Message  struct {
		Content  string `json:"content"`
		Thinking string `json:"thinking"`
	} `json:"message"`
	Done   bool            `json:"done"`
	Reason string          `json:"done_reason"` // stop, length, load, unload
	Error  json.RawMessage `json:"error"`

	In      *int          `json:"prompt_eval_count"` // absent if it is 0
	Out     *int          `json:"eval_count"`
	Reading time.Duration `json:"prompt_eval_duration"` // ns
	Writing time.Duration `json:"eval_duration"`        // ns
}

// into puts the costs into a report. Tokens that came from the server's cache are
// counted among the others, and told nowhere: only the time is shorter.
func (l line) into(r *model.Report) {
	if l.In != nil {
		r.TokensIn = *l.In
	}
	if l.Out != nil {
		r.TokensOut = *l.Out
	}
	r.Reading, r.Writing = l.Reading, l.Writing
	if l.Reason == "length" {
		r.End = model.Limited
	}
}

// answer makes a request and passes its answer on, unless it is not wanted, but
// only that the prompt is read.
func (b *Backend) answer(ctx context.Context, class wire.Class, path string, body request, mute bool, emit model.Emit) (model.Report, error) {
	return b.client.Answer(ctx, class, emit, func(ctx context.Context, a *wire.Answer) error {
		response, err := b.client.Stream(ctx, path, body)
		if err != nil {
			return err
		}
		defer response.Close()
		for event, err := range b.client.Lines(response) {
			if err != nil {
				return err
			}
			more, err := b.pass(a, event.Data, body, mute)
			if err == nil && !more && !a.Enough() {
				wire.Drain(response)
			}
			if err != nil || !more {
				return err
			}
		}
		return io.ErrUnexpectedEOF
	})
}

// pass passes a line on.
func (b *Backend) pass(a *wire.Answer, data []byte, sent request, mute bool) (more bool, err error) {
	var l line
	if err := json.Unmarshal(data, &l); err != nil {
		return false, err
	}
	if len(l.Error) > 0 {
		return false, b.client.Fault(l.Error, []byte(sent.text()))
	}
	if l.Thinking != "" || l.Message.Thinking != "" {
		a.Alive()
	}
	if !mute && !a.Text(l.Response+l.Message.Content) {
		return false, nil
	}
	if l.Done {
		l.into(&a.Report)
	}
	return !l.Done, nil
}
