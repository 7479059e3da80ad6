package lexical

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/text"
)

var pythonClasses = classes("\"'#\\")

func skipPython(in string, at int) (after int, comment, ok bool) {
	switch in[at] {
	case '#':
		return lineEnd(in, at), true, true
	case '\\':
		if strings.HasPrefix(in[at+1:], "\r\n") {
			return at + 3, false, true
		}
		return min(at+2, len(in)), false, true
	}
	if !strings.HasPrefix(in[at+1:], in[at:at+1]) {
		after, ok = quoted(in, at, false)
		return after, false, ok
	}
	if !strings.HasPrefix(in[at+2:], in[at:at+1]) { // an empty string
		return at + 2, false, true
	}
	after, ok = tripled(in, at)
	return after, false, ok
}

// ownLine is a comment on a line of its own.
type ownLine struct {
	indent int
	text.Range
}

// line goes from the start of a line to the next code.
func (r *pythonReader) line() {
	r.comments = r.comments[:0]
	for r.at < len(r.in) {
		indent := 0
		for ; r.at < len(r.in) && r.classes[r.in[r.at]] == blank; r.at++ {
			switch r.in[r.at] {
			case '\t':
				indent += 8
			case '\f':
				indent = 0
			default:
				indent++
			}
		}
		switch r.peek() {
		case '\n':
			r.at++
		case '#':
			end := lineEnd(r.in, r.at)
			r.comments = append(r.comments, ownLine{indent, text.Range{Start: r.at, End: end}})
			r.at = min(end+1, len(r.in))
		case 0:
		default:
			r.indent = indent
			return
		}
	}
	r.indent = -1
}

// note makes the comments from the first on, of those above the line, known as
// documentation.
func (r *pythonReader) note(first int) {
	for _, c := range r.comments[first:] {
		r.docs.Comment(c.Range)
	}
}

// blockEnd is where a block of an indentation ends whose last statement ends at
// end, and how many comments below that belong to it.
func (r *pythonReader) blockEnd(end, indent int) (blockEnd, comments int) {
	end = max(end, r.behind)
	for _, c := range r.comments {
		if c.indent < indent {
			break
		}
		end = c.End
		comments++
	}
	return end, comments
}

// lineEnds tells whether no code is left on the line.
func (r *pythonReader) lineEnds() bool {
	b := r.peek()
	return b == '\n' || b == '#' || b == 0
}

// nextLine goes from the end of the code of a line to the next code.
func (r *pythonReader) nextLine() {
	end := lineEnd(r.in, r.at)
	if r.behind = 0; r.peek() == '#' {
		r.behind = end
	}
	r.at = min(end+1, len(r.in))
	r.line()
}

// colon goes past the next colon, and what is in brackets before it.
func (r *pythonReader) colon() bool {
	for r.at < len(r.in) {
		switch b := r.in[r.at]; r.classes[b] {
		case newline, closer:
			return false
		case opener:
			if !r.group() {
				return false
			}
		case literal:
			after, comment, ok := r.skip(r.in, r.at)
			if r.at = after; comment || !ok {
				return false
			}
		case letter:
			if r.word() == "lambda" {
				return false
			}
		default:
			if r.at++; b == ':' && r.peek() != '=' {
				return true
			}
		}
	}
	return false
}

// code goes to the end of the line's code, which may go on over lines, or to stop.
// It returns where the last token ends, and how many assignments it went past.
func (r *pythonReader) code(stop byte) (end, equals int, ok bool) {
	end = r.at
	for r.at < len(r.in) {
		b := r.in[r.at]
		switch r.classes[b] {
		case newline:
			return end, equals, true
		case blank:
			r.at++
			continue
		case closer:
			return 0, 0, false
		case opener:
			if !r.group() {
				return 0, 0, false
			}
		case literal:
			if b == '#' {
				return end, equals, true
			}
			if !r.literal() {
				return 0, 0, false
			}
			if b == '\\' {
				continue
			}
		default:
			if b == stop {
				return end, equals, true
			}
			if r.at++; b == '=' && r.assigned() {
				equals++
			}
		}
		end = r.at
	}
	return end, equals, true
}

// assigned tells whether the equals sign before the next byte stands alone.
func (r *pythonReader) assigned() bool {
	return r.at > 1 && r.classes[r.in[r.at-2]] != other && r.peek() != '='
}
