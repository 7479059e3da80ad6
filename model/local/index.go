package local

import (
	"context"
	"errors"
	"math/bits"
	"path"
	"slices"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/internal/background"
	"github.com/inkling-lsp/inkling/model/local/backsort"
)

// maxSegment bounds what is sealed of files at once, in tokens, and with it the
// memory that takes beside the result: 32 bytes a token for the time of the sort.
// A join of four smaller segments can reach twice as many.
const maxSegment = 1 << 20

// index is what a prediction searches. It is immutable.
type index struct {
	parts []part
}

// part is a segment and what its sources are called. The name of a source that
// is dead (its file was replaced or forgotten) is nil.
type part struct {
	*Segment
	names []*name // replaced, never written
	live  int     // tokens of sources that are not dead
}

// name is where a file is.
type name struct {
	uri    text.URI
	folder string
}

func nameOf(u text.URI) *name { return &name{u, path.Dir(string(u))} }

func (p part) isDead(source int) bool { return p.names[source] == nil }

func (x *index) tokens() (n int) {
	for _, p := range x.parts {
		n += p.live
	}
	return n
}

// indexWriter makes each index from the one before. It knows where each file is,
// and where each text is, also those that no file has any more.
type indexWriter struct {
	where   map[text.URI]location
	sources map[Key][]location
}

type location struct {
	segment *Segment
	source  int
}

func (w *indexWriter) learn(ctx context.Context, old *index, files []File, limit int) (*index, error) {
	files = newest(files)
	groups := groupFiles(files)
	sealed := make([][]sealedFiles, len(groups))
	seal := func(i int) {
		if ctx.Err() == nil {
			sealed[i] = sealFiles(groups[i])
		}
	}
	if len(files) == 1 { // it has just been saved, and somebody waits for it
		seal(0)
	} else {
		background.Each(len(groups), 2, seal)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	d := w.draft(old)
	for _, f := range files {
		d.forget(f.URI)
	}
	var errs []error
	for _, s := range slices.Concat(sealed...) {
		errs = append(errs, s.faults...)
		if d.tokens()+len(s.segment.ids) > limit {
			errs = append(errs, ErrFull)
			continue
		}
		d.add(s.segment)
		for i, f := range s.files {
			d.name(f.URI, location{s.segment, i})
		}
	}
	return &d.index, errors.Join(errs...)
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
		background.Do(func() { x = w.join(x, join) })
	}
}

// join replaces the parts at the given places by one, or by none if all is dead.
func (w *indexWriter) join(x *index, places []int) *index {
	b := newSegmentBuilder()
	var names []*name
	kept := &index{}
	for i, p := range x.parts {
		if !slices.Contains(places, i) {
			kept.parts = append(kept.parts, p)
			continue
		}
		for j := range p.sources {
			if !p.isDead(j) {
				b.addSource(p.Segment, j)
				background.Yield()
				names = append(names, p.names[j])
			}
		}
		w.drop(p.Segment)
	}
	if len(b.sources) == 0 {
		return kept
	}
	s := b.seal(&backsort.Sorter{})
	d := w.draft(kept)
	d.add(s)
	for i, n := range names {
		d.nameAs(n, location{s, i})
	}
	return &d.index
}

// drop forgets the sources of a segment that leaves the index.
func (w *indexWriter) drop(s *Segment) {
	for i := range s.sources {
		key := s.sources[i].key
		left := slices.DeleteFunc(w.sources[key], func(at location) bool { return at.segment == s })
		if w.sources[key] = left; len(left) == 0 {
			delete(w.sources, key)
		}
	}
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

// sealedFiles is a segment and the files that its sources are, in their order.
type sealedFiles struct {
	segment *Segment
	files   []File
	faults  []error // what went wrong with some of them
}

func sealFiles(files []File) (sealed []sealedFiles) {
	var sorter backsort.Sorter
	b := newSegmentBuilder()
	for i, f := range files {
		b.addFile(f)
		background.Yield()
		if len(b.ids) > maxSegment || i == len(files)-1 {
			first := i + 1 - len(b.sources)
			sealed = append(sealed, sealedFiles{b.seal(&sorter), files[first : i+1], b.faults})
			b = newSegmentBuilder()
		}
	}
	return sealed
}
