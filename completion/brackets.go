package completion

import "strings"

// nesting is what a piece of code has open after a scan. It knows strings, but
// no comments and no language: it is a cheap second look at what the model,
// which lexes, has already promised.
type nesting struct {
	open  []byte // openers, outermost first
	quote byte   // of the string that the scan ended in, or 0
	// outer counts closers that had nothing to close in what was scanned.
	outer int
	// wrong is set when a closer met an opener of another kind.
	wrong bool
}

// scan goes on over code.
func (n *nesting) scan(code string) {
	for i := 0; i < len(code); i++ {
		ch := code[i]
		switch {
		case n.quote != 0:
			if ch == '\\' && n.quote != '`' {
				i++
			} else if ch == n.quote {
				n.quote = 0
			}
		case ch == '"' || ch == '\'' || ch == '`':
			n.quote = ch
		case strings.IndexByte("([{", ch) >= 0:
			n.open = append(n.open, ch)
		case strings.IndexByte(")]}", ch) >= 0:
			n.closed(ch)
		}
	}
}

func (n *nesting) closed(ch byte) {
	last := len(n.open) - 1
	if last < 0 {
		n.outer++
		return
	}
	n.wrong = n.wrong || opener(ch) != n.open[last]
	n.open = n.open[:last]
}

func opener(closer byte) byte {
	switch closer {
	case ')':
		return '('
	case ']':
		return '['
	}
	return '{'
}

// selfContained reports whether insertion closes all it opens and nothing else,
// and ends in a string only if it began in that string.
func selfContained(before, insertion string) bool {
	var line nesting
	line.scan(before)
	n := nesting{quote: line.quote}
	n.scan(insertion)
	return n.quote == line.quote && len(n.open) == 0 && n.outer == 0 && !n.wrong
}

// balanced reports whether a line may go on with insertion and end there: each
// closer meets its opener, and what insertion leaves open is its last token.
// Closers of brackets from lines above are trusted.
func balanced(before, insertion string) bool {
	var line nesting
	line.scan(before)
	line.wrong, line.outer = false, 0
	depth := len(line.open)
	line.scan(insertion)
	if line.wrong {
		return false
	}
	if line.quote != 0 || len(line.open) <= depth {
		return true
	}
	return strings.HasSuffix(strings.TrimRight(insertion, " \t"), string(line.open[len(line.open)-1]))
}
