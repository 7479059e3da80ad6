package weights

import (
	"testing"

	"pgregory.net/rapid"
)

func TestBestModelForAMachine(t *testing.T) {
	const GB = 1e9
	for _, test := range []struct {
		name    string
		machine Machine
		want    string
	}{
		{"two cores", Machine{FreeMemory: 8 * GB, Cores: 2}, "qwen2.5-coder-0.5b"},
		{"four cores", Machine{FreeMemory: 8 * GB, Cores: 4}, "qwen2.5-coder-1.5b-q4"},
		{"four cores, little memory", Machine{FreeMemory: 2 * GB, Cores: 4}, "qwen2.5-coder-0.5b"},
		{"two cores, measured to be faster than they look", Machine{FreeMemory: 8 * GB, Cores: 2, Reading: 79, ReadingBillions: 1.54}, "qwen2.5-coder-1.5b-q4"},
		{"four cores, measured to be slower", Machine{FreeMemory: 8 * GB, Cores: 4, Reading: 20, ReadingBillions: 1.54}, "qwen2.5-coder-0.5b"},
		{"a graphics card", Machine{FreeMemory: 24 * GB, Cores: 8, Reading: 5000, ReadingBillions: 1.54}, "qwen2.5-coder-7b"},
		{"a graphics card, little memory", Machine{FreeMemory: 5 * GB, Cores: 8, Reading: 5000, ReadingBillions: 1.54}, "starcoder2-3b"},
		{"one slow core", Machine{FreeMemory: 4 * GB, Cores: 1, Reading: 40, ReadingBillions: 0.49}, "qwen2.5-coder-0.5b"},
		{"no memory", Machine{FreeMemory: GB / 2, Cores: 8}, ""},
		{"far too slow", Machine{FreeMemory: 8 * GB, Cores: 1, Reading: 5, ReadingBillions: 0.49}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			best, ok := Best(test.machine)
			if best.Name != test.want || ok != (test.want != "") {
				t.Errorf("%q, want %q; all: %+v", best.Name, test.want, Judge(test.machine))
			}
		})
	}
}

func TestMoreOfAMachineNeverMakesAModelFitLess(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		less := Machine{FreeMemory: rapid.Int64Range(0, 64e9).Draw(t, "memory"), Cores: rapid.IntRange(1, 64).Draw(t, "cores")}
		more := less
		more.FreeMemory += rapid.Int64Range(0, 64e9).Draw(t, "more memory")
		more.Cores += rapid.IntRange(0, 64).Draw(t, "more cores")
		rank := map[Verdict]int{TooLarge: 0, TooSlow: 1, Slow: 2, Fits: 3}
		for i, f := range Judge(more) {
			if before := Judge(less)[i]; rank[f.Says] < rank[before.Says] {
				t.Fatalf("%s: %s on %+v, but %s on %+v", f.Name, before.Says, less, f.Says, more)
			}
		}
	})
}

func TestFreeMemoryIsMeasured(t *testing.T) {
	if bytes, ok := FreeMemory(); ok && bytes < 1<<20 {
		t.Errorf("%d bytes are free, and this test runs", bytes)
	}
}
