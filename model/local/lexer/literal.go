package lexer

import "strings"

// literal is a way to quote. The first of a language's literals that fits wins,
// so the longest quote comes first.
type literal struct {
	quote     string // opens and closes
	raw       bool   // a backslash means itself
	multiline bool   // goes on below if its line does not close it
	wraps     bool   // goes on below if a backslash ends its line
	// prose marks a quote that is a literal only if its line closes it and neither
	// a word nor a backslash is right before it: text has apostrophes. With the
	// backslash a line's only unclosed quote is its last, so each byte is read at
	// most twice.
	prose bool
	// notAfterWord marks a quote that is an operator right after a word.
	notAfterWord bool
}

// maxPrefix is the length of the longest prefix of a literal, in bytes.
const maxPrefix = 2

// prefixed cuts a literal whose prefix is the word from start to i.
func (l *Language) prefixed(line string, start, i int) (piece, bool) {
	if i == len(line) || l.class[line[i]] != special {
		return piece{}, false
	}
	for _, b := range []byte(line[start:i]) {
		if strings.IndexByte(l.prefixes, b) < 0 {
			return piece{}, false
		}
	}
	if l.hook != nil {
		if p, ok := l.hook(l, line, start, i); ok {
			return p, true
		}
	}
	return l.literalAt(line, i)
}

// literalAt cuts a literal whose quote is at i.
func (l *Language) literalAt(line string, i int) (piece, bool) {
	for n := range l.literals {
		lit := &l.literals[n]
		if !strings.HasPrefix(line[i:], lit.quote) {
			continue
		}
		if i > 0 && lit.isOperatorAfter(l, line[i-1]) {
			return piece{}, false
		}
		end, found := lit.end(line, i+len(lit.quote))
		if found == closed {
			return piece{end: end, kind: String, token: true}, true
		}
		if lit.prose {
			return piece{}, false
		}
		p := piece{end: end, kind: String, token: true, open: true}
		if found == continued {
			p.state = newState(modeLiteral+State(n), 0)
		}
		return p, true
	}
	return piece{}, false
}

func (lit *literal) isOperatorAfter(l *Language, b byte) bool {
	return (lit.prose || lit.notAfterWord) && l.wordByte(b) || lit.prose && b == '\\'
}

func (l *Language) wordByte(b byte) bool { return l.class[b] <= digit || b >= 0x80 }

// ending is how a line leaves a literal.
type ending uint8

const (
	closed    ending = iota
	broken           // unclosed, but over: it can't go on below
	continued        // goes on below
)

// end looks for the closing quote from i on; the end is the line's if there is
// none.
func (lit *literal) end(line string, i int) (int, ending) {
	q := lit.quote[0]
	wrapped := false
	for i < len(line) {
		switch c := line[i]; {
		case c == '\\' && !lit.raw:
			i += 2
			wrapped = i > len(line)
		case c == q && strings.HasPrefix(line[i:], lit.quote):
			return i + len(lit.quote), closed
		default:
			i++
		}
	}
	if lit.multiline || lit.wraps && wrapped {
		return len(line), continued
	}
	return len(line), broken
}

// resume cuts the rest of what goes on from the line above, and says if the line
// ends in it; a wrapped string may, and yet not go on below. A state that this
// language can't have left is code.
func (l *Language) resume(s State, line string) (int, State, Place) {
	mode, end, after := s.mode(), 0, State(0)
	switch {
	case mode == modeComment && l.blockClose != "":
		var depth int
		if end, depth = l.commentEnd(line, 0, max(s.detail(), 1)); depth > 0 {
			return end, newState(modeComment, depth), Comment
		}
		return end, 0, Code
	case mode == modeRaw:
		end, after = rawEnd(line, 0, s.detail())
	case mode == modeTemplate:
		end, after = templateEnd(line, 0, stackOf(s))
	case int(mode-modeLiteral) < len(l.literals):
		var found ending
		switch end, found = l.literals[mode-modeLiteral].end(line, 0); found {
		case broken:
			return end, 0, MultilineString
		case continued:
			after = s
		}
	}
	if after.Inside() {
		return end, after, MultilineString
	}
	return end, 0, Code
}
