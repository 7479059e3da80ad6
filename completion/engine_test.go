package completion

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/inkling-lsp/inkling/completion/fill"
	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/model/local"
)

type predictorFunc func(context.Context, local.Query) (local.Prediction, error)

func (f predictorFunc) Predict(ctx context.Context, q local.Query) (local.Prediction, error) {
	return f(ctx, q)
}

func TestSuggestReturnsTheErrorsOfTheModelAndTheContext(t *testing.T) {
	broken := errors.New("broken")
	e := New(DefaultOptions(), Deps{Predictor: predictorFunc(func(context.Context, local.Query) (local.Prediction, error) {
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

type serverFunc func(context.Context, fill.Query) (fill.Answer, error)

func (f serverFunc) Ask(ctx context.Context, q fill.Query) (fill.Answer, error) { return f(ctx, q) }

func TestServerIsToldWhoAsksAndHowPatientlyAndIsLeftWhenTheRequestIsCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var asked fill.Query
	e := New(DefaultOptions(), Deps{Predictor: &scripted{}, Server: serverFunc(func(ctx context.Context, q fill.Query) (fill.Answer, error) {
		asked = q
		cancel()
		<-ctx.Done()
		return fill.Answer{}, ctx.Err()
	})})
	s := text.NewSnapshot("file:///a.go", "go", 1, "x")
	a, err := e.Suggest(ctx, Request{Snapshot: s, Offset: 1, Trigger: Invoked, Patience: fill.Lasting})
	if !errors.Is(err, context.Canceled) || len(a.Suggestions) > 0 {
		t.Errorf("%+v, %v", a, err)
	}
	if want := (fill.Query{Snapshot: s, Offset: 1, Invoked: true, Patience: fill.Lasting}); asked != want {
		t.Errorf("asked %+v", asked)
	}
}

func TestSuggestionSaysWhoWroteIt(t *testing.T) {
	place := local.Source{URI: "file:///b.go", Line: 3, Match: 9}
	e := New(DefaultOptions(), Deps{
		Predictor: &scripted{next: local.Prediction{Candidates: []local.Candidate{{Text: "two", Probability: 0.5, Source: place}}}},
		Server: serverFunc(func(context.Context, fill.Query) (fill.Answer, error) {
			return fill.Answer{Text: "one", Backend: "llamacpp", Model: "qwen"}, nil
		}),
	})
	a, err := e.Suggest(t.Context(), Request{Snapshot: text.NewSnapshot("file:///a.go", "go", 1, "x "), Offset: 2})
	if err != nil || len(a.Suggestions) != 2 {
		t.Fatalf("%+v, %v", a, err)
	}
	if one, two := a.Suggestions[0], a.Suggestions[1]; one.Source != (Source{Backend: "llamacpp", Model: "qwen"}) || one.Probability != 0 || two.Source != (Source{Source: place}) {
		t.Errorf("%+v", a.Suggestions)
	}
}

// FuzzSuggest asks as a client might that computes the menu's range wrongly, and
// checks that nothing is replaced but what lies before the cursor on its line.
func FuzzSuggest(f *testing.F) {
	f.Add("fmt.Pr", 6, 4, 6, "Println")
	f.Add("fmt.Pr", 3, 6, 3, "Println")
	f.Add("a\r\nb", 2, 0, 9, "")
	f.Add("a\nb", 3, -1, 3, "b")
	f.Fuzz(func(t *testing.T, content string, offset, start, end int, selected string) {
		e := New(Options{}, Deps{Predictor: predictorFunc(func(context.Context, local.Query) (local.Prediction, error) {
			return local.Prediction{Candidates: []local.Candidate{{Text: selected + "(x)", Probability: 1}, {Text: "intln(x)", Probability: 1}}}, nil
		})})
		s := text.NewSnapshot("file:///a.go", "go", 1, content)
		for _, trigger := range []Trigger{Automatic, Invoked, Automatic} {
			r := Request{Snapshot: s, Offset: offset, Trigger: trigger, Selected: &Selected{Range: text.Range{Start: start, End: end}, Text: selected}}
			a, err := e.Suggest(context.Background(), r)
			if (err != nil) != (offset < 0 || offset > len(content)) {
				t.Fatalf("offset %d of %d gave %v", offset, len(content), err)
			}
			for _, g := range a.Suggestions {
				if g.Range.Start > g.Range.End || g.Range.End != offset || g.Range.Start < s.Line(s.LineAt(offset)).Start {
					t.Errorf("suggestion %+v at %d", g, offset)
				}
			}
		}
	})
}

func TestEngineServesManyDocumentsAtOnceAndForgetsTheOldest(t *testing.T) {
	e := New(DefaultOptions(), Deps{Predictor: predictorFunc(func(context.Context, local.Query) (local.Prediction, error) {
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

func TestSettingsDecideWhereAndHowSureSuggestionsAre(t *testing.T) {
	e := New(DefaultOptions(), Deps{Predictor: predictorFunc(func(context.Context, local.Query) (local.Prediction, error) {
		return local.Prediction{Candidates: []local.Candidate{{Text: "hello", Probability: 0.6}}}, nil
	})})
	const line, rest = "", "x"
	tests := map[string]struct {
		options Options
		content string // a Go file; the cursor is at its end
		trigger Trigger
		want    Reason // empty if it is shown
	}{
		"by default":                 {DefaultOptions(), rest, Automatic, ""},
		"off":                        {Options{}, rest, Automatic, Disabled},
		"off, and asked for":         {Options{}, rest, Invoked, Disabled},
		"off in the language":        {Options{Enabled: true, Languages: map[string]bool{"go": false}}, rest, Automatic, Disabled},
		"off in another":             {Options{Enabled: true, Languages: map[string]bool{"rust": false}}, rest, Automatic, ""},
		"on in the language only":    {Options{Languages: map[string]bool{"go": true}}, rest, Automatic, ""},
		"on in another only":         {Options{Languages: map[string]bool{"rust": true}}, rest, Automatic, Disabled},
		"a rest not sure enough":     {Options{Enabled: true, Threshold: 0.7}, rest, Automatic, BelowThreshold},
		"a rest, for other bars":     {Options{Enabled: true, LineThreshold: 0.7, ManualThreshold: 0.7}, rest, Automatic, ""},
		"a line not sure enough":     {Options{Enabled: true, LineThreshold: 0.7}, line, Automatic, BelowThreshold},
		"a line, for other bars":     {Options{Enabled: true, Threshold: 0.7, ManualThreshold: 0.7}, line, Automatic, ""},
		"not sure enough, asked for": {Options{Enabled: true, ManualThreshold: 0.7}, line, Invoked, BelowThreshold},
		"asked for, for other bars":  {Options{Enabled: true, Threshold: 0.7, LineThreshold: 0.7}, line, Invoked, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			e.Configure(test.options)
			a, err := e.Suggest(t.Context(), Request{
				Snapshot: text.NewSnapshot("file:///a", "go", 1, test.content), Offset: len(test.content), Trigger: test.trigger,
			})
			if err != nil {
				t.Fatal(err)
			}
			got := Reason("")
			if len(a.Dropped) > 0 {
				got = a.Dropped[0].Reason
			}
			if got != test.want || (len(a.Suggestions) > 0) != (test.want == "") {
				t.Errorf("%d suggestions, dropped %v, want %q", len(a.Suggestions), a.Dropped, test.want)
			}
		})
	}
}
