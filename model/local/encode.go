package local

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unsafe"

	"github.com/inkling-lsp/inkling/model/local/lexer"
)

// SegmentVersion is that of what WriteTo writes. It grows with every change of
// the form below and of the lexers: with whatever makes another segment of the
// same text. TestSegmentVersionFollowsTheLexers knows when.
const SegmentVersion = 1

// The form is the one that segments have in memory, so that opening one copies
// nothing: in the byte order of the machine, each part an array right behind the
// one before, those of 4-byte numbers first.
//
//	header   9 numbers: how many sources, ids, lines, words, places of each order,
//	         bytes of texts and of languages there are
//	sources  12 numbers each: start, end, first line, language, the key
//	ids, lines (2 numbers each), word ids, word ends, three orders
//	traits, texts of words   in bytes
//	languages                names, a newline after each

const headerNumbers = 9

// sourceRecord is a source on disk.
type sourceRecord struct {
	Start, End, FirstLine, Language uint32
	Key                             Key
}

// Full says that the segment is as large as segments get: it is not joined with
// others any more.
func (s *Segment) Full() bool { return len(s.ids) >= maxSegment/2 }

// Tokens is how many tokens the segment has.
func (s *Segment) Tokens() int { return len(s.ids) }

// Keys are the keys of the texts in the segment, in their order.
func (s *Segment) Keys() []Key {
	keys := make([]Key, len(s.sources))
	for i := range s.sources {
		keys[i] = s.sources[i].key
	}
	return keys
}

// WriteTo writes the segment for OpenSegment.
func (s *Segment) WriteTo(w io.Writer) (n int64, err error) {
	records, languages := s.records()
	header := []uint32{
		uint32(len(records)), uint32(len(s.ids)), uint32(len(s.lines)), uint32(len(s.words.IDs)),
		uint32(len(s.orders[exact])), uint32(len(s.orders[locals])), uint32(len(s.orders[names])),
		uint32(len(s.words.Blob)), uint32(len(languages)),
	}
	for _, part := range [][]byte{
		bytesOf(header), bytesOf(records), bytesOf(s.ids), bytesOf(s.lines), bytesOf(s.words.IDs), bytesOf(s.words.Ends),
		bytesOf(s.orders[exact]), bytesOf(s.orders[locals]), bytesOf(s.orders[names]),
		bytesOf(s.traits), unsafe.Slice(unsafe.StringData(s.words.Blob), len(s.words.Blob)), []byte(languages),
	} {
		m, err := w.Write(part)
		if n += int64(m); err != nil {
			return n, err
		}
	}
	return n, nil
}

// records are the sources, and the names of their languages.
func (s *Segment) records() (records []sourceRecord, languages string) {
	records = make([]sourceRecord, len(s.sources))
	var known []*lexer.Language
	for i, src := range s.sources {
		l := slices.Index(known, src.language)
		if l < 0 {
			l = len(known)
			known = append(known, src.language)
			languages += src.language.Name + "\n"
		}
		records[i] = sourceRecord{src.start, src.end, src.firstLine, uint32(l), src.key}
	}
	return records, languages
}

// ErrDamaged says that bytes are no segment.
var ErrDamaged = errors.New("not a segment, or a damaged one")

// OpenSegment makes a segment of what WriteTo wrote, which must start at an
// address that 4 divides, must never change and must stay for as long as the
// segment is used: nothing is copied. Whatever the bytes are, the segment can be
// used without harm: every number that leads somewhere is checked.
func OpenSegment(body []byte) (*Segment, error) {
	s, err := openSegment(body)
	if err == nil {
		err = s.check()
	}
	if err != nil {
		return nil, fmt.Errorf("open a segment of %d bytes: %w", len(body), err)
	}
	return s, nil
}

func openSegment(body []byte) (*Segment, error) {
	r := segmentReader{rest: body}
	h := take[uint32](&r, headerNumbers)
	if r.failed {
		return nil, fmt.Errorf("%w: no header", ErrDamaged)
	}
	s := &Segment{}
	records := take[sourceRecord](&r, h[0])
	s.ids = take[wordID](&r, h[1])
	s.lines = take[segmentLine](&r, h[2])
	s.words.IDs, s.words.Ends = take[wordID](&r, h[3]), take[uint32](&r, h[3])
	for l := range levels {
		s.orders[l] = take[uint32](&r, h[4+l])
	}
	s.traits = take[trait](&r, h[1])
	texts, languages := take[byte](&r, h[7]), take[byte](&r, h[8])
	if r.failed || len(r.rest) > 0 {
		return nil, fmt.Errorf("%w: its parts do not fill it", ErrDamaged)
	}
	s.words.Blob = unsafe.String(unsafe.SliceData(texts), len(texts))
	return s, s.readSources(records, string(languages))
}

func (s *Segment) readSources(records []sourceRecord, languages string) error {
	var known []*lexer.Language
	for name := range strings.SplitSeq(strings.TrimSuffix(languages, "\n"), "\n") {
		l, ok := lexer.Named(name)
		if !ok {
			return fmt.Errorf("%w: language %q", ErrDamaged, name)
		}
		known = append(known, l)
	}
	s.sources = make([]source, len(records))
	for i, r := range records {
		if r.Language >= uint32(len(known)) {
			return fmt.Errorf("%w: language %d of %d", ErrDamaged, r.Language, len(known))
		}
		s.sources[i] = source{key: r.Key, language: known[r.Language], start: r.Start, end: r.End, firstLine: r.FirstLine}
	}
	return nil
}

// check makes sure that no walk along the segment's numbers leaves it.
func (s *Segment) check() error {
	place, line := 0, 0
	for i := range s.sources {
		src := &s.sources[i]
		if int(src.start) != place || int(src.end) < place+2 || int(src.end) > len(s.ids) || int(src.firstLine) != line {
			return fmt.Errorf("%w: source %d is not where it should be", ErrDamaged, i)
		}
		if line = s.checkSource(src, line); line < 0 {
			return fmt.Errorf("%w: the lines of source %d", ErrDamaged, i)
		}
		place = int(src.end)
	}
	if place == 0 || place != len(s.ids) || line != len(s.lines) {
		return fmt.Errorf("%w: its sources do not fill it", ErrDamaged)
	}
	for l := range levels {
		if highest := uint32(0); len(s.orders[l]) > 0 {
			for _, p := range s.orders[l] {
				highest = max(highest, p)
			}
			if int(highest) >= len(s.ids) {
				return fmt.Errorf("%w: an order leads to token %d of %d", ErrDamaged, highest, len(s.ids))
			}
		}
	}
	if err := s.words.Check(); err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return nil
}

// checkSource returns the number of the first line after the source's, or -1.
func (s *Segment) checkSource(src *source, line int) int {
	if s.ids[src.start] != separator || s.ids[src.start+1] != newline {
		return -1
	}
	ids := s.ids[src.start+2 : src.end]
	if len(ids) > 0 && ids[len(ids)-1] != newline {
		return -1
	}
	for i, id := range ids {
		switch id {
		case separator:
			return -1
		case newline:
			if line == len(s.lines) || s.lines[line].end != src.start+2+uint32(i) {
				return -1
			}
			line++
		}
	}
	return line
}

// segmentReader takes arrays off the front of a segment's bytes.
type segmentReader struct {
	rest   []byte
	failed bool
}

// fixed are the elements of a segment's arrays: numbers and bytes without
// pointers and without padding, so that any bytes are valid ones.
type fixed interface {
	uint32 | byte | trait | segmentLine | sourceRecord
}

func take[E fixed](r *segmentReader, n uint32) []E {
	var e E
	size := uint64(n) * uint64(unsafe.Sizeof(e))
	start := unsafe.SliceData(r.rest)
	if r.failed || size > uint64(len(r.rest)) || uintptr(unsafe.Pointer(start))%unsafe.Alignof(e) != 0 {
		r.failed = true
		return nil
	}
	r.rest = r.rest[size:]
	return unsafe.Slice((*E)(unsafe.Pointer(start)), n)[:n:n]
}

func bytesOf[E fixed](s []E) []byte {
	if len(s) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), len(s)*int(unsafe.Sizeof(s[0])))
}
