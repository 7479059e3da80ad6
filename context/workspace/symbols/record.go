package symbols

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/maphash"
	"slices"

	"github.com/inkling-lsp/inkling/context/syntax"
	"github.com/inkling-lsp/inkling/context/text"
)

// A record is the outline of a text. Numbers are varints, signed where it says so.
//
//	state, one byte
//	number of strings; for each its length and bytes. String 0 is the empty one and not there
//	number of symbols; for each the strings of name, owner, signature and doc, its kind,
//	  and its range and its name's: the start, signed, from the start of the range
//	  before, and the length
//	number of imports; for each the strings of path and alias, its range likewise,
//	  and the number of names, for each the strings of name and alias
//
// Ranges of symbols and of imports are two sequences, each from 0.
type record struct {
	bytes []byte
	state state
	// names are the hashes of the symbols' names, ascending, each once.
	names []uint32
	count int // of symbols
	// passing says that it is no property of the text: parsing was too slow, or failed
	// by a mistake of ours, and is tried again by the next process.
	passing bool
}

// state is how an outline came to be.
type state uint8

const (
	outlined state = iota
	unknown        // nobody knows the language
	failed         // too large, too slow, or by a mistake of ours
)

// seed makes the hashes of names differ from process to process: they are not kept.
var seed = maphash.MakeSeed()

func hashOf(name []byte) uint32 { return uint32(maphash.Bytes(seed, name)) }

// newRecord makes a record of an outline.
func newRecord(s state, o syntax.Outline) *record {
	e := encoder{numbers: make(map[string]uint64)}
	body := e.outline(o)
	b := append([]byte{byte(s)}, binary.AppendUvarint(nil, uint64(len(e.numbers)))...)
	r, err := openRecord(slices.Concat(b, e.strings, body))
	if err != nil { // there is no outline of which this holds
		return &record{bytes: []byte{byte(failed), 0, 0, 0}, state: failed}
	}
	return r
}

// openRecord checks a record and keeps b.
func openRecord(b []byte) (*record, error) {
	r := &record{bytes: b}
	d, err := newDecoder(b)
	if err != nil {
		return nil, err
	}
	r.state, r.count = d.state, d.length()
	for range r.count {
		s := d.symbol()
		if d.failed {
			return nil, errRecord
		}
		r.names = append(r.names, hashOf(d.strings[s.name]))
	}
	for range d.length() {
		d.imported()
	}
	if d.failed || len(d.rest) > 0 {
		return nil, errRecord
	}
	slices.Sort(r.names)
	r.names = slices.Clip(slices.Compact(r.names))
	return r, nil
}

// outline is what the record was made of.
func (r *record) outline() syntax.Outline {
	return r.read(func([]byte) bool { return true })
}

// named are the symbols of a name.
func (r *record) named(name string) []syntax.Symbol {
	return r.read(func(n []byte) bool { return string(n) == name }).Symbols
}

// read reads the symbols whose names are wanted, and the imports.
func (r *record) read(wanted func(name []byte) bool) (o syntax.Outline) {
	d, _ := newDecoder(r.bytes) // it was checked
	text := func(n int) string { return string(d.strings[n]) }
	for range d.length() {
		if s := d.symbol(); wanted(d.strings[s.name]) {
			o.Symbols = append(o.Symbols, syntax.Symbol{
				Name: text(s.name), Owner: text(s.owner), Signature: text(s.signature), Doc: text(s.doc),
				Kind: s.kind, Range: s.whole, NameRange: s.nameRange,
			})
		}
	}
	for range d.length() {
		i := d.imported()
		read := syntax.Import{Path: text(i.path), Alias: text(i.alias), Range: i.whole}
		for _, n := range i.names {
			read.Names = append(read.Names, syntax.ImportedName{Name: text(n[0]), Alias: text(n[1])})
		}
		o.Imports = append(o.Imports, read)
	}
	return o
}

// has says whether there may be a symbol of a name, by its hash.
func (r *record) has(name uint32) bool {
	_, found := slices.BinarySearch(r.names, name)
	return found
}

// encoder writes an outline; the strings are gathered on the way.
type encoder struct {
	numbers map[string]uint64
	strings []byte
	out     []byte
	last    int // the start of the range before
}

func (e *encoder) outline(o syntax.Outline) []byte {
	e.number(len(o.Symbols))
	for _, s := range o.Symbols {
		e.text(s.Name, s.Owner, s.Signature, s.Doc)
		e.number(int(s.Kind))
		e.span(s.Range)
		e.span(s.NameRange)
	}
	e.last = 0
	e.number(len(o.Imports))
	for _, i := range o.Imports {
		e.text(i.Path, i.Alias)
		e.span(i.Range)
		e.number(len(i.Names))
		for _, n := range i.Names {
			e.text(n.Name, n.Alias)
		}
	}
	return e.out
}

func (e *encoder) number(n int) { e.out = binary.AppendUvarint(e.out, uint64(n)) }

func (e *encoder) span(r text.Range) {
	e.out = binary.AppendVarint(e.out, int64(r.Start-e.last))
	e.number(r.Len())
	e.last = r.Start
}

func (e *encoder) text(texts ...string) {
	for _, s := range texts {
		n, known := e.numbers[s]
		if !known && s != "" {
			n = uint64(len(e.numbers) + 1)
			e.numbers[s] = n
			e.strings = append(binary.AppendUvarint(e.strings, uint64(len(s))), s...)
		}
		e.out = binary.AppendUvarint(e.out, n)
	}
}

var errRecord = errors.New("this is no record of symbols")

// decoder reads a record. After something that can't be, failed is set and all
// that it reads is zero.
type decoder struct {
	rest    []byte
	state   state
	strings [][]byte // in the record
	last    int
	failed  bool
}

func newDecoder(b []byte) (*decoder, error) {
	if len(b) == 0 || state(b[0]) > failed {
		return nil, fmt.Errorf("%w: its state", errRecord)
	}
	d := &decoder{rest: b[1:], state: state(b[0])}
	n := d.length()
	d.strings = make([][]byte, 1, n+1)
	for range n {
		size := d.number(len(d.rest))
		if d.failed = d.failed || size > len(d.rest); d.failed {
			return nil, fmt.Errorf("%w: its strings", errRecord)
		}
		d.strings = append(d.strings, d.rest[:size])
		d.rest = d.rest[size:]
	}
	return d, nil
}

// number reads a number that is most at most.
func (d *decoder) number(most int) int {
	v, n := binary.Uvarint(d.rest)
	if n <= 0 || v > uint64(most) {
		d.failed, d.rest = true, nil
		return 0
	}
	d.rest = d.rest[n:]
	return int(v)
}

// length is the number of things that follow, of which none takes less than a
// byte. What comes after a length begins a new sequence of ranges.
func (d *decoder) length() int {
	d.last = 0
	return d.number(len(d.rest))
}

func (d *decoder) text() int { return d.number(len(d.strings) - 1) }

// span reads a range. All are within a text that may be parsed, which syntax
// bounds.
func (d *decoder) span() text.Range {
	v, n := binary.Varint(d.rest)
	start := int64(d.last) + v
	if n <= 0 || v > syntax.MaxFile || start < 0 || start > syntax.MaxFile {
		d.failed, d.rest = true, nil
		return text.Range{}
	}
	d.rest = d.rest[n:]
	d.last = int(start)
	return text.Range{Start: d.last, End: d.last + d.number(syntax.MaxFile-d.last)}
}

// rawSymbol is a symbol with the numbers of its strings.
type rawSymbol struct {
	name, owner, signature, doc int
	kind                        syntax.Kind
	whole, nameRange            text.Range
}

func (d *decoder) symbol() rawSymbol {
	s := rawSymbol{name: d.text(), owner: d.text(), signature: d.text(), doc: d.text()}
	s.kind = syntax.Kind(d.number(int(syntax.Namespace)))
	s.whole, s.nameRange = d.span(), d.span()
	return s
}

// rawImport is an import with the numbers of its strings.
type rawImport struct {
	path, alias int
	whole       text.Range
	names       [][2]int
}

func (d *decoder) imported() rawImport {
	i := rawImport{path: d.text(), alias: d.text(), whole: d.span()}
	for range d.number(len(d.rest)) {
		i.names = append(i.names, [2]int{d.text(), d.text()})
	}
	return i
}
