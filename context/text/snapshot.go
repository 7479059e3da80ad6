package text

import (
	"fmt"
	"sync/atomic"
)

// Snapshot is the immutable text of a document at one version. It is ordinary
// garbage-collected memory and safe for concurrent use. It shares what it can
// with the snapshots it descends from.
type Snapshot struct {
	uri      URI
	language string
	version  int32
	root     *node

	whole atomic.Pointer[string] // what String has made
}

// NewSnapshot makes a snapshot of content, which it keeps: clone what is part of
// a larger buffer. language is LSP's identifier for it.
func NewSnapshot(uri URI, language string, version int32, content string) *Snapshot {
	s := &Snapshot{uri: uri, language: language, version: version, root: newRope(content)}
	s.whole.Store(&content)
	return s
}

// URI names the document.
func (s *Snapshot) URI() URI { return s.uri }

// Language is LSP's language identifier, as the client gave it.
func (s *Snapshot) Language() string { return s.language }

// Version is the client's number for this state of the document.
func (s *Snapshot) Version() int32 { return s.version }

// Len is the length of the text in bytes.
func (s *Snapshot) Len() int { return s.root.len() }

// Slice returns the bytes of r as a string. It clamps r to the text. A short
// slice is part of the text's memory: clone what outlives the document.
func (s *Snapshot) Slice(r Range) string {
	r.Start = min(max(r.Start, 0), s.Len())
	r.End = min(max(r.End, r.Start), s.Len())
	return s.root.slice(r)
}

// String returns the whole text. The first call copies it.
func (s *Snapshot) String() string {
	if w := s.whole.Load(); w != nil {
		return *w
	}
	w := s.root.slice(Range{0, s.Len()})
	s.whole.Store(&w)
	return w
}

// Change replaces Range by New.
type Change struct {
	Range Range
	New   string
}

// Apply returns the snapshot after changes, in order, each addressed in the
// text that the one before it left. s stays as it is. A range outside the text
// is an error, and then nothing has changed. The changes' texts are copied.
func (s *Snapshot) Apply(version int32, changes []Change) (*Snapshot, error) {
	root := s.root
	for _, c := range changes {
		if c.Range.Start < 0 || c.Range.End < c.Range.Start || c.Range.End > root.len() {
			return nil, fmt.Errorf("change [%d,%d) is outside the %d bytes of %s", c.Range.Start, c.Range.End, root.len(), s.uri)
		}
		root = root.replace(c.Range, c.New)
	}
	next := s.atVersion(version)
	next.root = root
	return next, nil
}

// atVersion returns a new snapshot of the same text, to be changed before it is
// published.
func (s *Snapshot) atVersion(version int32) *Snapshot {
	return &Snapshot{uri: s.uri, language: s.language, version: version, root: s.root}
}
