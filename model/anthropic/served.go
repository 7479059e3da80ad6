package anthropic

import (
	"context"
	"errors"
	"strings"

	"github.com/anthropics/anthropic-sdk-go"

	"github.com/inkling-lsp/inkling/model"
)

// served is what is known of the model that is used.
type served struct {
	name          string
	traits        model.Traits
	longest       int64 // the tokens of an answer that it can give
	skipsThinking bool  // it can be told not to think first
}

// Traits asks the service for its model.
func (b *Backend) Traits(ctx context.Context) (model.Traits, error) {
	s, err := b.known.Get(ctx, b.ask)
	return s.traits, err
}

// Models returns the names of the models that the service has, the newest first.
func (b *Backend) Models(ctx context.Context) ([]string, error) {
	var names []string
	err := b.client.AskBy(ctx, "/v1/models", func(ctx context.Context) error {
		page, err := b.api.Models.List(ctx, anthropic.ModelListParams{Limit: anthropic.Int(1000)})
		if err != nil {
			return err
		}
		for _, m := range page.Data {
			names = append(names, m.ID)
		}
		return nil
	})
	return names, err
}

func (b *Backend) ask(ctx context.Context) (served, error) {
	if b.wanted == "" {
		return served{}, b.unknown(ctx, "it serves many models: name the one to use")
	}
	var m *anthropic.ModelInfo
	err := b.client.AskBy(ctx, "/v1/models", func(ctx context.Context) (err error) {
		m, err = b.api.Models.Get(ctx, b.wanted, anthropic.ModelGetParams{})
		return err
	})
	var e *model.Error
	if errors.As(err, &e) && e.Kind == model.NoModel {
		return served{}, b.unknown(ctx, "the service has no model "+b.wanted)
	}
	if err != nil {
		return served{}, err
	}
	thinking := m.Capabilities.Thinking
	return served{
		name: b.wanted, longest: m.MaxTokens, skipsThinking: thinking.Supported && thinking.Types.Disabled.Supported,
		traits: model.Traits{
			Model: b.wanted, ContextTokens: int(m.MaxInputTokens), Fill: model.FillChat, Chat: true,
			ReportsCache: true, Lanes: 1, Remote: b.client.Remote(),
		},
	}, nil
}

// unknown says which models there are.
func (b *Backend) unknown(ctx context.Context, says string) error {
	names, err := b.Models(ctx)
	if err != nil {
		return err
	}
	return b.client.Errorf(model.NoModel, "%s; it has %s", says, strings.Join(model.Near(b.wanted, names), ", "))
}
