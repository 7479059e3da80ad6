package backends

import (
	"context"

	"github.com/inkling-lsp/inkling/model"
)

// Guard returns b as a backend that asks permit before each request, with what the
// server can take now: a server on this machine may send requests on, and may serve
// another model tomorrow. An error of permit is the request's. permit must be safe for
// concurrent use; it is not asked about what holds no code, such as the list of models.
func Guard(b model.Backend, permit func(model.Traits) error) model.Backend {
	g := guarded{b, permit}
	lister, lists := b.(model.Lister)
	tokenizer, counts := b.(model.Tokenizer)
	switch t := (guardedTokenizer{g, tokenizer}); {
	case lists && counts:
		return struct {
			guardedTokenizer
			model.Lister
		}{t, lister}
	case counts:
		return t
	case lists:
		return struct {
			guarded
			model.Lister
		}{g, lister}
	}
	return g
}

type guarded struct {
	model.Backend
	permit func(model.Traits) error
}

func (g guarded) Traits(ctx context.Context) (model.Traits, error) {
	t, err := g.Backend.Traits(ctx)
	if err == nil {
		err = g.permit(t)
	}
	if err != nil {
		return model.Traits{}, err
	}
	return t, nil
}

func (g guarded) Fill(ctx context.Context, r model.FillRequest, emit model.Emit) (model.Report, error) {
	if _, err := g.Traits(ctx); err != nil {
		return unasked, err
	}
	return g.Backend.Fill(ctx, r, emit)
}

func (g guarded) Chat(ctx context.Context, r model.ChatRequest, emit model.Emit) (model.Report, error) {
	if _, err := g.Traits(ctx); err != nil {
		return unasked, err
	}
	return g.Backend.Chat(ctx, r, emit)
}

// unasked is the report of a request that was not sent.
var unasked = model.Report{TokensIn: -1, TokensCached: -1, TokensOut: -1, End: model.Broken}

type guardedTokenizer struct {
	guarded
	tokenizer model.Tokenizer
}

func (g guardedTokenizer) Count(ctx context.Context, texts []string) ([]int, error) {
	if _, err := g.Traits(ctx); err != nil {
		return nil, err
	}
	return g.tokenizer.Count(ctx, texts)
}
