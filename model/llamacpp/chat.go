package llamacpp

import (
	"context"
	"encoding/json"

	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/wire"
)

// conversation is the request of POST /v1/chat/completions, with the server's own
// members beside those that OpenAI has.
type conversation struct {
	Model       string    `json:"model,omitempty"`
	Messages    []message `json:"messages"`
	MaxTokens   int       `json:"max_tokens,omitempty"`
	Temperature float64   `json:"temperature"`
	Stop        []string  `json:"stop,omitempty"`
	Slot        int       `json:"id_slot"`
	Cache       bool      `json:"cache_prompt"`
	Stream      bool      `json:"stream"`
	Timings     bool      `json:"timings_per_token"`
}

type message struct {
	Role    model.Role `json:"role"`
	Content string     `json:"content"`
}

// chunk is a part of a streamed answer.
type chunk struct {
	Choices []struct {
		Delta struct {
			Content  string `json:"content"`
			Thinking string `json:"reasoning_content"`
		} `json:"delta"`
		Finish string `json:"finish_reason"` // stop, length
	} `json:"choices"`
	Timings *timings        `json:"timings"`
	Error   json.RawMessage `json:"error"`
}

// Chat answers a conversation, in the template that the model brings.
func (b *Backend) Chat(ctx context.Context, r model.ChatRequest, emit model.Emit) (model.Report, error) {
	c := conversation{MaxTokens: r.MaxTokens, Temperature: r.Temperature, Stop: r.Stop, Cache: true, Stream: true, Timings: true}
	for _, m := range r.Messages {
		c.Messages = append(c.Messages, message{m.Role, m.Text})
	}
	request := func(s server) (string, any, error) {
		c.Model, c.Slot = s.name, r.Lane%s.traits.Lanes
		return "/v1/chat/completions", c, nil
	}
	return b.answer(ctx, wire.Chat, emit, request, func(a *wire.Answer, data []byte) (bool, error) {
		var p chunk
		if err := json.Unmarshal(data, &p); err != nil {
			return false, err
		}
		if len(p.Error) > 0 {
			return false, fault(p.Error)
		}
		p.Timings.into(&a.Report, 0)
		for _, choice := range p.Choices {
			if choice.Delta.Thinking != "" {
				a.Alive()
			}
			if !a.Text(choice.Delta.Content) {
				return false, nil
			}
			if choice.Finish == "length" {
				a.End = model.Limited
			}
			if choice.Finish != "" {
				return false, nil
			}
		}
		return true, nil
	})
}
