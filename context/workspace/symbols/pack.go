package symbols

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/inkling-lsp/inkling/context/workspace/index"
	"github.com/inkling-lsp/inkling/context/workspace/store"
)

// Version is that of what is kept. It grows when the same text gives another
// record, which TestVersionFollowsTheOutlines sees.
const Version = 3

// kind is of packs: the records of their keys, in the order of the keys, each
// after its length.
var kind = store.Kind{Name: "symbols", Version: Version}

const (
	// enough bytes of records are written while a round is under way.
	enough = 4 << 20
	// small is a pack's body (bytes) that is joined with others.
	small = 256 << 10
)

// packs are the records in a store, and those that are not there yet.
type packs struct {
	store  *store.Store // nil keeps nothing
	opened map[*store.Pack]*pack
	unkept map[store.Key]*record
	size   int // bytes of unkept
}

// pack is an opened pack. Its records are in the order of its keys; those that
// nobody asked for yet are not checked.
type pack struct {
	records [][]byte
	checked map[int]*record
	size    int // bytes
}

var errPack = errors.New("this is no pack of symbols")

func openPack(body []byte, keys int) (*pack, error) {
	p := &pack{checked: make(map[int]*record), size: len(body)}
	for len(body) > 0 {
		size, n := binary.Uvarint(body)
		if n <= 0 || size > uint64(len(body)-n) {
			return nil, errPack
		}
		p.records = append(p.records, body[n:n+int(size):n+int(size)])
		body = body[n+int(size):]
	}
	if len(p.records) != keys {
		return nil, fmt.Errorf("%w: %d records for %d keys", errPack, len(p.records), keys)
	}
	return p, nil
}

func (p *pack) record(i int) (*record, error) {
	if r := p.checked[i]; r != nil {
		return r, nil
	}
	r, err := openRecord(p.records[i])
	if err == nil {
		p.checked[i] = r
	}
	return r, err
}

// sought is a file whose record is looked for.
type sought struct {
	file   index.File
	key    store.Key
	record *record // nil: there is none
}

// find fills in the records that there are.
func (p *packs) find(ctx context.Context, files []sought) []sought {
	left := 0
	for i := range files {
		if files[i].record = p.unkept[files[i].key]; files[i].record == nil {
			left++
		}
	}
	if left == 0 {
		return files
	}
	for _, on := range p.store.Packs(kind) {
		for i := range files {
			if ctx.Err() != nil {
				return files
			}
			if files[i].record == nil {
				files[i].record = p.recordIn(on, files[i].key)
			}
		}
	}
	return files
}

// recordIn is the record of a key in a pack, or nil. A pack that can't be read is
// gone from the store.
func (p *packs) recordIn(on *store.Pack, key store.Key) *record {
	i, found := slices.BinarySearchFunc(on.Keys(), key, func(a, b store.Key) int { return bytes.Compare(a[:], b[:]) })
	if !found {
		return nil
	}
	opened := p.open(on)
	if opened == nil {
		return nil
	}
	r, err := opened.record(i)
	if err != nil {
		on.Reject(err)
		return nil
	}
	return r
}

func (p *packs) open(on *store.Pack) *pack {
	if opened, ok := p.opened[on]; ok {
		return opened
	}
	body, err := on.Body()
	if err != nil {
		return nil // the store has said so
	}
	opened, err := openPack(body, len(on.Keys()))
	if err != nil {
		on.Reject(err)
		return nil
	}
	p.opened[on] = opened
	return opened
}

// add notes a record that was learned.
func (p *packs) add(e entry) {
	if p.store == nil || e.passing || p.unkept[e.key] != nil {
		return
	}
	p.unkept[e.key] = e.record
	p.size += len(e.bytes)
}

// keep writes what is not in the store. When there is time, it joins the small
// packs that changes of single files make. What can't be written is let go: the
// next start learns it again.
func (p *packs) keep(t index.Time) error {
	if len(p.unkept) == 0 || t == index.Busy && p.size < enough {
		return nil
	}
	records := make(map[store.Key][]byte, len(p.unkept))
	for key, r := range p.unkept {
		records[key] = r.bytes
	}
	p.unkept, p.size = make(map[store.Key]*record), 0
	all := p.store.Packs(kind)
	maps.DeleteFunc(p.opened, func(on *store.Pack, _ *pack) bool { return !slices.Contains(all, on) })
	var joined []*store.Pack
	if t == index.Idle {
		joined = p.join(all, records)
	}
	keys := slices.SortedFunc(maps.Keys(records), func(a, b store.Key) int { return bytes.Compare(a[:], b[:]) })
	if err := p.store.Put(kind, keys, body{keys, records}); err != nil {
		return err
	}
	for _, on := range joined {
		on.Remove()
		delete(p.opened, on)
	}
	return nil
}

// join adds the records of small packs, and returns those.
func (p *packs) join(all []*store.Pack, records map[store.Key][]byte) (joined []*store.Pack) {
	for _, on := range all {
		opened := p.open(on)
		if opened == nil || opened.size > small {
			continue
		}
		for i, key := range on.Keys() {
			records[key] = opened.records[i]
		}
		joined = append(joined, on)
	}
	return joined
}

// body writes a pack's.
type body struct {
	keys    []store.Key
	records map[store.Key][]byte
}

// WriteTo is io.WriterTo's.
func (b body) WriteTo(w io.Writer) (int64, error) {
	var all []byte
	for _, key := range b.keys {
		all = append(binary.AppendUvarint(all, uint64(len(b.records[key]))), b.records[key]...)
	}
	n, err := w.Write(all)
	return int64(n), err
}
