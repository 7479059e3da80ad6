package openai

import (
	"context"

	openai "github.com/sashabaranov/go-openai"

	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/wire"
)

// Chat answers a conversation.
func (b *Backend) Chat(ctx context.Context, r model.ChatRequest, emit model.Emit) (model.Report, error) {
	s, err := b.known.Get(ctx, b.ask)
	if err != nil {
		return unasked, err
	}
	return b.answer(ctx, b.conversation(s, r), emit)
}

func (b *Backend) conversation(s served, r model.ChatRequest) request {
	c := openai.ChatCompletionRequest{Stop: b.stops(r.Stop)}
	for _, m := range r.Messages {
		if m.Text != "" { // which some services refuse
			c.Messages = append(c.Messages, openai.ChatCompletionMessage{Role: string(m.Role), Content: m.Text})
		}
	}
	if b.preset.Usage {
		c.StreamOptions = &openai.StreamOptions{IncludeUsage: true}
	}
	return request{
		class: wire.Chat,
		shape: b.shape(s, r.Lane, r.MaxTokens, b.preset.Bound, r.Temperature),
		open:  func(ctx context.Context) (stream, error) { return b.api.CreateChatCompletionStream(ctx, c) },
	}
}
