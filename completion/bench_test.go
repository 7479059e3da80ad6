package completion

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/model/local"
)

// document has 5,000 lines, and the cursor at the end of one in the middle.
func document() (s *text.Snapshot, offset int) {
	half := strings.Repeat("\tvalue, err := compute(first, second)\n", 2500)
	return text.NewSnapshot("file:///a.go", "go", 1, half+"\tfmt.\n"+half), len(half) + len("\tfmt.")
}

// BenchmarkSuggest is what the engine adds to the model's time.
func BenchmarkSuggest(b *testing.B) {
	var p local.Prediction
	for i := range 14 {
		p.Candidates = append(p.Candidates, local.Candidate{Text: fmt.Sprintf(`Println("value %d", first, second)`, i), Probability: 0.9 / float64(i+1)})
	}
	e := New(DefaultOptions(), Deps{Predictor: &scripted{next: p}})
	s, offset := document()
	typed, err := s.Apply(2, []text.Change{{Range: text.Range{Start: offset, End: offset}, New: "Pr"}})
	if err != nil {
		b.Fatal(err)
	}
	for name, r := range map[string]Request{
		"FourteenCandidates": {Snapshot: s, Offset: offset},
		"TypeThrough":        {Snapshot: typed, Offset: offset + 2},
	} {
		if _, err := e.Suggest(context.Background(), Request{Snapshot: s, Offset: offset}); err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if a, err := e.Suggest(context.Background(), r); err != nil || len(a.Suggestions) == 0 {
					b.Fatal(a, err)
				}
			}
		})
	}
}
