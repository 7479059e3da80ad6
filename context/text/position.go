package text

import "unicode/utf8"

// Three systems name a place in a text:
//
//   - an offset counts bytes from the start of the text;
//   - a line and an offset in it, never stored, see Line and LineAt;
//   - a Position, as LSP has it, counts lines, and characters from the start of
//     the line, in one of three encodings.
//
//	     text   a  é  😀 \r\n b       é is 2 bytes, 😀 is 4
//	   offset   0  1  3  7     9
//	 UTF-8      0  1  3  7     0      bytes
//	UTF-16      0  1  2  4     0      an astral character is two: a surrogate pair
//	UTF-32      0  1  2  3     0      characters
//
// A byte that is no part of a valid character counts as one character, so that
// text in another charset keeps its columns. Whatever a client sends has a
// place: past the end of a line is its end, before its line ending; past the last
// line is the end of the text; negative is zero; inside a character, a surrogate
// pair or a \r\n is its start.

// Encoding is the unit in which a client counts the characters of a line.
type Encoding uint8

// UTF16 is LSP's default, so it is the zero value.
const (
	UTF16 Encoding = iota
	UTF8
	UTF32
)

// Position names a place as LSP does: line and character, both from zero. The
// character counts units of an Encoding and may point past the end of its line.
type Position struct {
	Line, Character int
}

// Range is a half-open interval of bytes.
type Range struct {
	Start, End int
}

// Len is the number of bytes in r.
func (r Range) Len() int { return r.End - r.Start }

// PositionRange is a half-open interval of positions.
type PositionRange struct {
	Start, End Position
}

// PositionOffset converts p to a byte offset, clamped as LSP says: past the end
// of a line is the end of that line, past the last line is the end of the text.
func (s *Snapshot) PositionOffset(p Position, e Encoding) int {
	line := s.Line(p.Line)
	// No encoding has more units than bytes; the bound also keeps the sum from overflowing.
	character := min(max(p.Character, 0), line.Len())
	if character == 0 {
		return line.Start
	}
	before := s.countBefore(line.Start)[e.unit()]
	return min(s.root.offset(e.unit(), before+character), line.End)
}

// OffsetPosition converts a byte offset, clamped to the text, to a position.
func (s *Snapshot) OffsetPosition(offset int, e Encoding) Position {
	before := s.countBefore(s.charStart(offset))
	line := before[inBreaks]
	start := s.countBefore(s.Line(line).Start)
	return Position{line, before[e.unit()] - start[e.unit()]}
}

func (e Encoding) unit() unit {
	switch e {
	case UTF8:
		return inBytes
	case UTF32:
		return inRunes
	default:
		return inUTF16
	}
}

// charStart clamps offset to the text and to the start of the character or \r\n
// that it is in.
func (s *Snapshot) charStart(offset int) int {
	return s.root.charStart(min(max(offset, 0), s.Len()))
}

// countBefore counts what is before offset, where a character starts.
func (s *Snapshot) countBefore(offset int) count {
	leaf, before := s.root.find(inBytes, offset)
	head := leaf.text[:offset-before[inBytes]]
	c := countASCII(head)
	if !leaf.ascii() {
		c = countText(head)
	}
	before.add(&c)
	return before
}

// offset is the start of the character that is v units from the start of the
// text, or the end of the text.
func (n *node) offset(u unit, v int) int {
	leaf, before := n.find(u, v)
	at, rest := before[inBytes], min(v-before[u], leaf.count[u])
	if u == inBytes || leaf.ascii() {
		return at + charStart(leaf.text, rest)
	}
	for i, r := range leaf.text {
		if rest -= width(r, u); rest < 0 {
			return at + i
		}
	}
	return at + leaf.len()
}

// width is the number of runes or of UTF-16 units that r takes.
func width(r rune, u unit) int {
	if u == inUTF16 && r > 0xffff {
		return 2
	}
	return 1
}

// charStart rounds offset down to the start of the character or \r\n that it is in.
func charStart(text string, offset int) int {
	if offset == 0 || offset == len(text) || !fuse(text[offset-1], text[offset]) {
		return offset
	}
	if text[offset] == '\n' {
		return offset - 1
	}
	for start := offset - 1; start >= 0 && offset-start < utf8.UTFMax; start-- {
		if !utf8.RuneStart(text[start]) {
			continue
		}
		if _, size := utf8.DecodeRuneInString(text[start:]); start+size > offset {
			return start
		}
		break
	}
	return offset
}

// fuse tells whether two bytes that follow each other may belong to one
// character or \r\n.
func fuse(a, b byte) bool {
	return a == '\r' && b == '\n' || a >= utf8.RuneSelf && !utf8.RuneStart(b)
}
