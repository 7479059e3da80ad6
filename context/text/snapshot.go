package text

import (
	"fmt"
	"hash/maphash"
	"strings"
	"unicode/utf8"
)

// URI is the canonical name of a document; equal documents have equal URIs.
type URI string

// Hash names a content.
type Hash uint64

var seed = maphash.MakeSeed()

// Snapshot is the immutable text of a document at one version. It is ordinary
// garbage-collected memory and safe for concurrent use.
type Snapshot struct {
	uri      URI
	language string
	version  int32
	content  string
	starts   []int
}

// NewSnapshot makes a snapshot of content. language is LSP's identifier for it.
func NewSnapshot(uri URI, language string, version int32, content string) *Snapshot {
	s := &Snapshot{uri: uri, language: language, version: version, content: content, starts: []int{0}}
	for i := 0; i < len(content); i++ {
		if content[i] == '\n' || content[i] == '\r' && !strings.HasPrefix(content[i+1:], "\n") {
			s.starts = append(s.starts, i+1)
		}
	}
	return s
}

// URI names the document.
func (s *Snapshot) URI() URI { return s.uri }

// Language is LSP's language identifier, as the client gave it.
func (s *Snapshot) Language() string { return s.language }

// Version is the client's number for this state of the document.
func (s *Snapshot) Version() int32 { return s.version }

// Len is the length of the text in bytes.
func (s *Snapshot) Len() int { return len(s.content) }

// Slice returns the bytes of r as a string. It clamps r to the text.
func (s *Snapshot) Slice(r Range) string { return s.content[r.Start:r.End] }

// String returns the whole text.
func (s *Snapshot) String() string { return s.content }

// Hash names the content; equal texts have equal hashes within this process.
func (s *Snapshot) Hash() Hash { return Hash(maphash.String(seed, s.content)) }

// Lines is the number of lines; a text has one more than it has line endings.
func (s *Snapshot) Lines() int { return len(s.starts) }

// Line is the range of line n, from zero, without its line ending.
func (s *Snapshot) Line(n int) Range {
	end := len(s.content)
	if n+1 < len(s.starts) {
		end = s.starts[n+1]
	}
	return Range{s.starts[n], s.starts[n] + len(strings.TrimRight(s.content[s.starts[n]:end], "\r\n"))}
}

// LineAt is the number of the line that holds offset, clamped to the text.
func (s *Snapshot) LineAt(offset int) int {
	n := 0
	for n+1 < len(s.starts) && s.starts[n+1] <= offset {
		n++
	}
	return n
}

// PositionOffset converts p to a byte offset, clamped as LSP says: past the end
// of a line is the end of that line, past the last line is the end of the text.
func (s *Snapshot) PositionOffset(p Position, e Encoding) int {
	if p.Line >= len(s.starts) {
		return len(s.content)
	}
	line := s.Line(p.Line)
	n := 0
	for i, r := range s.content[line.Start:line.End] {
		if n >= p.Character {
			return line.Start + i
		}
		n += width(r, e)
	}
	return line.End
}

// OffsetPosition converts a byte offset to a position.
func (s *Snapshot) OffsetPosition(offset int, e Encoding) Position {
	line := s.LineAt(offset)
	n := 0
	for _, r := range s.content[s.starts[line]:offset] {
		n += width(r, e)
	}
	return Position{line, n}
}

func width(r rune, e Encoding) int {
	switch {
	case e == UTF8:
		return utf8.RuneLen(r)
	case e == UTF16 && r > 0xffff:
		return 2
	}
	return 1
}

// Change replaces Range by New.
type Change struct {
	Range Range
	New   string
}

// Apply returns the snapshot after changes, in order, each addressed in the
// text that the one before it left. s stays as it is. A range outside the text
// is an error, and then nothing has changed.
func (s *Snapshot) Apply(version int32, changes []Change) (*Snapshot, error) {
	content := s.content
	for _, c := range changes {
		if c.Range.Start < 0 || c.Range.End < c.Range.Start || c.Range.End > len(content) {
			return nil, fmt.Errorf("change [%d,%d) is outside the %d bytes of %s", c.Range.Start, c.Range.End, len(content), s.uri)
		}
		content = content[:c.Range.Start] + c.New + content[c.Range.End:]
	}
	return NewSnapshot(s.uri, s.language, version, content), nil
}

// Difference returns the smallest pair of ranges, one in a and one in b, outside
// of which both texts are equal. It takes little time when b descends from a by
// a few changes.
func Difference(a, b *Snapshot) (inA, inB Range) {
	x, y := a.content, b.content
	p := 0
	for p < len(x) && p < len(y) && x[p] == y[p] {
		p++
	}
	q := 0
	for q < len(x)-p && q < len(y)-p && x[len(x)-1-q] == y[len(y)-1-q] {
		q++
	}
	return Range{p, len(x) - q}, Range{p, len(y) - q}
}
