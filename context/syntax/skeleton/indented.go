package skeleton

import "strings"

// indented is for Python: of the body of a function only the string stays that
// documents it.
func (c *cutter) indented() {
	for i := 0; i < len(c.in); {
		line := c.logicalLine(i)
		if !line.function() {
			i = line.next
			continue
		}
		body := c.logicalLine(c.blanks(line.next))
		from := line.end
		if body.indent > line.indent && body.isString() {
			from = body.end
			body = c.logicalLine(c.blanks(body.next))
		}
		end := from
		for body.start < len(c.in) && body.indent > line.indent {
			end = body.end
			body = c.logicalLine(c.blanks(body.next))
		}
		if end > from {
			end = c.comments(end, line.indent)
			c.omit(from, end)
		}
		i = until(c.in, max(end, line.next-1), "\n")
	}
}

// comments is the end of the comments after end that are indented further than
// indent: they belong to the body.
func (c *cutter) comments(end, indent int) int {
	for line := until(c.in, end, "\n"); line < len(c.in); line = until(c.in, line, "\n") {
		code := strings.TrimLeft(c.in[line:], " \t")
		at := len(c.in) - len(code)
		switch {
		case code == "" || code[0] == '\n' || code[0] == '\r':
		case code[0] == '#' && at-line > indent:
			end = at + len(strings.TrimRight(c.in[at:until(c.in, at, "\n")], "\r\n"))
		default:
			return end
		}
	}
	return end
}

// logicalLine is a line of Python, and those that brackets, strings and
// backslashes make part of it.
type logicalLine struct {
	start, indent int
	end           int // of its code: after it come spaces, a comment, the newline
	next          int
	text          string // from its first letter to end
}

func (l logicalLine) function() bool {
	text := strings.TrimPrefix(l.text, "async ")
	return strings.HasPrefix(text, "def ") && strings.HasSuffix(text, ":")
}

func (l logicalLine) isString() bool {
	text := strings.TrimLeft(l.text, "rRuU")
	return strings.HasPrefix(text, `"`) || strings.HasPrefix(text, "'")
}

func (c *cutter) logicalLine(start int) logicalLine {
	line := logicalLine{start: start}
	for start+line.indent < len(c.in) && (c.in[start+line.indent] == ' ' || c.in[start+line.indent] == '\t') {
		line.indent++
	}
	first := start + line.indent
	line.end = first
	depth, i := 0, first
	for i < len(c.in) {
		switch b := c.in[i]; {
		case b == '#':
			i = until(c.in, i, "\n") - 1
			if i < len(c.in) && c.in[i] != '\n' {
				i++
			}
			continue
		case b == '\n' && depth <= 0:
			line.next, line.text = i+1, c.in[first:line.end]
			return line
		case b == '\\':
			i++
		case b == '(', b == '[', b == '{':
			depth++
		case b == ')', b == ']', b == '}':
			depth--
		case b == '"', b == '\'':
			i = c.pythonString(i)
			line.end = i
			continue
		}
		if i < len(c.in) && !strings.ContainsRune(" \t\r\n\\", rune(c.in[i])) {
			line.end = i + 1
		}
		i++
	}
	line.next, line.text = len(c.in), c.in[first:line.end]
	return line
}

func (c *cutter) pythonString(i int) int {
	quote := c.in[i : i+1]
	if strings.HasPrefix(c.in[i:], strings.Repeat(quote, 3)) {
		quote = strings.Repeat(quote, 3)
	}
	for i += len(quote); i < len(c.in); i++ {
		switch {
		case c.in[i] == '\\':
			i++
		case strings.HasPrefix(c.in[i:], quote):
			return i + len(quote)
		case c.in[i] == '\n' && len(quote) == 1:
			return i
		}
	}
	return len(c.in)
}

// blanks is the first line from start on that has code.
func (c *cutter) blanks(start int) int {
	for start < len(c.in) {
		code := strings.TrimLeft(c.in[start:], " \t\r")
		if code != "" && code[0] != '\n' && code[0] != '#' {
			return start
		}
		start = until(c.in, start, "\n")
	}
	return start
}
