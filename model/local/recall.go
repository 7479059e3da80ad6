package local

import (
	"crypto/sha256"
	"slices"

	"github.com/inkling-lsp/inkling/context/text"
)

// Known is a file whose text need not be read, since its key is known.
type Known struct {
	URI text.URI
	Key Key
}

// Recall makes files known again whose texts the model has had, without reading
// them: it looks among the sources that its own segments still hold, then in the
// segments given, and returns the files whose texts are in none of them. It takes
// microseconds a file, and sorts nothing. Of the segments given, those that serve
// become part of the index.
func (m *Model) Recall(files []Known, from ...*Segment) (missing []Known) {
	m.learning.Lock()
	defer m.learning.Unlock()
	d := m.writer.draft(m.index.Load())
	shelf := newShelf(from, d)
	for _, f := range files {
		if at, ok := m.writer.where[f.URI]; ok && at.segment.sources[at.source].key == f.Key {
			continue
		}
		m.rewritten(f.URI, func(s *text.Snapshot) bool { return KeyOf("", f.URI, sha256.Sum256([]byte(s.String()))) == f.Key })
		at, ok := d.free(f.Key)
		if !ok {
			at, ok = shelf.take(f.Key, d)
		}
		if !ok || d.tokens()+at.segment.sources[at.source].tokens() > m.options.Load().MaxTokens {
			missing = append(missing, f)
			continue
		}
		d.name(f.URI, at)
	}
	m.index.Store(&d.index)
	return missing
}

// Compact joins small segments and writes those anew that are mostly dead, as
// Learn does. It can take a second.
func (m *Model) Compact() {
	m.learning.Lock()
	defer m.learning.Unlock()
	m.index.Store(m.writer.compact(m.index.Load()))
}

// Segments returns what the model has learned. They never change.
func (m *Model) Segments() []*Segment {
	parts := m.index.Load().parts
	segments := make([]*Segment, len(parts))
	for i, p := range parts {
		segments[i] = p.Segment
	}
	return segments
}

// shelf finds segments that are not in the index by the keys in them.
type shelf map[Key][]*Segment

func newShelf(segments []*Segment, d *draft) shelf {
	s := make(shelf)
	for _, segment := range segments {
		if _, in := d.at[segment]; in {
			continue
		}
		for i := range segment.sources {
			key := segment.sources[i].key
			if !slices.Contains(s[key], segment) {
				s[key] = append(s[key], segment)
			}
		}
	}
	return s
}

// take adds a segment with a key to the draft and returns where the key is in it.
func (s shelf) take(key Key, d *draft) (location, bool) {
	for _, segment := range s[key] {
		if _, in := d.at[segment]; !in {
			d.add(segment)
			return d.free(key)
		}
	}
	return location{}, false
}
