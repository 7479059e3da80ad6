package backends

import (
	"context"
	"errors"
	"testing"

	"github.com/inkling-lsp/inkling/model"
)

// counting is a backend that counts what it is asked for.
type counting struct {
	model.Backend
	traits model.Traits
	asked  int
}

func (c *counting) Traits(context.Context) (model.Traits, error) { return c.traits, nil }

func (c *counting) Fill(context.Context, model.FillRequest, model.Emit) (model.Report, error) {
	c.asked++
	return model.Report{}, nil
}

func (c *counting) Chat(context.Context, model.ChatRequest, model.Emit) (model.Report, error) {
	c.asked++
	return model.Report{}, nil
}

type countingTokens struct{ *counting }

func (c countingTokens) Count(context.Context, []string) ([]int, error) {
	c.asked++
	return nil, nil
}

type countingList struct{ *counting }

func (countingList) Models(context.Context) ([]string, error) { return []string{"m"}, nil }

type countingBoth struct {
	countingTokens
	countingList
}

func (c countingBoth) Traits(ctx context.Context) (model.Traits, error) {
	return c.countingList.Traits(ctx)
}

func (c countingBoth) Fill(ctx context.Context, r model.FillRequest, emit model.Emit) (model.Report, error) {
	return c.countingList.Fill(ctx, r, emit)
}

func (c countingBoth) Chat(ctx context.Context, r model.ChatRequest, emit model.Emit) (model.Report, error) {
	return c.countingList.Chat(ctx, r, emit)
}

func (countingBoth) Name() string { return "both" }

func (countingBoth) Close() {}

func TestGuardAsksBeforeEachRequest(t *testing.T) {
	c := &counting{}
	for name, b := range map[string]model.Backend{
		"plain": c, "tokenizer": countingTokens{c}, "lister": countingList{c}, "both": countingBoth{countingTokens{c}, countingList{c}},
	} {
		t.Run(name, func(t *testing.T) {
			forbidden := errors.New("forbidden")
			g := Guard(b, func(t model.Traits) error {
				if t.Remote {
					return forbidden
				}
				return nil
			})
			tokenizer, counts := g.(model.Tokenizer)
			if _, want := b.(model.Tokenizer); counts != want {
				t.Errorf("it counts tokens: %v", counts)
			}
			lister, lists := g.(model.Lister)
			if _, want := b.(model.Lister); lists != want {
				t.Errorf("it lists models: %v", lists)
			}
			ask := func() (all []error) {
				_, err := g.Traits(t.Context())
				all = append(all, err)
				_, err = g.Fill(t.Context(), model.FillRequest{}, nil)
				all = append(all, err)
				_, err = g.Chat(t.Context(), model.ChatRequest{}, nil)
				all = append(all, err)
				if counts {
					_, err = tokenizer.Count(t.Context(), nil)
					all = append(all, err)
				}
				return all
			}
			for _, remote := range []bool{true, false, true} { // the server may serve another model meanwhile
				c.traits.Remote, c.asked = remote, 0
				errs := ask()
				for _, err := range errs {
					if errors.Is(err, forbidden) != remote {
						t.Errorf("remote %v: %v", remote, err)
					}
				}
				if want := len(errs) - 1; remote && c.asked > 0 || !remote && c.asked != want {
					t.Errorf("remote %v: the server was asked %d times", remote, c.asked)
				}
				if lists {
					if names, err := lister.Models(t.Context()); err != nil || len(names) != 1 {
						t.Errorf("remote %v: the models are %v, %v", remote, names, err)
					}
				}
			}
		})
	}
}
