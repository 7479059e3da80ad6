package words

import (
	"hash/fnv"
	"testing"

	"pgregory.net/rapid"
)

func hash(s string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(s))
	return h.Sum32()
}

func TestWordTableFindsEveryWordAndNoOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[a-z]{1,6}`), 0, 300).Draw(t, "words")
		c := NewCollector()
		known := make(map[uint32]string)
		for _, w := range words {
			if c.Add(hash(w), w) {
				known[hash(w)] = w
			}
		}
		table := c.Table()
		for id, w := range known {
			if got, ok := table.Text(id); !ok || got != w {
				t.Fatalf("text of %q is %q, %v", w, got, ok)
			}
			if _, other := known[id+1]; !other {
				if got, ok := table.Text(id + 1); ok {
					t.Fatalf("found %q for an id that is not there", got)
				}
			}
		}
	})
}
