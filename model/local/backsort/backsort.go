// Package backsort sorts the places of a stream of tokens by what stands before
// them, read backwards.
//
// It never looks further back than the separator before a place, never compares
// more than some tokens beyond Depth, and never keeps what it sorted.
package backsort

import (
	"math/bits"
	"slices"

	"github.com/inkling-lsp/inkling/internal/background"
)

// Depth is how many tokens of context decide the order of places. Deeper
// agreement is found by walking; 24 tokens are the point from which on a longer
// match says little more (reference measurement: next line right 74 % at ≥24).
const Depth = 24

// Separator is the class of what ends a context.
const Separator = 0

// Sorter sorts, and keeps its buffers between streams. The zero value is ready.
//
// Contexts are written as ranks: the dense numbers 1…n of the classes that
// occur, in the order of their ids, 0 for a separator. As many ranks as fit
// are packed in a 64-bit key (eight where every name is one class), places are
// radix sorted by key, and runs of equal keys are sorted again by the tokens
// before those. So a sort touches far memory once per key, not once per
// comparison: 1 million tokens take 0.1-0.2 s where a multikey quicksort by
// single tokens took 0.4 s.
type Sorter struct {
	ranks []uint32
	items []item
	spare []item
	bits  int
	// worked is how many items were worked on since others could go first.
	worked int
}

type item struct {
	key   uint64
	place uint32
}

// Classes is room for the classes of the n tokens of a stream, for the next Sort.
func (c *Sorter) Classes(n int) []uint32 {
	c.ranks = slices.Grow(c.ranks[:0], n)[:n]
	return c.ranks
}

// Sort orders places in the stream whose classes were filled in, by the contexts
// that end before them.
func (c *Sorter) Sort(places []uint32) {
	c.rank()
	c.items = slices.Grow(c.items[:0], len(places))[:len(places)]
	for i, p := range places {
		c.items[i] = item{place: p}
	}
	c.spare = slices.Grow(c.spare[:0], len(c.items))[:len(c.items)]
	c.sort(c.items, c.spare, 0)
	for i, it := range c.items {
		places[i] = it.place
	}
}

// rank turns each token's class into its dense rank.
func (c *Sorter) rank() {
	table := newRankTable(c.ranks)
	c.bits = bits.Len(uint(table.used))
	for some := range slices.Chunk(c.ranks, chunk) {
		for i, id := range some {
			if id == Separator {
				some[i] = 0
				continue
			}
			some[i] = table.rank(id)
		}
		c.pause(len(some))
	}
}

func (c *Sorter) sort(items, spare []item, depth int) {
	perKey := 64 / c.bits
	for some := range slices.Chunk(items, chunk) {
		for i := range some {
			some[i].key = c.key(int(some[i].place), depth, perKey)
		}
		c.pause(len(some))
	}
	c.radixSort(items, spare, perKey*c.bits)
	if depth += perKey; depth >= Depth {
		return
	}
	for i := 0; i < len(items); {
		j := i + 1
		for j < len(items) && items[j].key == items[i].key {
			j++
		}
		// A key that ends in rank 0 reached the start of its document: nothing is left to compare.
		if j-i > 1 && items[i].key&(1<<c.bits-1) != 0 {
			c.sort(items[i:j], spare[i:j], depth)
		}
		i = j
	}
}

// key packs the n ranks that end depth tokens before place.
func (c *Sorter) key(place, depth, n int) uint64 {
	key := uint64(0)
	p := place - 1 - depth
	for ; n > 0; n-- {
		key <<= c.bits
		if p >= 0 {
			if key |= uint64(c.ranks[p]); c.ranks[p] == 0 {
				p = 0 // further tokens belong to another document
			}
			p--
		}
	}
	return key
}

// chunk is how many keys are made, or items moved, until other threads may go first.
// It takes some 0.2 ms.
const chunk = 1 << 13

// pause is called after work on n items: in all, once a chunk, it lets others go first.
func (c *Sorter) pause(n int) {
	if c.worked += n; c.worked >= chunk {
		c.worked = 0
		background.Yield()
	}
}

// radixSort sorts by the low width bits of the keys; spare is as long as items.
func (c *Sorter) radixSort(items, spare []item, width int) {
	if len(items) < 256 {
		slices.SortFunc(items, compare)
		return
	}
	from, to := items, spare
	for shift := 0; shift < width; shift += 8 {
		var count [256]int
		for i := range from {
			count[byte(from[i].key>>shift)]++
		}
		if count[byte(from[0].key>>shift)] == len(from) {
			continue
		}
		sum := 0
		for d, n := range count {
			count[d] = sum
			sum += n
		}
		for some := range slices.Chunk(from, chunk) {
			for i := range some {
				d := byte(some[i].key >> shift)
				to[count[d]] = some[i]
				count[d]++
			}
			c.pause(len(some))
		}
		from, to = to, from
	}
	if &from[0] != &items[0] {
		copy(items, from)
	}
}

func compare(a, b item) int {
	if a.key != b.key {
		if a.key < b.key {
			return -1
		}
		return 1
	}
	return int(a.place) - int(b.place)
}

// rankTable maps ids to their dense rank, from 1, by open addressing.
type rankTable struct {
	ids   []uint32
	ranks []uint32 // 0 marks an empty slot
	used  int
}

// newRankTable ranks the distinct values in ascending order.
func newRankTable(values []uint32) *rankTable {
	t := &rankTable{make([]uint32, 1024), make([]uint32, 1024), 0}
	for i, v := range values {
		if i == 0 || v != values[i-1] {
			t.insert(v)
		}
		if i%chunk == 0 {
			background.Yield()
		}
	}
	sorted := make([]uint32, 0, t.used)
	for i, id := range t.ids {
		if t.ranks[i] != 0 {
			sorted = append(sorted, id)
		}
	}
	slices.Sort(sorted)
	for i, id := range sorted {
		t.ranks[t.slot(id)] = uint32(i + 1)
	}
	return t
}

func (t *rankTable) insert(id uint32) {
	s := t.slot(id)
	if t.ranks[s] != 0 {
		return
	}
	t.ids[s], t.ranks[s] = id, 1
	if t.used++; 2*t.used < len(t.ids) {
		return
	}
	old := *t
	t.ids, t.ranks = make([]uint32, 2*len(old.ids)), make([]uint32, 2*len(old.ids))
	for i, id := range old.ids {
		if old.ranks[i] != 0 {
			s := t.slot(id)
			t.ids[s], t.ranks[s] = id, 1
		}
	}
}

// slot is where id is, or where it would go.
func (t *rankTable) slot(id uint32) int {
	s := int(uint64(id*2654435769) * uint64(len(t.ids)) >> 32) // Fibonacci hashing
	for t.ranks[s] != 0 && t.ids[s] != id {
		s = (s + 1) & (len(t.ids) - 1)
	}
	return s
}

func (t *rankTable) rank(id uint32) uint32 { return t.ranks[t.slot(id)] }
