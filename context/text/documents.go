package text

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
)

// PositionChange is a Change as a client sends it. A nil Range is the whole text.
type PositionChange struct {
	Range *PositionRange
	New   string
}

// Documents holds what is open. One goroutine writes (the read loop); any may
// read, and sees a whole state.
type Documents struct {
	// open is sorted by URI and never changed: writers publish a new one. A slice
	// because a change copies it, and a map of a hundred documents takes 3.5 KB.
	open atomic.Pointer[[]*Snapshot]
}

// Open adds or replaces a document.
func (d *Documents) Open(s *Snapshot) {
	old := d.load()
	i, found := search(old, s.uri)
	if found {
		d.publish(old[:i], s, old[i+1:])
		return
	}
	d.publish(old[:i], s, old[i:])
}

// Change applies a client's changes in order and publishes the result. After an
// error the document is as it was.
func (d *Documents) Change(u URI, version int32, e Encoding, changes []PositionChange) (*Snapshot, error) {
	s, ok := d.Get(u)
	if !ok {
		return nil, fmt.Errorf("changed document %s is not open", u)
	}
	s = s.atVersion(version)
	for i, c := range changes {
		change, err := s.change(c, e)
		if err != nil {
			return nil, fmt.Errorf("change %d of %d to version %d of %s: %w", i+1, len(changes), version, u, err)
		}
		s.root = s.root.replace(change.Range, change.New)
	}
	d.Open(s)
	return s, nil
}

// Close forgets a document.
func (d *Documents) Close(u URI) {
	old := d.load()
	if i, found := search(old, u); found {
		d.publish(old[:i], nil, old[i+1:])
	}
}

// Get returns the newest snapshot of an open document.
func (d *Documents) Get(u URI) (*Snapshot, bool) {
	open := d.load()
	if i, found := search(open, u); found {
		return open[i], true
	}
	return nil, false
}

// change converts c. A reversed range is an error, for the text of a client that
// sends one is not what we believe; a whole text is reduced to what differs.
func (s *Snapshot) change(c PositionChange, e Encoding) (Change, error) {
	if c.Range == nil {
		return s.rewrite(c.New), nil
	}
	start, end := c.Range.Start, c.Range.End
	if end.Line < start.Line || end.Line == start.Line && end.Character < start.Character {
		return Change{}, fmt.Errorf("its range ends at %d:%d, before its start at %d:%d", end.Line, end.Character, start.Line, start.Character)
	}
	return Change{Range{s.PositionOffset(start, e), s.PositionOffset(end, e)}, c.New}, nil
}

func (d *Documents) load() []*Snapshot {
	if open := d.open.Load(); open != nil {
		return *open
	}
	return nil
}

// publish makes before, s if it is not nil, and after what is open.
func (d *Documents) publish(before []*Snapshot, s *Snapshot, after []*Snapshot) {
	open := make([]*Snapshot, 0, len(before)+1+len(after))
	open = append(open, before...)
	if s != nil {
		open = append(open, s)
	}
	open = append(open, after...)
	d.open.Store(&open)
}

func search(open []*Snapshot, u URI) (int, bool) {
	return slices.BinarySearchFunc(open, u, func(s *Snapshot, u URI) int {
		return strings.Compare(string(s.uri), string(u))
	})
}
