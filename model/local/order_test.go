package local

import (
	"slices"
	"testing"

	"github.com/inkling-lsp/inkling/model/local/backsort"
	"pgregory.net/rapid"
)

// anyStream draws documents over few words, so that contexts repeat.
func anyStream(t *rapid.T) *stream {
	s := &stream{}
	for range rapid.IntRange(1, 5).Draw(t, "documents") {
		s.append(separator, 0)
		s.append(newline, 0)
		for range rapid.IntRange(0, 60).Draw(t, "tokens") {
			id := firstWord + uint32(rapid.IntRange(0, 5).Draw(t, "word"))*7919
			tr := trait(rapid.IntRange(0, 4).Draw(t, "kind"))
			if rapid.Bool().Draw(t, "kept") {
				tr |= kept
			}
			s.append(id, tr)
			if rapid.IntRange(0, 3).Draw(t, "end") == 0 {
				s.append(newline, 0)
			}
		}
	}
	return s
}

// contextOf is the context of a place, nearest token first, to its document's start.
func contextOf(s *stream, place int, l level) (context []wordID) {
	for p := place - 1; p >= 0 && len(context) < maxContext; p-- {
		context = append(context, l.class(s.ids[p], s.traits[p]))
		if s.ids[p] == separator {
			break
		}
	}
	return context
}

func TestPlacesAreSortedByReversedContext(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyStream(t)
		l := level(rapid.IntRange(0, int(levels)-1).Draw(t, "level"))
		all := rapid.Bool().Draw(t, "all")
		var want []uint32
		for p := 1; p < len(s.ids); p++ {
			if s.ids[p] > newline || all && s.ids[p] == newline && s.ids[p-1] > newline {
				want = append(want, uint32(p))
			}
		}
		slices.SortStableFunc(want, func(a, b uint32) int {
			x, y := contextOf(s, int(a), l), contextOf(s, int(b), l)
			return slices.Compare(x[:min(len(x), backsort.Depth)], y[:min(len(y), backsort.Depth)])
		})
		// Keys compare a few tokens beyond backsort.Depth, so only the order up to there is given.
		got := s.sorted(&backsort.Sorter{}, l, all)
		if len(got) != len(want) {
			t.Fatalf("%d places, want %d", len(got), len(want))
		}
		for i := range got {
			x, y := contextOf(s, int(got[i]), l), contextOf(s, int(want[i]), l)
			if !slices.Equal(x[:min(len(x), backsort.Depth)], y[:min(len(y), backsort.Depth)]) {
				t.Fatalf("place %d of the order has context %v, want %v", i, x, y)
			}
		}
		sorted := slices.Clone(got)
		slices.Sort(sorted)
		if slices.Sort(want); !slices.Equal(sorted, want) {
			t.Fatal("the order is no permutation of the places")
		}
	})
}

// searching must find what walking every place finds.
func TestFinderAgreesWithWalkingEveryPlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyStream(t)
		seg := &Segment{stream: *s, sources: []source{{end: uint32(len(s.ids))}}}
		for l := range levels {
			seg.orders[l] = s.sorted(&backsort.Sorter{}, l, l == exact)
		}
		at := rapid.IntRange(1, len(s.ids)).Draw(t, "cursor")
		l := level(rapid.IntRange(0, int(levels)-1).Draw(t, "level"))
		q := &query{}
		q.classes[l] = contextOf(s, at, l)
		f := finder{query: q, level: l, limit: len(s.ids), least: 1, accept: func(*place) bool { return true }}
		var got []int
		for _, p := range f.find(&index{parts: []part{{Segment: seg, names: []*name{{}}}}}, nil) {
			if p.match != contextMatch(s, p.at, l, q.classes[l]) {
				t.Fatalf("place %d matches %d", p.at, p.match)
			}
			got = append(got, p.at)
		}
		var want []int
		for _, p := range seg.orders[l] {
			if contextMatch(s, int(p), l, q.classes[l]) >= 1 {
				want = append(want, int(p))
			}
		}
		slices.Sort(got)
		if slices.Sort(want); !slices.Equal(got, want) {
			t.Fatalf("found %v, want %v", got, want)
		}
	})
}
