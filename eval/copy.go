package eval

import (
	"math/bits"
	"strings"
)

// matches are the lengths of context, in tokens, by which places can be looked
// up. They are dense where most matches end.
var matches = [...]int{1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32}

const (
	deepest   = 48   // tokens of context that are compared
	enough    = 160  // places that are compared for one query
	patience  = 4096 // places that are looked at for one query and length
	separator = 0    // stands before a document
	lineEnd   = 1    // stands before a document's first line and after each
)

// copier is the baseline: it writes what followed the longest equal context, of
// several the newest, and knows nothing else. It is a simple implementation of
// its own, so that a fault in the model's store can't flatter the model.
type copier struct {
	ids    map[string]int32
	words  []string // by identifier
	tokens []int32
	owner  []int32 // the document of each token
	docs   []copiedDoc
	byPath map[string]int32
	bits   int                   // of a hash
	heads  [len(matches)][]int32 // newest place by hash of the context before it, plus one
	older  [len(matches)][]int32 // the next place with that hash, plus one
}

type copiedDoc struct {
	start, end int32
	dead       bool
	first      []int32 // the place of each line's first token, or -1
}

// newCopier returns a copier with tables for about so many lines of ten tokens.
// More share their hashes, which costs time only.
func newCopier(lines int) *copier {
	c := &copier{ids: make(map[string]int32), words: make([]string, lineEnd+1), byPath: make(map[string]int32)}
	c.bits = max(10, min(21, bits.Len(uint(lines*10))))
	for i := range c.heads {
		c.heads[i] = make([]int32, 1<<c.bits)
	}
	return c
}

// learn adds a file, or replaces it.
func (c *copier) learn(path string, s *source) {
	c.forget(path)
	d := c.add(s)
	c.index(c.docs[d].start, c.docs[d].end)
	c.byPath[path] = d
}

func (c *copier) forget(path string) {
	if d, ok := c.byPath[path]; ok {
		c.docs[d].dead = true
		delete(c.byPath, path)
	}
}

// add appends a document without making its places known.
func (c *copier) add(s *source) int32 {
	id := int32(len(c.docs))
	doc := copiedDoc{start: int32(len(c.tokens)), first: make([]int32, len(s.lines))}
	c.tokens = append(c.tokens, separator, lineEnd)
	for n, l := range s.lines {
		doc.first[n] = -1
		if len(l.tokens) == 0 {
			continue
		}
		doc.first[n] = int32(len(c.tokens))
		for i := range l.tokens {
			c.tokens = append(c.tokens, c.id(l.token(i)))
		}
		c.tokens = append(c.tokens, lineEnd)
	}
	doc.end = int32(len(c.tokens))
	for len(c.owner) < len(c.tokens) {
		c.owner = append(c.owner, id)
	}
	c.docs = append(c.docs, doc)
	return id
}

func (c *copier) id(token string) int32 {
	id, ok := c.ids[token]
	if !ok {
		token = strings.Clone(token) // a part would keep its file
		id = int32(len(c.words))
		c.ids[token] = id
		c.words = append(c.words, token)
	}
	return id
}

// index makes the places in [from, to) known, which lie in one document and
// come after all that are known.
func (c *copier) index(from, to int32) {
	for i := range c.older {
		for int32(len(c.older[i])) < to {
			c.older[i] = append(c.older[i], 0)
		}
	}
	for p := from; p < to; p++ {
		before := int(p - c.docs[c.owner[p]].start)
		for i, k := range matches {
			if k > before {
				break
			}
			slot := &c.heads[i][c.hash(p, k)]
			c.older[i][p], *slot = *slot, p+1
		}
	}
}

func (c *copier) hash(p int32, k int) uint64 {
	h := uint64(k)
	for _, t := range c.tokens[int(p)-k : p] {
		h = (h ^ uint64(t)) * 0x9e3779b97f4a7c15
		h ^= h >> 29
	}
	return h >> (64 - c.bits)
}

// line is what follows p up to the end of its line.
func (c *copier) line(p int32) []int32 {
	end := p
	for end < c.docs[c.owner[p]].end && c.tokens[end] != lineEnd {
		end++
	}
	return c.tokens[p:end]
}

// match is how many tokens agree before a and b, each in its document.
func (c *copier) match(a, b int32) int {
	n := int32(0)
	most := min(deepest, a-c.docs[c.owner[a]].start, b-c.docs[c.owner[b]].start)
	for n < most && c.tokens[a-n-1] == c.tokens[b-n-1] {
		n++
	}
	return int(n)
}

// copyQuery is a place in the text above a cursor.
type copyQuery struct {
	at      int32   // the token that the cursor stands before or in
	typed   int32   // how many tokens of the line are before at
	partial string  // how much of the token at the cursor is there
	next    bool    // nothing of the line is there
	saved   int32   // the old version of the document, or -1
	below   []int32 // the line of code under the cursor
}

// follow returns the line that followed the longest context equal to q's, in
// the whole workspace or in the document of q alone.
func (c *copier) follow(q copyQuery, ownOnly bool) ([]int32, bool) {
	least := 1
	if q.next {
		least = 2
	}
	own := c.owner[q.at]
	for i := len(matches) - 1; i >= 0 && matches[i] >= least; i-- {
		k := matches[i]
		if k > int(q.at-c.docs[own].start) {
			continue
		}
		best, found := 0, []int32(nil)
		compared, looked := 0, 0
		for p := c.heads[i][c.hash(q.at, k)] - 1; p >= 0 && compared < enough && looked < patience; p = c.older[i][p] - 1 {
			looked++
			d := c.owner[p]
			if ownOnly && d != own {
				break // those of the open document are the newest
			}
			if c.docs[d].dead || !c.usable(q, p) {
				continue
			}
			n := c.match(q.at, p)
			if n < k {
				continue // another context with the same hash
			}
			compared++
			if n > best {
				best, found = n, c.line(p)
			}
		}
		if best > 0 {
			return found, true
		}
	}
	return nil, false
}

// usable drops what can't be meant: nothing, another word than the one begun,
// and the line that already stands below the cursor.
func (c *copier) usable(q copyQuery, p int32) bool {
	line := c.line(p)
	if len(line) == 0 && (q.next || q.partial != "") {
		return false
	}
	if q.partial != "" && !strings.HasPrefix(c.words[line[0]], q.partial) {
		return false
	}
	if q.next {
		return !equal(line, q.below) || c.owner[p] != q.saved && len(line) < 3
	}
	from := p - q.typed
	return c.owner[p] != q.saved || from < c.docs[q.saved].start || !equal(c.line(from), q.below)
}

func equal(a, b []int32) bool {
	if len(a) != len(b) || len(a) == 0 {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
