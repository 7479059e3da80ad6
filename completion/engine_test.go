package completion

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/model/local"
)

type predictorFunc func(context.Context, local.Query) (local.Prediction, error)

func (f predictorFunc) Predict(ctx context.Context, q local.Query) (local.Prediction, error) {
	return f(ctx, q)
}

func TestSuggestReturnsTheErrorsOfTheModelAndTheContext(t *testing.T) {
	broken := errors.New("broken")
	e := New(Options{}, Deps{Predictor: predictorFunc(func(context.Context, local.Query) (local.Prediction, error) {
		return local.Prediction{}, broken
	})})
	r := Request{Snapshot: text.NewSnapshot("file:///a.go", "go", 1, "x")}
	if _, err := e.Suggest(context.Background(), Request{Snapshot: r.Snapshot, Offset: 1}); !errors.Is(err, broken) {
		t.Errorf("the model's error became %v", err)
	}
	if _, err := e.Suggest(context.Background(), Request{Snapshot: r.Snapshot, Offset: 2}); err == nil || errors.Is(err, broken) {
		t.Errorf("an offset outside the text gave %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := e.Suggest(ctx, r); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled request gave %v", err)
	}
}

func TestEngineServesManyDocumentsAtOnceAndForgetsTheOldest(t *testing.T) {
	e := New(Options{}, Deps{Predictor: predictorFunc(func(context.Context, local.Query) (local.Prediction, error) {
		return local.Prediction{Candidates: []local.Candidate{{Text: "hello", Probability: 1}}}, nil
	})})
	var wg sync.WaitGroup
	for i := range 2 * maxShown {
		wg.Go(func() {
			uri := text.URI("file:///" + strings.Repeat("x", i))
			for n := range 4 {
				r := Request{Snapshot: text.NewSnapshot(uri, "", int32(n), "hello"[:n]), Offset: n}
				a, err := e.Suggest(context.Background(), r)
				if err != nil || len(a.Suggestions) != 1 {
					t.Errorf("answer %v, %v", a, err)
					return
				}
				e.Accepted(a.Suggestions[0].ID, 1)
			}
		})
	}
	wg.Wait()
	if len(e.shown.last) != maxShown {
		t.Errorf("%d documents are remembered, want %d", len(e.shown.last), maxShown)
	}
}

// TestTypedSinceIsExact compares with the plain definition: the text now is the
// text then, with something put in where the suggestion was shown.
func TestTypedSinceIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		letters := rapid.StringOfN(rapid.SampledFrom([]rune("ab)\n")), 0, 8, -1)
		was := letters.Draw(t, "was")
		shownAt := rapid.IntRange(0, len(was)).Draw(t, "shownAt")
		is := letters.Draw(t, "other")
		if rapid.Bool().Draw(t, "typed") {
			is = was[:shownAt] + letters.Draw(t, "keys") + was[shownAt:]
		}
		now := rapid.IntRange(0, len(is)).Draw(t, "now")

		added := len(is) - len(was)
		want := added >= 0 && is[:shownAt] == was[:shownAt] && is[shownAt+added:] == was[shownAt:] &&
			shownAt <= now && now <= shownAt+added && onlyClosers(is[now:shownAt+added])

		d := display{snapshot: text.NewSnapshot("u", "", 1, was), offset: shownAt}
		c := cursor{Request: Request{Snapshot: text.NewSnapshot("u", "", 2, is), Offset: now}}
		typed, closers, ok := typedSince(d, c)
		if ok != want {
			t.Fatalf("typedSince is %v, want %v", ok, want)
		}
		if ok && typed+closers != is[shownAt:shownAt+added] {
			t.Fatalf("typed %q and %q", typed, closers)
		}
	})
}
