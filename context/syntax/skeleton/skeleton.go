package skeleton

import (
	"slices"
	"strings"

	"github.com/inkling-lsp/inkling/context/text"
)

// Lexis is what a skeleton needs to know of a language of JavaScript's family:
// which braces may hold declarations.
type Lexis struct {
	Keep  string // words before a brace that may hold declarations
	Drop  string // words before one that does not, even so
	Heads string // bytes that go on with a head after a brace in it: T<{ … }> {
}

// Skeleton is a text without some of its parts. The zero value is one of which
// nothing was left out.
type Skeleton struct {
	Text    string
	omitted []omission // in order
}

// omission is where something was left out: at is in the skeleton.
type omission struct {
	at, size int
}

// Source is the offset in the whole text of one in the skeleton. What was left
// out at the offset is before it.
func (s *Skeleton) Source(offset int) int {
	if n := s.before(offset); n > 0 {
		return offset + s.omitted[n-1].size
	}
	return offset
}

// before is how many parts are left out before the byte at offset.
func (s *Skeleton) before(offset int) int {
	n, _ := slices.BinarySearchFunc(s.omitted, offset+1, func(c omission, o int) int { return c.at - o })
	return n
}

// Range is a range of the whole text; what was left out at its end is not in it.
func (s *Skeleton) Range(r text.Range) text.Range {
	if r.Len() == 0 {
		return text.Range{Start: s.Source(r.Start), End: s.Source(r.Start)}
	}
	return text.Range{Start: s.Source(r.Start), End: s.Source(r.End-1) + 1}
}

// cutter makes a skeleton: it goes over the text once.
type cutter struct {
	lexis *Lexis
	in    string
	out   strings.Builder
	from  int // what of in is not yet in out

	comment  int  // where the last line comment ends, its newline included
	document bool // its run has a line of documentation already
	Skeleton
}

// New makes the skeleton of content. It returns false if the braces do not match.
func New(l *Lexis, content string) (*Skeleton, bool) {
	c := cutter{lexis: l, in: content}
	c.out.Grow(len(content) / 2)
	if !c.braced() {
		return nil, false
	}
	c.omit(len(content), len(content))
	c.Text = c.out.String()
	return &c.Skeleton, true
}

// head is what the words before a brace say, back to a brace or a semicolon.
type head struct{ keep, drop bool }

func (c *cutter) braced() (matched bool) {
	var h head
	depth := 0
	for i := 0; i < len(c.in); {
		switch b := c.in[i]; {
		case isLetter(b):
			i = c.word(i, &h)
		case b == '{' && (!h.keep || h.drop):
			end, ok := c.blockEnd(i)
			if !ok {
				return false
			}
			c.omit(i+1, end-1)
			i, h = end, head{}
		case b == '{':
			depth++
			i, h = i+1, head{}
		case b == '}':
			depth--
			i++
			h = head{keep: c.lexis.continues(c.in[i:])}
		case b == ';':
			i, h = i+1, head{}
		case strings.HasPrefix(c.in[i:], "=>"):
			i, h.drop = i+2, true
		case strings.HasPrefix(c.in[i:], "//"):
			i = c.lineComment(i)
		default:
			i = c.step(i)
		}
	}
	return depth == 0
}

// word goes past a word of a head.
func (c *cutter) word(i int, h *head) (after int) {
	end := wordEnd(c.in, i)
	word := c.in[i:end]
	switch l := c.lexis; {
	case listed(l.Keep, word):
		h.keep = true
		h.drop = h.drop && !c.firstOfLine(i) // there may be no semicolon before
	case listed(l.Drop, word):
		h.drop = true
	}
	return end
}

// omit leaves in[from:to] out.
func (c *cutter) omit(from, to int) {
	c.out.WriteString(c.in[c.from:from])
	c.from = to
	if to > from {
		c.omitted = append(c.omitted, omission{c.out.Len(), to - c.out.Len()})
	}
}

// blockEnd is after the brace that closes the one at i.
func (c *cutter) blockEnd(i int) (end int, ok bool) {
	depth := 0
	for i < len(c.in) {
		switch c.in[i] {
		case '{':
			depth++
			i++
		case '}':
			i++
			if depth--; depth == 0 {
				return i, true
			}
		default:
			i = c.step(i)
		}
	}
	return 0, false
}
