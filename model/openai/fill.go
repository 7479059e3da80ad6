package openai

import (
	"context"
	"fmt"
	"regexp"
	"unicode/utf8"

	openai "github.com/sashabaranov/go-openai"

	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/wire"
)

// Fill completes a prompt, which has to be laid out as the traits say.
func (b *Backend) Fill(ctx context.Context, r model.FillRequest, emit model.Emit) (model.Report, error) {
	s, err := b.known.Get(ctx, b.ask)
	if err != nil {
		return unasked, err
	}
	mute := r.MaxTokens == 0
	if mute {
		if !s.traits.Warms {
			return unasked, b.client.Errorf(model.BadRequest, "%s does not read prompts ahead", b.preset.Name)
		}
		r.MaxTokens = 1 // the fewest that servers write
	}
	if s.traits.Fill == model.FillChat && len(r.Prompt.Messages) > 0 {
		chat := model.ChatRequest{Messages: r.Prompt.Messages, Stop: r.Stop, MaxTokens: r.MaxTokens, Lane: r.Lane}
		q := b.conversation(s, chat)
		q.class, q.mute = wire.Fill, mute
		return b.answer(ctx, q, emit)
	}
	q, err := b.completion(s, r)
	if err != nil {
		return unasked, err
	}
	q.mute = mute
	return b.answer(ctx, q, emit)
}

// completion lays a fill out as a completion.
func (b *Backend) completion(s served, r model.FillRequest) (request, error) {
	c := openai.CompletionRequest{Stop: b.stops(r.Stop)}
	q := request{class: wire.Fill, shape: b.shape(s, r.Lane, r.MaxTokens, maxTokens, 0)}
	q.shape.from, q.shape.to = b.path+completions, b.path+completions
	switch p := r.Prompt; {
	case s.traits.Fill == model.FillRaw && p.Raw != "":
		c.Prompt = p.Raw
	case s.traits.Fill == model.FillFields && (p.Prefix != "" || p.Suffix != ""):
		c.Prompt, c.Suffix = p.Prefix, p.Suffix
		q.shape.to = b.path + b.preset.Insert
	default:
		return request{}, b.client.Errorf(model.BadRequest, "the prompt is laid out for another kind of backend")
	}
	if r.Begin != "" && s.traits.ForcesBegin {
		expression, err := beginning(r.Begin)
		if err != nil {
			return request{}, b.client.Errorf(model.BadRequest, "%s", err)
		}
		q.shape.members["structured_outputs"] = map[string]string{"regex": expression}
	}
	if b.preset.Usage {
		c.StreamOptions = &openai.StreamOptions{IncludeUsage: true}
	}
	q.open = func(ctx context.Context) (stream, error) { return b.api.CreateCompletionStream(ctx, c) }
	return q, nil
}

// shape is what every request has beside what the library says. The model is among
// it, since the library refuses some by their names, whoever serves them.
func (b *Backend) shape(s served, lane, limit int, bound string, temperature float64) shape {
	members := map[string]any{"model": s.name, "temperature": temperature}
	if limit > 0 {
		members[bound] = limit
	}
	if b.preset.CacheKey {
		members["prompt_cache_key"] = fmt.Sprintf("inkling-%d", lane)
	}
	return shape{members: members}
}

// stops are as many stop strings as the service takes.
func (b *Backend) stops(stop []string) []string {
	if n := b.preset.MaxStops; n > 0 && len(stop) > n {
		return stop[:n]
	}
	return stop
}

// beginning is a regular expression of all texts that begin with a given one.
func beginning(begin string) (string, error) {
	if !utf8.ValidString(begin) {
		return "", fmt.Errorf("an answer can't be made to begin with bytes that are not text")
	}
	return regexp.QuoteMeta(begin) + `(.|\n)*`, nil
}
