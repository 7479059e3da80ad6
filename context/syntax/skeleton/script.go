package skeleton

import "strings"

// template goes past a template string, and the code in it.
func (c *cutter) template(i int) int {
	for i++; i < len(c.in); i++ {
		switch {
		case c.in[i] == '\\':
			i++
		case c.in[i] == '`':
			return i + 1
		case strings.HasPrefix(c.in[i:], "${"):
			end, ok := c.blockEnd(i + 1)
			if !ok {
				return len(c.in)
			}
			i = end - 1
		}
	}
	return len(c.in)
}

// expects tells whether a value is expected at i, so that a / there begins a
// regular expression: not after a value.
func (c *cutter) expects(i int) bool {
	before := strings.TrimRight(c.in[:i], " \t\r\n")
	if before == "" {
		return true
	}
	last := before[len(before)-1]
	if !isLetter(last) && last != '$' && (last < '0' || last > '9') {
		return strings.IndexByte(")]}\"'`", last) < 0
	}
	start := len(before)
	for start > 0 && isLetter(before[start-1]) {
		start--
	}
	return listed("return typeof case in of delete void instanceof do else yield await", before[start:])
}

// expression goes past a regular expression, which ends on its line.
func (c *cutter) expression(i int) int {
	class := false
	for j := i + 1; j < len(c.in) && c.in[j] != '\n'; j++ {
		switch c.in[j] {
		case '\\':
			j++
		case '[':
			class = true
		case ']':
			class = false
		case '/':
			if !class {
				return j + 1
			}
		}
	}
	return i + 1
}
