package lexical

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/syntax/outline"
	"github.com/inkling-lsp/inkling/context/text"
)

// Reader reads the outline of a text. It returns false if the text has
// something that it doesn't know.
type Reader func(content string) (outline.Outline, bool)

// odd tells whether a text has a byte order mark or a byte 0, which stands for
// the end here.
func odd(content string) bool {
	return strings.HasPrefix(content, "\ufeff") || strings.IndexByte(content, 0) >= 0
}

// class is what a byte may begin.
type class uint8

const (
	other   class = iota // an operator
	letter               // of a name
	digit                // of a name that has begun
	blank                // white space but the end of a line
	newline              // the end of a line
	opener               // ( [ {
	closer               // ) ] }
	literal              // perhaps a string or a comment
)

// classes is the lexis of a language: bytes that begin its strings and comments
// are literals.
func classes(literals string) *[256]class {
	var c [256]class
	for b := range c {
		switch b := byte(b); {
		case isLetter(b):
			c[b] = letter
		case '0' <= b && b <= '9':
			c[b] = digit
		case b == ' ' || b == '\t' || b == '\r' || b == '\f':
			c[b] = blank
		case b == '\n':
			c[b] = newline
		case strings.IndexByte("([{", b) >= 0:
			c[b] = opener
		case strings.IndexByte(")]}", b) >= 0:
			c[b] = closer
		case strings.IndexByte(literals, b) >= 0:
			c[b] = literal
		}
	}
	return &c
}

// scanner goes over a text. Its methods return false where the text ends before
// what it has begun.
type scanner struct {
	in      string
	at      int // the next byte
	classes *[256]class
	// skip goes past the string or the comment that begins at a byte of class
	// literal, or past that byte.
	skip func(in string, at int) (after int, comment, ok bool)

	docs outline.Docs
	out  outline.Outline
}

func newScanner(content string, c *[256]class, skip func(string, int) (int, bool, bool)) scanner {
	return scanner{in: content, classes: c, skip: skip, docs: outline.NewDocs(content)}
}

// space goes past white space, ends of lines and comments, which it notes.
func (s *scanner) space() bool {
	for s.at < len(s.in) {
		switch s.classes[s.in[s.at]] {
		case blank, newline:
			s.at++
		case literal:
			end, comment, ok := s.skip(s.in, s.at)
			if !comment || !ok {
				return ok
			}
			s.docs.Comment(text.Range{Start: s.at, End: end})
			s.at = end
		default:
			return true
		}
	}
	return true
}

// next is where the next token begins, or -1.
func (s *scanner) next() int {
	at := s.at
	for at < len(s.in) {
		switch s.classes[s.in[at]] {
		case blank, newline:
			at++
		case literal:
			end, comment, ok := s.skip(s.in, at)
			if !comment || !ok {
				return at
			}
			at = end
		default:
			return at
		}
	}
	return -1
}

// tokens goes past white space, ends of lines and comments in a declaration,
// which are no documentation. It returns false at the end of the text.
func (s *scanner) tokens() bool {
	if s.at = s.next(); s.at < 0 {
		s.at = len(s.in)
	}
	return s.at < len(s.in)
}

// blanks goes past white space on the line.
func (s *scanner) blanks() {
	for s.at < len(s.in) && s.classes[s.in[s.at]] == blank {
		s.at++
	}
}

// word goes past a name and returns it, or nothing.
func (s *scanner) word() string {
	start := s.at
	if s.at < len(s.in) && s.classes[s.in[s.at]] == letter {
		for s.at++; s.at < len(s.in) && s.classes[s.in[s.at]]-letter <= digit-letter; s.at++ {
		}
	}
	return s.in[start:s.at]
}

func isLetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' || b == '_' || b >= 0x80 }

// nameEnd is where the name ends that s begins with.
func nameEnd(s string) (end int) {
	for end < len(s) && (isLetter(s[end]) || '0' <= s[end] && s[end] <= '9') {
		end++
	}
	return end
}

// peek is the next byte, or 0 at the end.
func (s *scanner) peek() byte {
	if s.at < len(s.in) {
		return s.in[s.at]
	}
	return 0
}

// literal goes past the string or the comment at the next byte.
func (s *scanner) literal() (ok bool) {
	s.at, _, ok = s.skip(s.in, s.at)
	return ok
}

// group goes past the bracket at the next byte and the one that closes it. Only
// brackets of that shape are counted.
func (s *scanner) group() bool {
	open := s.in[s.at]
	shut := open + 2
	if open == '(' {
		shut = ')'
	}
	depth := 0
	for s.at < len(s.in) {
		switch b := s.in[s.at]; {
		case b == open:
			depth++
		case b == shut:
			if depth--; depth == 0 {
				s.at++
				return true
			}
		case s.classes[b] == literal:
			if !s.literal() {
				return false
			}
			continue
		}
		s.at++
	}
	return false
}

// until is after the next end, if there is one.
func until(s string, from int, end string) (after int, ok bool) {
	i := strings.Index(s[from:], end)
	if i < 0 {
		return len(s), false
	}
	return from + i + len(end), true
}

// quoted is after the string that begins at a quote, whose backslashes escape. It
// may go on over lines only if that is said.
func quoted(s string, at int, lines bool) (after int, ok bool) {
	quote := s[at]
	for at++; at < len(s); at++ {
		switch s[at] {
		case '\\':
			at++
		case quote:
			return at + 1, true
		case '\n':
			if !lines {
				return at, false
			}
		}
	}
	return len(s), false
}

// tripled is after the string that three quotes begin, whose backslashes escape.
func tripled(s string, at int) (after int, ok bool) {
	quotes := s[at : at+3]
	for at += 3; at < len(s); at++ {
		switch {
		case s[at] == '\\':
			at++
		case strings.HasPrefix(s[at:], quotes):
			return at + 3, true
		}
	}
	return len(s), false
}

// slashed is after the comment of C's kind that begins at a slash, if one does.
// That of a line ends before its end.
func slashed(s string, at int) (after int, comment, ok bool) {
	switch {
	case strings.HasPrefix(s[at:], "//"):
		return lineEnd(s, at), true, true
	case strings.HasPrefix(s[at:], "/*"):
		end, ok := until(s, at+2, "*/")
		return end, true, ok
	}
	return at + 1, false, true
}

// lineEnd is where the line of at ends, before what ends it.
func lineEnd(s string, at int) int {
	if i := strings.IndexByte(s[at:], '\n'); i >= 0 {
		return at + i
	}
	return len(s)
}
