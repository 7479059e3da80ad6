package skeleton

import (
	"slices"
	"strings"
	"unicode"

	"github.com/inkling-lsp/inkling/context/text"
)

// Lexis is what a skeleton needs to know of a language: how braces in comments
// and strings look, and which braces may hold declarations. Comments are // and
// /* */.
type Lexis struct {
	Keep   string // words before a brace that may hold declarations
	Drop   string // words before one that does not, even so
	Whole  string // words whose statement, up to its semicolon, is kept
	Raw    byte   // the delimiter of strings without escapes, if there are such
	Nested bool   // block comments nest
	Rust   bool   // 'a may be no character, r#" is a string
	Blocks bool   // """ is a string
}

// Skeleton is a text without some of its parts. The zero value is one of which
// nothing was left out.
type Skeleton struct {
	Text    string
	omitted []omission // in order
}

// omission is where something was left out: at is in the skeleton.
type omission struct{ at, size int }

// Source is the offset in the whole text of one in the skeleton. What was left
// out at the offset is before it.
func (s *Skeleton) Source(offset int) int {
	n, _ := slices.BinarySearchFunc(s.omitted, offset+1, func(c omission, o int) int { return c.at - o })
	if n == 0 {
		return offset
	}
	return offset + s.omitted[n-1].size
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

// New returns false if the braces of content do not match.
func New(l *Lexis, content string) (*Skeleton, bool) {
	c := cutter{lexis: l, in: content}
	c.out.Grow(len(content) / 2)
	keep, drop, depth := false, false, 0
	for i := 0; i < len(content); {
		switch b := content[i]; {
		case isLetter(b):
			end := wordEnd(content, i)
			keep = keep || listed(l.Keep, content[i:end])
			drop = drop || listed(l.Drop, content[i:end])
			if listed(l.Whole, content[i:end]) {
				i = until(content, end, ";") - 1
				continue
			}
			i = c.afterWord(i, end)
		case b == '{' && (!keep || drop):
			end, ok := c.blockEnd(i)
			if !ok {
				return nil, false
			}
			c.omit(i+1, end-1)
			i, keep, drop = end, false, false
		case b == '{', b == '}', b == ';':
			if b == '{' {
				depth++
			} else if b == '}' {
				depth--
			}
			i, keep, drop = i+1, false, false
		case strings.HasPrefix(content[i:], "//"):
			i = c.lineComment(i)
		default:
			i = c.step(i)
		}
	}
	c.omit(len(content), len(content))
	c.Text = c.out.String()
	return &c.Skeleton, depth == 0
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
		switch b := c.in[i]; {
		case b == '{':
			depth++
			i++
		case b == '}':
			i++
			if depth--; depth == 0 {
				return i, true
			}
		case c.lexis.Rust && b == 'r':
			end := wordEnd(c.in, i)
			i = c.afterWord(i, end)
		default:
			i = c.step(i)
		}
	}
	return 0, false
}

// step goes past a comment, a string or one byte.
func (c *cutter) step(i int) int {
	switch b := c.in[i]; {
	case b == '/' && i+1 < len(c.in) && c.in[i+1] == '/':
		return until(c.in, i, "\n")
	case b == '/' && i+1 < len(c.in) && c.in[i+1] == '*':
		return c.block(i)
	case b == '"' && c.lexis.Blocks && strings.HasPrefix(c.in[i:], `"""`):
		return until(c.in, i+3, `"""`)
	case b == '\'' && c.lexis.Rust && !isChar(c.in[i:]):
		return i + 1
	case b == '"', b == '\'':
		return c.quoted(i)
	case b == c.lexis.Raw && b != 0:
		return until(c.in, i+1, c.in[i:i+1])
	}
	return i + 1
}

// afterWord goes past a word, and a raw string that it begins.
func (c *cutter) afterWord(start, end int) int {
	if !c.lexis.Rust || !listed("r br", c.in[start:end]) {
		return end
	}
	hashes := end
	for hashes < len(c.in) && c.in[hashes] == '#' {
		hashes++
	}
	if hashes == len(c.in) || c.in[hashes] != '"' {
		return end
	}
	return until(c.in, hashes+1, `"`+c.in[end:hashes])
}

// lineComment leaves a comment out that is behind code, or below the first line
// of documentation.
func (c *cutter) lineComment(i int) int {
	line := strings.LastIndexByte(c.in[:i], '\n') + 1
	end := until(c.in, i, "\n")
	if strings.TrimLeft(c.in[line:i], " \t") != "" {
		c.omit(i, i+len(strings.TrimRight(c.in[i:end], "\r\n")))
		return end
	}
	if c.comment != line {
		c.document = false
	}
	c.comment = end
	if c.document {
		c.omit(line, end)
		return end
	}
	c.document = documents(c.in[i:end])
	return end
}

// documents tells whether a comment has words that are no directive.
func documents(comment string) bool {
	return !strings.HasPrefix(comment, "//go:") && strings.ContainsFunc(comment, unicode.IsLetter)
}

func (c *cutter) block(i int) int {
	if !c.lexis.Nested {
		return until(c.in, i+2, "*/")
	}
	for depth := 0; i < len(c.in); {
		switch {
		case strings.HasPrefix(c.in[i:], "/*"):
			depth++
			i += 2
		case strings.HasPrefix(c.in[i:], "*/"):
			i += 2
			if depth--; depth == 0 {
				return i
			}
		default:
			i++
		}
	}
	return i
}

func (c *cutter) quoted(i int) int {
	quote := c.in[i]
	for i++; i < len(c.in); i++ {
		switch c.in[i] {
		case '\\':
			i++
		case quote:
			return i + 1
		}
	}
	return len(c.in)
}

// until is after the next end, or the end of s.
func until(s string, from int, end string) int {
	if i := strings.Index(s[from:], end); i >= 0 {
		return from + i + len(end)
	}
	return len(s)
}

func wordEnd(s string, i int) int {
	for i < len(s) && (isLetter(s[i]) || '0' <= s[i] && s[i] <= '9') {
		i++
	}
	return i
}

func isLetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' || b == '_' || b >= 0x80 }

// isChar tells a character literal from a lifetime.
func isChar(s string) bool {
	if len(s) > 1 && s[1] == '\\' {
		return true
	}
	for i, r := range s[1:] {
		if i > 0 {
			return r == '\''
		}
	}
	return false
}

func listed(list, name string) bool {
	for word := range strings.FieldsSeq(list) {
		if word == name {
			return true
		}
	}
	return false
}
