package lexer

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// scan is Line; it also says whether the line ends in a line comment, or in what
// began above: InString and block comments are told by the tokens and the state.
//
// The whole workspace passes through this loop at start-up: one table look-up
// says what a byte starts, words and one-byte operators are cut right here, and
// all that is rare is behind a call.
func (l *Language) scan(dst []Token, s State, line string) ([]Token, State, Place) {
	i := 0
	if s.Inside() {
		var place Place
		if i, s, place = l.resume(s, line); place != Code {
			return dst, s, place
		}
	}
	for i < len(line) {
		start, kind := i, Operator
		switch l.class[line[i]] {
		case space:
			i++
			continue
		case letter:
			for i++; i < len(line) && l.class[line[i]] <= digit; i++ {
			}
			if i < len(line) && line[i] >= utf8.RuneSelf {
				i = l.wordEnd(line, i)
			}
			if i-start <= maxPrefix && l.prefixes != "" {
				if p, ok := l.prefixed(line, start, i); ok {
					dst = append(dst, Token{int32(start), int32(p.end), p.kind, p.open})
					i, s = p.end, p.state
					continue
				}
			}
			kind = l.wordKind(line, start, i)
		case single:
			i++
		case operator:
			if line[i] == '.' && l.numbers&dotStart != 0 && i+1 < len(line) && isDigit(line[i+1]) {
				i, kind = l.numberEnd(line, i), Number
			} else {
				i = l.operatorEnd(line, i)
			}
		case digit:
			i, kind = l.numberEnd(line, i), Number
		case special:
			p := l.special(line, i)
			if p.toEnd {
				return dst, s, Comment
			}
			i, s = p.end, p.state
			if p.token {
				dst = append(dst, Token{int32(start), int32(p.end), p.kind, p.open})
			}
			continue
		case wide:
			if i, kind = l.wideEnd(line, i); kind == noToken {
				continue
			}
		}
		dst = append(dst, Token{Start: int32(start), End: int32(i), Kind: kind})
	}
	return dst, s, Code
}

// noToken is wideEnd's kind for white space.
const noToken = Kind(255)

// wordKind tells keywords from identifiers.
func (l *Language) wordKind(line string, start, end int) Kind {
	word := line[start:end]
	if !l.keywordSet.has(word) {
		return Identifier
	}
	if afterDot(line, start) && !l.afterDot.has(word) {
		return Identifier
	}
	return Keyword
}

// afterDot says whether a single dot is right before i: the last of two or
// three is a range or a spread.
func afterDot(line string, i int) bool {
	return i > 0 && line[i-1] == '.' && (i == 1 || line[i-2] != '.')
}

func (l *Language) operatorEnd(line string, i int) int {
	for _, op := range l.longer[line[i]] {
		if strings.HasPrefix(line[i:], op) {
			return i + len(op)
		}
	}
	return i + 1
}

// special cuts a comment, a literal or what the hook knows, else an operator.
func (l *Language) special(line string, i int) piece {
	if p, ok := l.comment(line, i); ok {
		return p
	}
	if p, ok := l.literalAt(line, i); ok {
		return p
	}
	if l.hook != nil {
		if p, ok := l.hook(l, line, i, i); ok {
			return p
		}
	}
	return piece{end: l.operatorEnd(line, i), kind: Operator, token: true}
}

// wordEnd is the end of a word that goes on at i with a rune beyond ASCII.
func (l *Language) wordEnd(line string, i int) int {
	for i < len(line) {
		if line[i] < utf8.RuneSelf {
			if l.class[line[i]] > digit {
				break
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(line[i:])
		if !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) {
			break
		}
		i += size
	}
	return i
}

// wideEnd cuts what starts with a rune beyond ASCII.
func (l *Language) wideEnd(line string, i int) (int, Kind) {
	r, size := utf8.DecodeRuneInString(line[i:])
	switch {
	case unicode.IsLetter(r):
		return l.wordEnd(line, i), Identifier
	case unicode.IsSpace(r) || r == byteOrderMark:
		return i + size, noToken
	}
	return i + size, Operator
}

// byteOrderMark may start a file; LSP's clients strip it, the disk does not.
const byteOrderMark = '\uFEFF'
