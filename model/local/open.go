package local

import (
	"cmp"
	"slices"

	"github.com/inkling-lsp/inkling/context/text"
)

const (
	// maxOpenTokens bounds what is searched of the open documents beside the
	// query's own: some 18,000 lines. With a hundred documents of 2,000 lines open, a
	// prediction takes 0.3 ms in the median; 3.7 without a bound.
	maxOpenTokens = 100_000

	// maxSaved bounds the saved versions of a document that wait to be lexed.
	maxSaved = 16
)

// Save tells that what an open document holds now is on disk. It returns at once.
// Whoever only types and deletes need not ask for predictions between, so this is
// how the model learns which lines the saved version has that the user took out.
func (m *Model) Save(u text.URI) {
	m.openMu.Lock()
	defer m.openMu.Unlock()
	d, ok := m.open[u]
	if !ok {
		return
	}
	n, version := len(d.saved), d.latest.Load()
	d.onDisk, d.foreign = version, false
	if n > 0 && d.saved[n-1] == version {
		return
	}
	if n == maxSaved {
		d.saved = slices.Delete(d.saved, 0, 1)
	}
	d.saved = append(d.saved, version)
}

// rewritten notes whether another program has written to an open document's file:
// the document wins over it, so until it is saved or closed what the file has is no
// source. What was learned first of a file is what the editor has opened. is
// compares what is on disk now with a version of the document.
func (m *Model) rewritten(u text.URI, is func(*text.Snapshot) bool) {
	if _, known := m.writer.where[u]; !known {
		return
	}
	m.openMu.Lock()
	d := m.open[u]
	if d == nil {
		m.openMu.Unlock()
		return
	}
	onDisk := d.onDisk
	m.openMu.Unlock()
	// Without the lock: comparing takes long, and the read loop may want it.
	foreign := !is(onDisk) && !is(d.latest.Load())
	m.openMu.Lock()
	defer m.openMu.Unlock()
	if d.onDisk == onDisk { // else it was saved meanwhile
		d.foreign = foreign
	}
}

// touched notes that a document was opened or changed. openMu is held.
func (m *Model) touched(d *live) {
	m.changes++
	d.changed = m.changes
}

// lives returns the document of s and the other open ones of its family, the one
// that changed last first. liveMu is held.
func (m *Model) lives(s *text.Snapshot) (own *live, others []*live) {
	m.openMu.Lock()
	defer m.openMu.Unlock()
	if own = m.open[s.URI()]; own == nil {
		own = newLive(s)
	}
	for _, d := range m.open {
		d.unseen, d.saved = append(d.unseen, d.saved...), nil
		d.disowned = d.foreign
		if d != own && family(d.language) == family(own.language) {
			others = append(others, d)
		}
	}
	slices.SortFunc(others, func(a, b *live) int { return cmp.Compare(b.changed, a.changed) })
	return own, others
}

// follow brings open documents up to date and says of each whether it is searched:
// the first ones are, up to maxOpenTokens. The others only tell what they lost.
func follow(others []*live) {
	const bytesPerToken = 4 // at least, as a rule
	left := maxOpenTokens
	for _, d := range others {
		s := d.latest.Load()
		d.searched, d.tooLarge = false, s.Len() > MaxDocument
		unchanged := d.snapshot == nil && s == d.opening
		if d.tooLarge || unchanged && s.Len() > bytesPerToken*left {
			continue
		}
		d.sync(s)
		if d.searched = d.long == 0 && len(d.ids) <= left; d.searched {
			left -= len(d.ids)
		}
	}
}

// overrules says whether a line of the document's saved version is no source: the
// document itself shows it, or has lost it, or another program wrote it. A document
// that is too large to tell overrules every line.
func (d *live) overrules(line []wordID) bool {
	key := lineKeyOf(line)
	return d.tooLarge || d.disowned || d.searched && d.current[key] > 0 || d.lost(key)
}
