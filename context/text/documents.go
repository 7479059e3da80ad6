package text

import (
	"fmt"
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
	open atomic.Pointer[map[URI]*Snapshot]
}

// Open adds or replaces a document.
func (d *Documents) Open(s *Snapshot) { d.with(s.uri, s) }

// Change applies a client's changes in order and publishes the result. After an
// error the document is as it was.
func (d *Documents) Change(u URI, version int32, e Encoding, changes []PositionChange) (*Snapshot, error) {
	s, ok := d.Get(u)
	if !ok {
		return nil, fmt.Errorf("changed document %s is not open", u)
	}
	for _, c := range changes {
		r := Range{0, s.Len()}
		if c.Range != nil {
			r = Range{s.PositionOffset(c.Range.Start, e), s.PositionOffset(c.Range.End, e)}
		}
		var err error
		if s, err = s.Apply(version, []Change{{r, c.New}}); err != nil {
			return nil, err
		}
	}
	d.with(u, s)
	return s, nil
}

// Close forgets a document.
func (d *Documents) Close(u URI) { d.with(u, nil) }

// Get returns the newest snapshot of an open document.
func (d *Documents) Get(u URI) (*Snapshot, bool) {
	m := d.open.Load()
	if m == nil {
		return nil, false
	}
	s, ok := (*m)[u]
	return s, ok
}

// All returns what is open, in no order. The map must not be written.
func (d *Documents) All() map[URI]*Snapshot {
	if m := d.open.Load(); m != nil {
		return *m
	}
	return nil
}

func (d *Documents) with(u URI, s *Snapshot) {
	m := make(map[URI]*Snapshot)
	for k, v := range d.All() {
		m[k] = v
	}
	if m[u] = s; s == nil {
		delete(m, u)
	}
	d.open.Store(&m)
}
