package symbols

import (
	"cmp"
	"maps"
	"slices"

	"github.com/inkling-lsp/inkling/context/syntax"
	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/context/workspace/store"
)

// Table is what is known of all files at one moment. It never changes.
type Table struct {
	files map[text.URI]entry
	// base finds names in the files it was made of, as far as they are the same still;
	// later are the files since, which are few and are asked one by one.
	base          *names
	later         map[text.URI]entry
	count, failed int
}

// entry is a file's record, with the key of its text.
type entry struct {
	key store.Key
	*record
}

// Found is a symbol and its file.
type Found struct {
	URI text.URI
	syntax.Symbol
}

// Named returns the symbols of a name in all files, by file and then in the order
// of the text. Ranges are those of the text that was on disk when it was learned.
func (t *Table) Named(name string) []Found {
	hash := hashOf([]byte(name))
	var found []Found
	collect := func(uri text.URI, r *record) {
		for _, s := range r.named(name) {
			found = append(found, Found{uri, s})
		}
	}
	for _, f := range t.base.with(hash) {
		if e, known := t.files[f.uri]; known && e.record == f.record {
			collect(f.uri, f.record)
		}
	}
	for uri, e := range t.later {
		if e.has(hash) {
			collect(uri, e.record)
		}
	}
	slices.SortStableFunc(found, func(a, b Found) int { return cmp.Compare(a.URI, b.URI) })
	return found
}

// File returns what a file declares and imports, and whether the file is known.
// One whose language is not known, or that could not be parsed, has nothing.
func (t *Table) File(uri text.URI) (o syntax.Outline, known bool) {
	e, known := t.files[uri]
	if known {
		o = e.outline()
	}
	return o, known
}

// Files is how many files are known.
func (t *Table) Files() int { return len(t.files) }

// Count is how many symbols they have.
func (t *Table) Count() int { return t.count }

// Failed is how many files are known to be too large or too slow to parse.
func (t *Table) Failed() int { return t.failed }

// with is the table with some files new or changed, and others gone.
func (t *Table) with(set map[text.URI]entry, gone []text.URI) *Table {
	next := &Table{files: maps.Clone(t.files), base: t.base, later: maps.Clone(t.later), count: t.count, failed: t.failed}
	for _, uri := range gone {
		next.drop(uri)
	}
	for uri, e := range set {
		next.drop(uri)
		next.files[uri], next.later[uri] = e, e
		next.add(e, 1)
	}
	if len(next.later) > mostLater+len(next.files)/8 {
		next.base, next.later = newNames(next.files), make(map[text.URI]entry)
	}
	return next
}

// mostLater is how many files may be asked one by one, some 20 ns each.
const mostLater = 256

func (t *Table) drop(uri text.URI) {
	if e, known := t.files[uri]; known {
		t.add(e, -1)
		delete(t.files, uri)
		delete(t.later, uri)
	}
}

func (t *Table) add(e entry, sign int) {
	t.count += sign * e.count
	if e.state == failed {
		t.failed += sign
	}
}

// names finds the files that have a name.
type names struct {
	files []named
	list  []nameIn // ascending
}

type named struct {
	uri    text.URI
	record *record
}

// nameIn says that a file, by its number, has a name, by its hash.
type nameIn struct{ name, file uint32 }

func newNames(files map[text.URI]entry) *names {
	n := &names{files: make([]named, 0, len(files))}
	total := 0
	for _, e := range files {
		total += len(e.names)
	}
	n.list = make([]nameIn, 0, total)
	for uri, e := range files {
		for _, name := range e.names {
			n.list = append(n.list, nameIn{name, uint32(len(n.files))})
		}
		n.files = append(n.files, named{uri, e.record})
	}
	slices.SortFunc(n.list, func(a, b nameIn) int { return cmp.Compare(a.name, b.name) })
	return n
}

func (n *names) with(hash uint32) (files []named) {
	i, _ := slices.BinarySearchFunc(n.list, hash, func(a nameIn, hash uint32) int { return cmp.Compare(a.name, hash) })
	for ; i < len(n.list) && n.list[i].name == hash; i++ {
		files = append(files, n.files[n.list[i].file])
	}
	return files
}
