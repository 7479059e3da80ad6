package words

import (
	"fmt"
	"slices"
)

// longest is the longest token text that is kept, in bytes. Longer ones are
// string literals, which nobody wants to see completed whole.
const longest = 160

// Table holds the texts of tokens, ordered by id. Its arrays may lie in memory that
// is mapped from disk, and must not be changed.
type Table struct {
	IDs  []uint32
	Ends []uint32 // of the texts in Blob
	Blob string
}

// Text returns a word's text; ok is false if the table does not hold it.
func (w *Table) Text(id uint32) (text string, ok bool) {
	i, ok := w.find(id)
	if !ok {
		return "", false
	}
	start := uint32(0)
	if i > 0 {
		start = w.Ends[i-1]
	}
	return w.Blob[start:w.Ends[i]], true
}

// find is where id is. Ids are hashes, spread evenly, so the place is guessed
// from the value, and a binary search does the last few steps.
func (w *Table) find(id uint32) (int, bool) {
	const reach = 64 // guesses are off by about the root of the length, 500 in 300,000
	guess := int(uint64(id) * uint64(len(w.IDs)) >> 32)
	low, high := guess, guess
	for step := reach; low > 0 && w.IDs[low-1] >= id; step *= 2 {
		low = max(0, low-step)
	}
	for step := reach; high < len(w.IDs) && w.IDs[high] < id; step *= 2 {
		high = min(len(w.IDs), high+step)
	}
	i, ok := slices.BinarySearch(w.IDs[low:high], id)
	if i += low; !ok && i < len(w.IDs) {
		ok = w.IDs[i] == id
	}
	return i, ok
}

// Collector gathers the texts of a segment while it is built.
type Collector struct {
	texts map[uint32]string
}

func NewCollector() *Collector {
	return &Collector{texts: make(map[uint32]string, 1<<12)}
}

// Add keeps the text of id, which must stay alive until Table, and reports
// whether id stands for just this text.
func (c *Collector) Add(id uint32, text string) bool {
	if len(text) > longest {
		return false
	}
	if known, ok := c.texts[id]; ok {
		return known == text
	}
	c.texts[id] = text
	return true
}

func (c *Collector) Table() Table {
	t := Table{IDs: make([]uint32, 0, len(c.texts))}
	size := 0
	for id, text := range c.texts {
		t.IDs = append(t.IDs, id)
		size += len(text)
	}
	slices.Sort(t.IDs)
	Blob := make([]byte, 0, size)
	t.Ends = make([]uint32, len(t.IDs))
	for i, id := range t.IDs {
		Blob = append(Blob, c.texts[id]...)
		t.Ends[i] = uint32(len(Blob))
	}
	t.Blob = string(Blob)
	return t
}

// Check says what is wrong with a table that came from outside.
func (w *Table) Check() error {
	id, end := uint32(0), uint32(0)
	for i := range w.IDs {
		if i > 0 && w.IDs[i] <= id || w.Ends[i] < end {
			return fmt.Errorf("word %d is out of order", i)
		}
		id, end = w.IDs[i], w.Ends[i]
	}
	if int(end) != len(w.Blob) {
		return fmt.Errorf("its texts have %d bytes, not %d", len(w.Blob), end)
	}
	return nil
}
