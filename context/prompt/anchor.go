package prompt

import (
	"strings"
	"unicode/utf8"

	"github.com/inkling-lsp/inkling/context/text"
)

// chunk is how many bytes of a line are laid out in one piece. Longer lines are not
// written by hand; they are cut so that one of them does not fill a prompt.
const chunk = 512

// A cursor is where the user types, as a layout sees it:
//
//	→   if err := op‸en(x)
//	    ^        ^  ^     ^
//	    anchor   cut offset end
//
// What is before the anchor is frozen, what is from there to the cut is sent as it
// grows, and from there to the offset is the word that the answer has to begin with.
type cursor struct {
	anchor, cut, offset, end int // bytes of the document
}

// newCursor looks at the line around offset, which is clamped to it.
func newCursor(s *text.Snapshot, offset int, style Style) cursor {
	offset = min(max(offset, 0), s.Len())
	line := s.Line(s.LineAt(offset))
	offset = min(max(offset, line.Start), line.End)
	before := s.Slice(text.Range{Start: line.Start, End: offset})
	indent := len(before) - len(strings.TrimLeft(before, " \t"))
	anchor := pieceStart(before, max(indent, (len(before)-indent)/chunk*chunk+indent))
	c := cursor{anchor: line.Start + anchor, cut: offset, offset: offset, end: line.End}
	if style != Unhealed {
		c.cut = c.anchor + healed(before[anchor:])
	}
	return c
}

// pieceStart moves a place in text to the start of the character that it is in, also
// where the text breaks off within it.
func pieceStart(text string, at int) int {
	for n := 1; n < utf8.UTFMax && n <= at; n++ {
		if start := at - n; utf8.RuneStart(text[start]) {
			if !utf8.FullRuneInString(text[start:at]) {
				return start
			}
			break
		}
	}
	return at
}

// moved returns where a place of one state of a document is in a later one: before
// what was inserted just there, and at the beginning of what was written over it.
func moved(before, after *text.Snapshot, at int) int {
	was, is := text.Difference(before, after)
	switch {
	case at <= was.Start:
		return at
	case at >= was.End:
		return at + is.End - was.End
	default:
		return is.Start
	}
}
