package local

import (
	"context"
	"math/bits"
	"runtime"
	"sync"

	"github.com/inkling-lsp/inkling/context/text"
)

// maxSegment bounds what is sealed of files at once, in tokens, and with it the
// memory that takes beside the result: 32 bytes a token for the time of the sort.
// A join of four smaller segments can reach twice as many.
const maxSegment = 1 << 20

// index is what a prediction searches. It is immutable.
type index struct {
	parts []part
}

// part is a segment and which of its sources are dead: replaced or forgotten.
type part struct {
	*segment
	dead []bool // nil if none is; replaced, never written
	live int    // tokens of sources that are not dead
}

func (p part) isDead(source int) bool { return p.dead != nil && p.dead[source] }

func (x *index) tokens() (n int) {
	for _, p := range x.parts {
		n += p.live
	}
	return n
}

// indexWriter makes each index from the one before. It knows where each file is.
type indexWriter struct {
	where map[text.URI]location
}

type location struct {
	segment *segment
	source  int
}

func (w *indexWriter) learn(ctx context.Context, old *index, files []File, limit int) (*index, error) {
	files = newest(files)
	groups := groupFiles(files)
	sealed := make([][]*segment, len(groups))
	forEach(len(groups), func(i int) {
		if ctx.Err() == nil {
			sealed[i] = sealFiles(groups[i])
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	uris := make([]text.URI, len(files))
	for i, f := range files {
		uris[i] = f.URI
	}
	next := w.forget(old, uris)
	var err error
	for _, group := range sealed {
		for _, s := range group {
			if next.tokens()+len(s.ids) > limit {
				err = ErrFull
				break
			}
			next.parts = append(next.parts, part{segment: s, live: len(s.ids)})
			for i, src := range s.sources {
				w.where[src.uri] = location{s, i}
			}
		}
	}
	return w.compact(next), err
}

// forget marks files dead in a copy of the index.
func (w *indexWriter) forget(old *index, uris []text.URI) *index {
	next := &index{parts: append([]part(nil), old.parts...)}
	fresh := make(map[*segment]bool)
	for _, u := range uris {
		at, ok := w.where[u]
		if !ok {
			continue
		}
		delete(w.where, u)
		for i := range next.parts {
			p := &next.parts[i]
			if p.segment != at.segment {
				continue
			}
			if !fresh[p.segment] {
				p.dead = append(make([]bool, 0, len(p.sources)), p.dead...)[:len(p.sources)]
				fresh[p.segment] = true
			}
			p.dead[at.source] = true
			p.live -= int(p.sources[at.source].end - p.sources[at.source].start)
		}
	}
	return next
}

// compact joins parts until no four of them are of one size class, as a
// log-structured merge tree does, so that a search visits few segments and a
// token is sorted again only a few times however often files change. Parts more
// than half dead are written anew.
func (w *indexWriter) compact(x *index) *index {
	for {
		var classes [64][]int
		join := []int(nil)
		for i, p := range x.parts {
			if 2*p.live < len(p.ids) {
				join = []int{i}
				break
			}
			class := bits.Len(uint(p.live)) / 2
			if p.live < maxSegment/2 {
				classes[class] = append(classes[class], i)
			}
			if len(classes[class]) == 4 {
				join = classes[class]
				break
			}
		}
		if join == nil {
			return x
		}
		x = w.join(x, join)
	}
}

// join replaces the parts at the given places by one, or by none if all is dead.
func (w *indexWriter) join(x *index, places []int) *index {
	b := newSegmentBuilder()
	next := &index{}
	for i, p := range x.parts {
		if len(places) == 0 || i != places[0] {
			next.parts = append(next.parts, p)
			continue
		}
		places = places[1:]
		for j := range p.sources {
			if !p.isDead(j) {
				b.addSource(p.segment, j)
			}
		}
	}
	if len(b.sources) == 0 {
		return next
	}
	s := b.seal(&contextSorter{})
	for i, src := range s.sources {
		w.where[src.uri] = location{s, i}
	}
	next.parts = append(next.parts, part{segment: s, live: len(s.ids)})
	return next
}

// newest leaves of files with one name only the last.
func newest(files []File) []File {
	last := make(map[text.URI]int, len(files))
	for i, f := range files {
		last[f.URI] = i
	}
	if len(last) == len(files) {
		return files
	}
	kept := make([]File, 0, len(last))
	for i, f := range files {
		if last[f.URI] == i {
			kept = append(kept, f)
		}
	}
	return kept
}

// groupFiles cuts files into runs of about one segment each, by size in bytes.
func groupFiles(files []File) (groups [][]File) {
	const bytesPerToken = 4 // at least, so that a run seldom fills more than a segment
	start, size := 0, 0
	for i, f := range files {
		if size += len(f.Content); size > maxSegment*bytesPerToken {
			groups = append(groups, files[start:i+1])
			start, size = i+1, 0
		}
	}
	if start < len(files) {
		groups = append(groups, files[start:])
	}
	return groups
}

func sealFiles(files []File) (sealed []*segment) {
	var sorter contextSorter
	b := newSegmentBuilder()
	for _, f := range files {
		b.addFile(f)
		if len(b.ids) > maxSegment {
			sealed = append(sealed, b.seal(&sorter))
			b = newSegmentBuilder()
		}
	}
	if len(b.sources) > 0 {
		sealed = append(sealed, b.seal(&sorter))
	}
	return sealed
}

// forEach calls f for 0…n-1 on as many goroutines as there are processors, two
// at most, and returns when all are done.
func forEach(n int, f func(int)) {
	var wg sync.WaitGroup
	next := make(chan int)
	for range min(n, 2, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := range next {
				f(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}
