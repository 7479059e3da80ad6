package text

import "strings"

// A line ends with \n, \r\n or a \r that no \n follows. Offsets are bytes.

// countBreaks is the number of line endings in text.
func countBreaks(text string) int {
	n := strings.Count(text, "\n")
	if cr := strings.Count(text, "\r"); cr > 0 {
		n += cr - strings.Count(text, "\r\n")
	}
	return n
}

// nextBreak is the range of the first line ending in text, which has one.
func nextBreak(text string) Range {
	lf := strings.IndexByte(text, '\n')
	head := text
	if lf >= 0 {
		head = text[:lf]
	}
	switch cr := strings.IndexByte(head, '\r'); {
	case cr < 0:
		return Range{lf, lf + 1}
	case cr+1 == lf:
		return Range{cr, lf + 1}
	default:
		return Range{cr, cr + 1}
	}
}

// lineBreak is the range of the line ending that line i ends with.
func (n *node) lineBreak(i int) Range {
	leaf, before := n.find(inBreaks, i+1)
	at := 0
	for skip := i - before[inBreaks]; ; skip-- {
		r := nextBreak(leaf.text[at:])
		if skip == 0 {
			at += before[inBytes]
			return Range{at + r.Start, at + r.End}
		}
		at += r.End
	}
}

// Lines is the number of lines; a text has one more than it has line endings.
func (s *Snapshot) Lines() int { return s.root.count[inBreaks] + 1 }

// Line is the range of line n, from zero, without its line ending. Before the
// first line is the first, and past the last is the end of the text.
func (s *Snapshot) Line(n int) Range {
	n = max(n, 0)
	r := Range{0, s.Len()}
	switch breaks := s.root.count[inBreaks]; {
	case n > breaks:
		return Range{r.End, r.End}
	case n < breaks:
		r.End = s.root.lineBreak(n).Start
	}
	if n > 0 {
		r.Start = s.root.lineBreak(n - 1).End
	}
	return r
}

// LineText returns line n, from zero, without its line ending. See Slice for
// what may be kept of it.
func (s *Snapshot) LineText(n int) string { return s.root.slice(s.Line(n)) }

// LineAt is the number of the line that holds offset, clamped to the text. A
// line ending belongs to the line that it ends.
func (s *Snapshot) LineAt(offset int) int {
	return s.countBefore(s.charStart(offset))[inBreaks]
}
