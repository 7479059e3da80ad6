package lexical

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/text"
)

var pythonClasses = Classes("\"'#\\")

func skipPython(in string, at int) (after int, comment, ok bool) {
	switch in[at] {
	case '#':
		return LineEnd(in, at), true, true
	case '\\':
		if strings.HasPrefix(in[at+1:], "\r\n") {
			return at + 3, false, true
		}
		return min(at+2, len(in)), false, true
	}
	if !strings.HasPrefix(in[at+1:], in[at:at+1]) {
		after, ok = Quoted(in, at, false)
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
	for r.At < len(r.In) {
		indent := 0
		for ; r.At < len(r.In) && r.Classes[r.In[r.At]] == Blank; r.At++ {
			switch r.In[r.At] {
			case '\t':
				indent += 8
			case '\f':
				indent = 0
			default:
				indent++
			}
		}
		switch r.Peek() {
		case '\n':
			r.At++
		case '#':
			end := LineEnd(r.In, r.At)
			r.comments = append(r.comments, ownLine{indent, text.Range{Start: r.At, End: end}})
			r.At = min(end+1, len(r.In))
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
		r.Docs.Comment(c.Range)
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
	b := r.Peek()
	return b == '\n' || b == '#' || b == 0
}

// nextLine goes from the end of the code of a line to the next code.
func (r *pythonReader) nextLine() {
	end := LineEnd(r.In, r.At)
	if r.behind = 0; r.Peek() == '#' {
		r.behind = end
	}
	r.At = min(end+1, len(r.In))
	r.line()
}

// colon goes past the next colon, and what is in brackets before it.
func (r *pythonReader) colon() bool {
	for r.At < len(r.In) {
		switch b := r.In[r.At]; r.Classes[b] {
		case Newline, Closer:
			return false
		case Opener:
			if !r.Group() {
				return false
			}
		case Literal:
			after, comment, ok := r.Skip(r.In, r.At)
			if r.At = after; comment || !ok {
				return false
			}
		case Letter:
			if r.Word() == "lambda" {
				return false
			}
		default:
			if r.At++; b == ':' && r.Peek() != '=' {
				return true
			}
		}
	}
	return false
}

// code goes to the end of the line's code, which may go on over lines, or to stop.
// It returns where the last token ends, and how many assignments it went past.
func (r *pythonReader) code(stop byte) (end, equals int, ok bool) {
	end = r.At
	for r.At < len(r.In) {
		b := r.In[r.At]
		switch r.Classes[b] {
		case Newline:
			return end, equals, true
		case Blank:
			r.At++
			continue
		case Closer:
			return 0, 0, false
		case Opener:
			if !r.Group() {
				return 0, 0, false
			}
		case Literal:
			if b == '#' {
				return end, equals, true
			}
			if !r.Literal() {
				return 0, 0, false
			}
			if b == '\\' {
				continue
			}
		default:
			if b == stop {
				return end, equals, true
			}
			if r.At++; b == '=' && r.assigned() {
				equals++
			}
		}
		end = r.At
	}
	return end, equals, true
}

// assigned tells whether the equals sign before the next byte stands alone.
func (r *pythonReader) assigned() bool {
	return r.At > 1 && r.Classes[r.In[r.At-2]] != Other && r.Peek() != '='
}
