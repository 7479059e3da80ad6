package local

import (
	"slices"

	"github.com/inkling-lsp/inkling/context/text"
)

// draft is the next index while it is made: the names of a part are copied
// before the first of them is written.
type draft struct {
	index  index
	writer *indexWriter
	at     map[*Segment]int // in index.parts
	own    map[*Segment]bool
	live   int // tokens
}

func (w *indexWriter) draft(old *index) *draft {
	d := &draft{
		index: index{slices.Clone(old.parts)}, writer: w,
		at: make(map[*Segment]int, len(old.parts)), own: make(map[*Segment]bool), live: old.tokens(),
	}
	for i, p := range old.parts {
		d.at[p.Segment] = i
	}
	return d
}

func (d *draft) tokens() int { return d.live }

// add adds a segment whose sources are dead until they are named.
func (d *draft) add(s *Segment) {
	d.at[s], d.own[s] = len(d.index.parts), true
	d.index.parts = append(d.index.parts, part{Segment: s, names: make([]*name, len(s.sources))})
	for i := range s.sources {
		key := s.sources[i].key
		d.writer.sources[key] = append(d.writer.sources[key], location{s, i})
	}
}

// name says which file a dead source is from now on.
func (d *draft) name(u text.URI, at location) {
	d.forget(u)
	d.nameAs(nameOf(u), at)
}

// nameAs gives a dead source the name of a file that has no other source.
func (d *draft) nameAs(n *name, at location) {
	d.write(at, n)
	d.writer.where[n.uri] = at
}

// forget makes the source of a file dead, if it has one.
func (d *draft) forget(u text.URI) {
	if at, ok := d.writer.where[u]; ok {
		d.write(at, nil)
		delete(d.writer.where, u)
	}
}

func (d *draft) write(at location, n *name) {
	p := &d.index.parts[d.at[at.segment]]
	if !d.own[at.segment] {
		p.names = slices.Clone(p.names)
		d.own[at.segment] = true
	}
	tokens := at.segment.sources[at.source].tokens()
	if n == nil {
		tokens = -tokens
	}
	p.names[at.source] = n
	p.live += tokens
	d.live += tokens
}

// free is a dead source with the given key.
func (d *draft) free(key Key) (location, bool) {
	for _, at := range d.writer.sources[key] {
		if i, in := d.at[at.segment]; in && d.index.parts[i].isDead(at.source) {
			return at, true
		}
	}
	return location{}, false
}
