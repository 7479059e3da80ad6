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
		return until(c.in, i+2, "*/")
	case b == '"', b == '\'':
		return c.quoted(i)
	case b == '`':
		return c.template(i)
	case b == '/' && c.expects(i):
		return c.expression(i)
	}
	return i + 1
}

// lineComment leaves a comment out that is behind code, or below the first line
// of documentation.
func (c *cutter) lineComment(i int) int {
	line := strings.LastIndexByte(c.in[:i], '\n') + 1
	end := until(c.in, i, "\n")
	if strings.TrimLeft(c.in[line:i], " \t") != "" {
		return end // without a semicolon, a statement ends after it
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

func listed(list, name string) bool {
	for word := range strings.FieldsSeq(list) {
		if word == name {
			return true
		}
	}
	return false
}
