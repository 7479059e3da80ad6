package eval

import "hash/fnv"

// bigrams is the baseline that knows which line came how often after which: over
// the workspace, and over the text above the cursor. It is asked for whole lines.
type bigrams struct {
	byPath map[string][]lineHash
	counts map[[2]lineHash]int32
	after  map[lineHash][]lineHash // each that ever came after it, in the order of coming
}

// lineHash stands for a line of code, its spaces left out.
type lineHash uint64

func newBigrams() *bigrams {
	return &bigrams{byPath: make(map[string][]lineHash), counts: make(map[[2]lineHash]int32), after: make(map[lineHash][]lineHash)}
}

// learn adds a file, or replaces it.
func (b *bigrams) learn(path string, s *source) {
	b.forget(path)
	var lines []lineHash
	for _, l := range s.lines {
		if len(l.tokens) > 0 {
			lines = append(lines, hashOf(l))
		}
	}
	b.byPath[path] = lines
	b.count(lines, 1)
}

func (b *bigrams) forget(path string) {
	b.count(b.byPath[path], -1)
	delete(b.byPath, path)
}

func (b *bigrams) count(lines []lineHash, n int32) {
	for i := 1; i < len(lines); i++ {
		pair := [2]lineHash{lines[i-1], lines[i]}
		if _, known := b.counts[pair]; !known {
			b.after[pair[0]] = append(b.after[pair[0]], pair[1])
		}
		b.counts[pair] += n
	}
}

// right says whether the line that came most often after the one above line n of s
// is that line. Of several the newest counts.
func (b *bigrams) right(s *source, n int) Baseline {
	var above []lineHash
	for _, l := range s.lines[:n] {
		if len(l.tokens) > 0 {
			above = append(above, hashOf(l))
		}
	}
	if len(above) == 0 {
		return false
	}
	last := above[len(above)-1]
	here := make(map[lineHash]int32)
	for i := 1; i < len(above); i++ {
		if above[i-1] == last {
			here[above[i]]++
		}
	}
	best, most := lineHash(0), int32(0)
	consider := func(h lineHash) {
		if c := b.counts[[2]lineHash{last, h}] + here[h]; c >= most && c > 0 {
			best, most = h, c
		}
	}
	for _, h := range b.after[last] {
		consider(h)
	}
	for i := 1; i < len(above); i++ {
		if above[i-1] == last {
			consider(above[i])
		}
	}
	return Baseline(most > 0 && best == hashOf(s.lines[n]))
}

func hashOf(l sourceLine) lineHash {
	h := fnv.New64a()
	for i := range l.tokens {
		h.Write([]byte(l.token(i)))
		h.Write([]byte{0})
	}
	return lineHash(h.Sum64())
}
