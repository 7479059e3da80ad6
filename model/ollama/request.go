package ollama

import (
	"context"
	"strings"

	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/wire"
)

// keepAlive is how long the server keeps the model loaded after a request. Its
// own five minutes pass while somebody thinks or talks, and to load a model takes
// longer than anybody waits for a suggestion.
const keepAlive = "30m"

// request is that of POST /api/generate and of POST /api/chat.
type request struct {
	Model    string    `json:"model"`
	Prompt   string    `json:"prompt,omitempty"`
	Suffix   string    `json:"suffix,omitempty"`
	Raw      bool      `json:"raw,omitempty"`
	Messages []message `json:"messages,omitempty"`
	Stream   bool      `json:"stream"`
	// Think is set to false for a fill: a model that can think would otherwise do so
	// first.
	Think *bool `json:"think,omitempty"`
	// Truncate is false, so that a prompt that is too long is refused. By itself, the
	// server cuts its beginning off, and with it the first of the markers.
	Truncate  bool    `json:"truncate"`
	KeepAlive string  `json:"keep_alive"`
	Options   options `json:"options"`
}

type message struct {
	Role    model.Role `json:"role"`
	Content string     `json:"content"`
}

type options struct {
	Temperature float64  `json:"temperature"`
	MaxTokens   int      `json:"num_predict,omitempty"`
	Stop        []string `json:"stop,omitempty"`
}

// text is all of a request that its server may echo.
func (r request) text() string {
	var b strings.Builder
	b.WriteString(r.Prompt + r.Suffix)
	for _, m := range r.Messages {
		b.WriteString(m.Content)
	}
	return b.String()
}

// Fill completes a prompt, which has to be laid out as the traits say.
func (b *Backend) Fill(ctx context.Context, r model.FillRequest, emit model.Emit) (model.Report, error) {
	s, err := b.known.Get(ctx, b.ask)
	if err != nil {
		return unasked, err
	}
	no := false
	body := request{
		Model: s.name, Stream: true, Think: &no, KeepAlive: keepAlive,
		// Without a bound the answer has no end; one token is the fewest it may be.
		Options: options{MaxTokens: max(1, r.MaxTokens), Stop: r.Stop},
	}
	path := "/api/generate"
	switch p, kind := r.Prompt, s.traits.Fill; {
	case kind == model.FillRaw && p.Raw != "":
		body.Prompt, body.Raw = p.Raw, true
	case kind == model.FillFields && (p.Prefix != "" || p.Suffix != ""):
		body.Prompt, body.Suffix = p.Prefix, p.Suffix
	case kind == model.FillChat && len(p.Messages) > 0:
		body.Messages, path = messages(p.Messages), "/api/chat"
	default:
		return unasked, b.client.Errorf(model.BadRequest, "the prompt is laid out for another kind of backend")
	}
	return b.answer(ctx, wire.Fill, path, body, r.MaxTokens == 0, emit)
}

// Chat answers a conversation, in the template that the model brings.
func (b *Backend) Chat(ctx context.Context, r model.ChatRequest, emit model.Emit) (model.Report, error) {
	s, err := b.known.Get(ctx, b.ask)
	if err != nil {
		return unasked, err
	}
	body := request{
		Model: s.name, Messages: messages(r.Messages), Stream: true, KeepAlive: keepAlive,
		Options: options{Temperature: r.Temperature, MaxTokens: r.MaxTokens, Stop: r.Stop},
	}
	return b.answer(ctx, wire.Chat, "/api/chat", body, false, emit)
}

func messages(said []model.Message) []message {
	var m []message
	for _, s := range said {
		m = append(m, message{s.Role, s.Text})
	}
	return m
}
