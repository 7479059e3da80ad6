package local

import (
	"slices"
	"sort"
)

// maxWord is the longest token text that is kept, in bytes. Longer ones are
// string literals, which nobody wants to see completed whole.
const maxWord = 160

// wordTable holds the texts of a segment's tokens, ordered by id.
type wordTable struct {
	ids  []wordID
	ends []uint32 // of the texts in blob
	blob string
}

// text returns a word's text; ok is false if the table does not hold it.
func (w *wordTable) text(id wordID) (text string, ok bool) {
	i, ok := w.find(id)
	if !ok {
		return "", false
	}
	start := uint32(0)
	if i > 0 {
		start = w.ends[i-1]
	}
	return w.blob[start:w.ends[i]], true
}

// find is where id is. Ids are hashes, spread evenly, so the place is guessed
// from the value, and a binary search does the last few steps.
func (w *wordTable) find(id wordID) (int, bool) {
	const reach = 64 // guesses are off by about the root of the length, 500 in 300,000
	guess := int(uint64(id) * uint64(len(w.ids)) >> 32)
	low, high := guess, guess
	for step := reach; low > 0 && w.ids[low-1] >= id; step *= 2 {
		low = max(0, low-step)
	}
	for step := reach; high < len(w.ids) && w.ids[high] < id; step *= 2 {
		high = min(len(w.ids), high+step)
	}
	i, ok := slices.BinarySearch(w.ids[low:high], id)
	if i += low; !ok && i < len(w.ids) {
		ok = w.ids[i] == id
	}
	return i, ok
}

// wordCollector gathers the texts of a segment while it is built.
type wordCollector struct {
	texts map[wordID]string
}

func newWordCollector() *wordCollector {
	return &wordCollector{texts: make(map[wordID]string, 1<<12)}
}

// add keeps the text of id, which must stay alive until table, and reports
// whether id stands for just this text.
func (c *wordCollector) add(id wordID, text string) bool {
	if len(text) > maxWord {
		return false
	}
	if known, ok := c.texts[id]; ok {
		return known == text
	}
	c.texts[id] = text
	return true
}

func (c *wordCollector) table() wordTable {
	t := wordTable{ids: make([]wordID, 0, len(c.texts))}
	size := 0
	for id, text := range c.texts {
		t.ids = append(t.ids, id)
		size += len(text)
	}
	slices.Sort(t.ids)
	blob := make([]byte, 0, size)
	t.ends = make([]uint32, len(t.ids))
	for i, id := range t.ids {
		blob = append(blob, c.texts[id]...)
		t.ends[i] = uint32(len(blob))
	}
	t.blob = string(blob)
	return t
}

// sourceAt is the index of the source that holds place p.
func sourceAt(sources []source, p uint32) int {
	return sort.Search(len(sources), func(i int) bool { return sources[i].end > p })
}
