package backsort

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestRadixSortAgreesWithComparisonSort(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(1, 64).Draw(t, "width")
		n := rapid.IntRange(0, 600).Draw(t, "n")
		items := make([]item, n)
		for i := range items {
			items[i] = item{rapid.Uint64().Draw(t, "key") >> (64 - width), uint32(i)}
		}
		want := slices.Clone(items)
		slices.SortStableFunc(want, func(a, b item) int {
			if a.key < b.key {
				return -1
			}
			if a.key > b.key {
				return 1
			}
			return 0
		})
		new(Sorter).radixSort(items, make([]item, n), width)
		if !slices.Equal(items, want) {
			t.Fatalf("sorted to %v, want %v", items, want)
		}
	})
}
