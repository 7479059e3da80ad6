package fill

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/model"
)

// instant answers at once.
type instant struct{ requests int }

func (b *instant) Name() string                                 { return "instant" }
func (b *instant) Traits(context.Context) (model.Traits, error) { return local, nil }
func (b *instant) Close()                                       {}

func (b *instant) Chat(context.Context, model.ChatRequest, model.Emit) (model.Report, error) {
	return model.Report{}, nil
}

func (b *instant) Fill(_ context.Context, r model.FillRequest, emit model.Emit) (model.Report, error) {
	b.requests++
	emit(r.Begin + "value := compute(first, second)")
	return report(1), nil
}

// BenchmarkAsk is what a question costs beside waiting: one that is served by what was
// answered before, and one that is sent, in a document of 5,000 lines.
func BenchmarkAsk(b *testing.B) {
	half := strings.Repeat("\tvalue, err := compute(first, second)\n", 2500)
	content := half + "\t\n" + half
	versions := []*text.Snapshot{text.NewSnapshot("file:///shop/a.go", "go", 1, content)}
	start := len(half) + 1
	for i, key := range []string{"v", "x "} {
		next, err := versions[0].Apply(int32(i+2), []text.Change{{Range: text.Range{Start: start, End: start}, New: key}})
		if err != nil {
			b.Fatal(err)
		}
		versions = append(versions, next)
	}
	ask := func(b *testing.B, s *Service, q Query) {
		if a, err := s.Ask(b.Context(), q); err != nil || a.Text == "" {
			b.Fatal(a, err)
		}
	}
	b.Run("Served", func(b *testing.B) {
		s := New(Options{})
		defer s.Shutdown()
		s.Open(versions[0])
		s.Use(&instant{})
		ask(b, s, Query{Snapshot: versions[0], Offset: start, Patience: Lasting})
		b.ReportAllocs()
		for b.Loop() {
			ask(b, s, Query{Snapshot: versions[1], Offset: start + 1})
		}
	})
	b.Run("Sent", func(b *testing.B) {
		s, backend := New(Options{}), &instant{}
		defer s.Shutdown()
		s.Open(versions[0])
		s.Use(backend)
		ask(b, s, Query{Snapshot: versions[0], Offset: start, Patience: Lasting})
		b.ReportAllocs()
		n := 0
		for b.Loop() {
			n++ // another word each time
			word := fmt.Sprintf("w%d ", n)
			now, err := versions[0].Apply(int32(n+3), []text.Change{{Range: text.Range{Start: start, End: start}, New: word}})
			if err != nil {
				b.Fatal(err)
			}
			ask(b, s, Query{Snapshot: now, Offset: start + len(word), Invoked: true})
		}
		if backend.requests <= n {
			b.Errorf("%d requests for %d questions", backend.requests, n)
		}
	})
}
