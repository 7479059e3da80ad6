package anthropic

import (
	"context"
	"io"
	"strings"

	"github.com/anthropics/anthropic-sdk-go"
	"github.com/anthropics/anthropic-sdk-go/packages/ssestream"

	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/wire"
)

const (
	// maxMarks is how many cache marks the service takes in a request.
	maxMarks = 4
	// answerTokens bounds an answer that nobody bounds, where the service does not say
	// how long its can be. It takes no request without a bound.
	answerTokens = 4096
)

// unasked is the report of a request that was not sent.
var unasked = model.Report{TokensIn: -1, TokensCached: -1, TokensOut: -1, End: model.Broken}

// Chat answers a conversation.
func (b *Backend) Chat(ctx context.Context, r model.ChatRequest, emit model.Emit) (model.Report, error) {
	s, err := b.known.Get(ctx, b.ask)
	if err != nil {
		return unasked, err
	}
	return b.answer(ctx, wire.Chat, parameters(s, r), emit)
}

// Fill completes a prompt that is a conversation.
func (b *Backend) Fill(ctx context.Context, r model.FillRequest, emit model.Emit) (model.Report, error) {
	s, err := b.known.Get(ctx, b.ask)
	if err != nil {
		return unasked, err
	}
	switch {
	case r.MaxTokens == 0:
		return unasked, b.client.Errorf(model.BadRequest, "%s does not read prompts ahead", Name)
	case len(r.Prompt.Messages) == 0:
		return unasked, b.client.Errorf(model.BadRequest, "the prompt is laid out for another kind of backend")
	}
	p := parameters(s, model.ChatRequest{Messages: r.Prompt.Messages, Stop: r.Stop, MaxTokens: r.MaxTokens})
	if s.skipsThinking {
		p.Thinking = anthropic.ThinkingConfigParamUnion{OfDisabled: &anthropic.ThinkingConfigDisabledParam{}}
	}
	return b.answer(ctx, wire.Fill, p, emit)
}

// parameters lays a conversation out. Its system messages come first, whatever
// their places; messages of one role after the other become one of several blocks.
func parameters(s served, r model.ChatRequest) anthropic.MessageNewParams {
	p := anthropic.MessageNewParams{
		Model: s.name, MaxTokens: int64(r.MaxTokens), Temperature: anthropic.Float(r.Temperature),
	}
	if p.MaxTokens == 0 {
		p.MaxTokens = answerTokens
		if s.longest > 0 {
			p.MaxTokens = min(p.MaxTokens, s.longest)
		}
	}
	for _, stop := range r.Stop {
		if strings.TrimSpace(stop) != "" { // the service takes no other; the reader of the answer has them all
			p.StopSequences = append(p.StopSequences, stop)
		}
	}
	marks := marked(r.Messages)
	for i, m := range r.Messages {
		if strings.TrimSpace(m.Text) == "" {
			continue // which it does not take either
		}
		block := anthropic.TextBlockParam{Text: m.Text}
		if marks[i] {
			block.CacheControl = anthropic.NewCacheControlEphemeralParam()
		}
		last := len(p.Messages) - 1
		switch role := anthropic.MessageParamRole(m.Role); {
		case m.Role == model.System:
			p.System = append(p.System, block)
		case last >= 0 && p.Messages[last].Role == role:
			p.Messages[last].Content = append(p.Messages[last].Content, anthropic.ContentBlockParamUnion{OfText: &block})
		default:
			p.Messages = append(p.Messages, anthropic.MessageParam{
				Role: role, Content: []anthropic.ContentBlockParamUnion{{OfText: &block}},
			})
		}
	}
	return p
}

// marked returns which messages get a cache mark: of those that ask for one, the
// last that the service takes. A mark also finds what was kept some blocks before it.
func marked(messages []model.Message) []bool {
	marks := make([]bool, len(messages))
	left := maxMarks
	for i := len(messages) - 1; i >= 0 && left > 0; i-- {
		if messages[i].CacheHere && strings.TrimSpace(messages[i].Text) != "" {
			marks[i] = true
			left--
		}
	}
	return marks
}

// answer makes a request and passes its answer on.
func (b *Backend) answer(ctx context.Context, class wire.Class, p anthropic.MessageNewParams, emit model.Emit) (model.Report, error) {
	return b.client.Answer(ctx, class, emit, func(ctx context.Context, a *wire.Answer) error {
		with, without := p, p
		without.Temperature = anthropic.MessageNewParams{}.Temperature
		if b.heat.Refused() {
			with = without
		}
		err := read(b.api.Messages.NewStreaming(ctx, with), a)
		if a.FirstText == 0 && b.heat.RefusedBy(err) {
			err = read(b.api.Messages.NewStreaming(ctx, without), a)
		}
		return err
	})
}

func read(s *ssestream.Stream[anthropic.MessageStreamEventUnion], a *wire.Answer) error {
	defer func() { _ = s.Close() }()
	ended := false
	for s.Next() {
		switch event := s.Current(); event.Type {
		case "message_start":
			start(event.Message.Usage, &a.Report)
		case "content_block_delta":
			if event.Delta.Type == "thinking_delta" {
				a.Alive()
			}
			if !a.Text(event.Delta.Text) {
				return nil
			}
		case "message_delta":
			if event.Usage.JSON.OutputTokens.Valid() {
				a.TokensOut = int(event.Usage.OutputTokens)
			}
			if reason := event.Delta.StopReason; reason == anthropic.StopReasonMaxTokens || reason == "model_context_window_exceeded" {
				a.End = model.Limited
			}
		case "message_stop":
			ended = true
		}
	}
	if err := s.Err(); err != nil || ended {
		return err
	}
	return io.ErrUnexpectedEOF
}

// start puts into a report what the beginning of an answer tells: the tokens that
// were read, those that were kept then, and those that had been kept before are
// counted apart.
func start(u anthropic.Usage, r *model.Report) {
	if !u.JSON.InputTokens.Valid() {
		return
	}
	r.TokensIn = int(u.InputTokens + u.CacheCreationInputTokens + u.CacheReadInputTokens)
	if u.JSON.CacheReadInputTokens.Valid() {
		r.TokensCached = int(u.CacheReadInputTokens)
	}
}
