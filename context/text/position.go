package text

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
