package lexical

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/syntax/outline"
	"github.com/inkling-lsp/inkling/context/text"
)

// Reader reads the outline of a text. It returns false if the text has
// something that it doesn't know.
type Reader func(content string) (outline.Outline, bool)

// Odd tells whether a text has a byte order mark or a byte 0, which stands for
// the end here.
func Odd(content string) bool {
	return strings.HasPrefix(content, "\ufeff") || strings.IndexByte(content, 0) >= 0
}

// Class is what a byte may begin.
type Class uint8

const (
	Other   Class = iota // an operator
	Letter               // of a name
	Digit                // of a name that has begun
	Blank                // white space but the end of a line
	Newline              // the end of a line
	Opener               // ( [ {
	Closer               // ) ] }
	Literal              // perhaps a string or a comment
)

// Classes is the lexis of a language: bytes that begin its strings and comments
// are literals.
func Classes(literals string) *[256]Class {
	var c [256]Class
	for b := range c {
		switch b := byte(b); {
		case IsLetter(b):
			c[b] = Letter
		case '0' <= b && b <= '9':
			c[b] = Digit
		case b == ' ' || b == '\t' || b == '\r' || b == '\f':
			c[b] = Blank
		case b == '\n':
			c[b] = Newline
		case strings.IndexByte("([{", b) >= 0:
			c[b] = Opener
		case strings.IndexByte(")]}", b) >= 0:
			c[b] = Closer
		case strings.IndexByte(literals, b) >= 0:
			c[b] = Literal
		}
	}
	return &c
}

// Scanner goes over a text. Its methods return false where the text ends before
// what it has begun.
type Scanner struct {
	In      string
	At      int // the next byte
	Classes *[256]Class
	// Skip goes past the string or the comment that begins at a byte of class
	// Literal, or past that byte.
	Skip func(in string, at int) (after int, comment, ok bool)

	Docs outline.Docs
	Out  outline.Outline
}

// NewScanner is one at the beginning of a text.
func NewScanner(content string, c *[256]Class, skip func(string, int) (int, bool, bool)) Scanner {
	return Scanner{In: content, Classes: c, Skip: skip, Docs: outline.NewDocs(content)}
}

// Space goes past white space, ends of lines and comments, which it notes.
func (s *Scanner) Space() bool {
	for s.At < len(s.In) {
		switch s.Classes[s.In[s.At]] {
		case Blank, Newline:
			s.At++
		case Literal:
			end, comment, ok := s.Skip(s.In, s.At)
			if !comment || !ok {
				return ok
			}
			s.Docs.Comment(text.Range{Start: s.At, End: end})
			s.At = end
		default:
			return true
		}
	}
	return true
}

// Next is where the next token begins, or -1.
func (s *Scanner) Next() int {
	at := s.At
	for at < len(s.In) {
		switch s.Classes[s.In[at]] {
		case Blank, Newline:
			at++
		case Literal:
			end, comment, ok := s.Skip(s.In, at)
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

// Tokens goes past white space, ends of lines and comments in a declaration,
// which are no documentation. It returns false at the end of the text.
func (s *Scanner) Tokens() bool {
	if s.At = s.Next(); s.At < 0 {
		s.At = len(s.In)
	}
	return s.At < len(s.In)
}

// Blanks goes past white space on the line.
func (s *Scanner) Blanks() {
	for s.At < len(s.In) && s.Classes[s.In[s.At]] == Blank {
		s.At++
	}
}

// Word goes past a name and returns it, or nothing.
func (s *Scanner) Word() string {
	start := s.At
	if s.At < len(s.In) && s.Classes[s.In[s.At]] == Letter {
		for s.At++; s.At < len(s.In) && s.Classes[s.In[s.At]]-Letter <= Digit-Letter; s.At++ {
		}
	}
	return s.In[start:s.At]
}

// IsLetter tells whether a name may begin with b.
func IsLetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' || b == '_' || b >= 0x80 }

// nameEnd is where the name ends that s begins with.
func nameEnd(s string) (end int) {
	for end < len(s) && (IsLetter(s[end]) || '0' <= s[end] && s[end] <= '9') {
		end++
	}
	return end
}

// Peek is the next byte, or 0 at the end.
func (s *Scanner) Peek() byte {
	if s.At < len(s.In) {
		return s.In[s.At]
	}
	return 0
}

// Literal goes past the string or the comment at the next byte.
func (s *Scanner) Literal() (ok bool) {
	s.At, _, ok = s.Skip(s.In, s.At)
	return ok
}

// Group goes past the bracket at the next byte and the one that closes it. Only
// brackets of that shape are counted.
func (s *Scanner) Group() bool {
	open := s.In[s.At]
	shut := open + 2
	if open == '(' {
		shut = ')'
	}
	depth := 0
	for s.At < len(s.In) {
		switch b := s.In[s.At]; {
		case b == open:
			depth++
		case b == shut:
			if depth--; depth == 0 {
				s.At++
				return true
			}
		case s.Classes[b] == Literal:
			if !s.Literal() {
				return false
			}
			continue
		}
		s.At++
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

// Quoted is after the string that begins at a quote, whose backslashes escape. It
// may go on over lines only if that is said.
func Quoted(s string, at int, lines bool) (after int, ok bool) {
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

// Slashed is after the comment of C's kind that begins at a slash, if one does.
// That of a line ends before its end.
func Slashed(s string, at int) (after int, comment, ok bool) {
	switch {
	case strings.HasPrefix(s[at:], "//"):
		return LineEnd(s, at), true, true
	case strings.HasPrefix(s[at:], "/*"):
		end, ok := until(s, at+2, "*/")
		return end, true, ok
	}
	return at + 1, false, true
}

// LineEnd is where the line of at ends, before what ends it.
func LineEnd(s string, at int) int {
	if i := strings.IndexByte(s[at:], '\n'); i >= 0 {
		return at + i
	}
	return len(s)
}
