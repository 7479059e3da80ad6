package lexer

import "strings"

// stack is where a template literal stands: inside templates of templates, each
// but the last inside a ${} of the one before, and inside a ${} of the last if
// inHole is set. braces counts the open braces in each ${}, outermost first.
//
// A State has room for maxTemplates levels and maxBraces in each. What is
// nested deeper loses count, and the template ends too early or too late; no
// source that was looked at comes near.
type stack struct {
	templates int
	inHole    bool
	braces    [maxTemplates]uint8
}

const (
	maxTemplates = 5
	maxBraces    = 15
)

func stackOf(s State) stack {
	d := s.detail()
	st := stack{templates: min(max(d&7, 1), maxTemplates), inHole: d>>3&1 == 1}
	for i := range st.braces {
		st.braces[i] = uint8(d >> (4 + 4*i) & maxBraces)
	}
	return st
}

func (st *stack) state() State {
	d := State(st.templates)
	if st.inHole {
		d |= 1 << 3
	}
	for i, n := range st.braces {
		d |= State(n) << (4 + 4*i)
	}
	return modeTemplate | d<<modeBits
}

// templateEnd looks for the end of the outermost template from i on.
func templateEnd(line string, i int, st stack) (int, State) {
	for i < len(line) {
		if st.inHole {
			i = st.hole(line, i)
		} else {
			i = st.text(line, i)
		}
		if st.templates == 0 {
			return i, 0
		}
	}
	return len(line), st.state()
}

// text reads a template's own text up to its end or its next ${}.
func (st *stack) text(line string, i int) int {
	for i < len(line) {
		switch line[i] {
		case '\\':
			i++
		case '`':
			st.templates--
			st.inHole = st.templates > 0
			return i + 1
		case '$':
			if strings.HasPrefix(line[i:], "${") {
				st.inHole = true
				st.braces[st.templates-1] = 0
				return i + 2
			}
		}
		i++
	}
	return len(line)
}

// hole reads the code in a ${} up to its end or the next template.
func (st *stack) hole(line string, i int) int {
	depth := &st.braces[st.templates-1]
	for i < len(line) {
		switch c := line[i]; c {
		case '`':
			if st.templates < maxTemplates {
				st.templates++
				st.braces[st.templates-1] = 0
				st.inHole = false
				return i + 1
			}
		case '{':
			*depth = min(*depth+1, maxBraces)
		case '}':
			if *depth == 0 {
				st.inHole = false
				return i + 1
			}
			*depth--
		case '"', '\'':
			lit := literal{quote: line[i : i+1]}
			i, _ = lit.end(line, i+1)
			continue
		case '/':
			if end := skipInHole(line, i); end > i {
				i = end
				continue
			}
		}
		i++
	}
	return len(line)
}

// skipInHole is the end of a comment or a regular expression at i, or i. A
// block comment in a ${} must end on its line.
func skipInHole(line string, i int) int {
	if strings.HasPrefix(line[i:], "//") {
		return len(line)
	}
	if strings.HasPrefix(line[i:], "/*") {
		if end := strings.Index(line[i+2:], "*/"); end >= 0 {
			return i + 2 + end + 2
		}
		return len(line)
	}
	if end, ok := regexpEnd(line, i); ok {
		return end
	}
	return i
}
