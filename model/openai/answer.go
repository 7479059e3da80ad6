package openai

import (
	"context"
	"encoding/json"
	"errors"
	"io"

	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/wire"
)

// stream is one of the library's two kinds.
type stream interface {
	RecvRaw() ([]byte, error)
	Close() error
}

// request is one that is about to be made.
type request struct {
	class wire.Class
	shape shape
	open  func(ctx context.Context) (stream, error)
	mute  bool // the answer is not wanted, only that the prompt is read
}

// unasked is the report of a request that was not sent.
var unasked = model.Report{TokensIn: -1, TokensCached: -1, TokensOut: -1, End: model.Broken}

// answer makes a request and passes its answer on.
func (b *Backend) answer(ctx context.Context, r request, emit model.Emit) (model.Report, error) {
	return b.client.Answer(ctx, r.class, emit, func(ctx context.Context, a *wire.Answer) error {
		for {
			b.adapt(r.shape.members)
			err := b.read(with(ctx, r.shape), r, a)
			if a.FirstText > 0 || !b.heat.RefusedBy(err) && !b.bound.RefusedBy(err) {
				return err
			}
		}
	})
}

// adapt takes out of a request what its model has refused.
func (b *Backend) adapt(members map[string]any) {
	if b.heat.Refused() {
		members["temperature"] = nil
	}
	if limit, bounded := members[maxTokens]; bounded && b.bound.Refused() {
		delete(members, maxTokens)
		members[maxCompletionTokens] = limit
	}
}

func (b *Backend) read(ctx context.Context, r request, a *wire.Answer) error {
	s, err := r.open(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	ended := false
	for {
		data, err := s.RecvRaw()
		switch {
		case errors.Is(err, io.EOF) && ended:
			return nil
		case errors.Is(err, io.EOF):
			return io.ErrUnexpectedEOF
		case err != nil:
			return err
		}
		var c chunk
		if err := json.Unmarshal(data, &c); err != nil {
			return err
		}
		finished, more, err := b.pass(a, c, r.mute)
		if err != nil || !more {
			return err
		}
		ended = ended || finished
	}
}

// pass passes a chunk on.
func (b *Backend) pass(a *wire.Answer, c chunk, mute bool) (finished, more bool, err error) {
	c.Usage.into(&a.Report)
	for _, choice := range c.Choices {
		if choice.Delta.Thinking != "" || choice.Delta.Reasoning != "" {
			a.Alive()
		}
		if !mute && !a.Text(choice.Text+string(choice.Delta.Content)) {
			return false, false, nil
		}
		switch choice.Finish {
		case "":
			continue
		case "length":
			a.End = model.Limited
		case "error":
			return false, false, b.client.Errorf(model.BadAnswer, "the server broke its answer off")
		}
		finished = true
	}
	return finished, true, nil
}

// chunk is a part of a streamed answer: of a completion, of a conversation, and of
// Mistral's fill, whose answer looks like a conversation's.
type chunk struct {
	Choices []struct {
		Text  string `json:"text"`
		Delta struct {
			Content   content `json:"content"`
			Thinking  string  `json:"reasoning_content"` // DeepSeek, vLLM
			Reasoning string  `json:"reasoning"`         // OpenRouter, Ollama
		} `json:"delta"`
		Finish string `json:"finish_reason"` // stop, length, content_filter; error
	} `json:"choices"`
	Usage *usage `json:"usage"`
}

// content is a text, or, at Mistral's, a list of parts of which some are texts.
type content string

// UnmarshalJSON reads either.
func (c *content) UnmarshalJSON(data []byte) error {
	var text *string
	if json.Unmarshal(data, &text) == nil {
		if text != nil {
			*c = content(*text)
		}
		return nil
	}
	var parts []struct {
		Text string `json:"text"`
	}
	if err := json.Unmarshal(data, &parts); err != nil {
		return err
	}
	for _, p := range parts {
		*c += content(p.Text)
	}
	return nil
}

// usage is what a request cost, with the members of all services.
type usage struct {
	In      *int `json:"prompt_tokens"`
	Out     *int `json:"completion_tokens"`
	Details *struct {
		Cached *int `json:"cached_tokens"`
	} `json:"prompt_tokens_details"`
	Hit *int `json:"prompt_cache_hit_tokens"` // DeepSeek
	Num *int `json:"num_cached_tokens"`       // Mistral
}

// into puts the costs into a report.
func (u *usage) into(r *model.Report) {
	if u == nil {
		return
	}
	set := func(into *int, told *int) {
		if told != nil {
			*into = *told
		}
	}
	set(&r.TokensIn, u.In)
	set(&r.TokensOut, u.Out)
	set(&r.TokensCached, u.Num)
	set(&r.TokensCached, u.Hit)
	if u.Details != nil {
		set(&r.TokensCached, u.Details.Cached)
	}
}
