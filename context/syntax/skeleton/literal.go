package skeleton

import (
	"strings"
	"unicode"
)

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
	case c.lexis.Script && b == '`':
		return c.template(i)
	case c.lexis.Script && b == '/' && c.expects(i):
		return c.expression(i)
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
		if c.lexis.Script { // without a semicolon, a statement ends after it
			return end
		}
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

func (c *cutter) firstOfLine(i int) bool {
	line := strings.LastIndexByte(c.in[:i], '\n') + 1
	return strings.TrimLeft(c.in[line:i], " \t") == ""
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

// continues tells whether what follows a brace belongs to the same head.
func (l *Lexis) continues(rest string) bool {
	rest = strings.TrimLeft(rest, " \t\r\n")
	return rest != "" && strings.IndexByte(l.Heads, rest[0]) >= 0
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
