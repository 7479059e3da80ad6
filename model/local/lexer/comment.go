package lexer

import "strings"

// comment cuts a comment that starts at i. A block comment goes first: Lua's --[[
// is also a line comment's start.
func (l *Language) comment(line string, i int) (piece, bool) {
	rest := line[i:]
	if l.blockOpen != "" && strings.HasPrefix(rest, l.blockOpen) {
		end, depth := l.commentEnd(line, i+len(l.blockOpen), 1)
		p := piece{end: end}
		if depth > 0 {
			p.state = newState(modeComment, depth)
		}
		return p, true
	}
	for _, prefix := range l.commentPrefixes {
		if strings.HasPrefix(rest, prefix) && l.mayComment(line, i) {
			return piece{end: len(line), toEnd: true}, true
		}
	}
	return piece{}, false
}

// mayComment holds back a # inside a word, as in $# or page#part.
func (l *Language) mayComment(line string, i int) bool {
	return !l.hashNeedsSpace || line[i] != '#' || i == 0 || isSpace(line[i-1])
}

// commentEnd is the end of a block comment that is depth deep at i, and how
// deep it still is there: 0 if it is closed.
func (l *Language) commentEnd(line string, i, depth int) (int, int) {
	if !l.nested {
		end := strings.Index(line[i:], l.blockClose)
		if end < 0 {
			return len(line), depth
		}
		return i + end + len(l.blockClose), 0
	}
	for i < len(line) {
		switch rest := line[i:]; {
		case strings.HasPrefix(rest, l.blockOpen):
			i += len(l.blockOpen)
			depth++
		case strings.HasPrefix(rest, l.blockClose):
			i += len(l.blockClose)
			if depth--; depth == 0 {
				return i, 0
			}
		default:
			i++
		}
	}
	return len(line), depth
}

// Comment returns what makes a line a comment: what to put before it, and after it
// where a comment has to be closed. Both are empty in languages without comments.
func (l *Language) Comment() (open, end string) {
	if len(l.commentPrefixes) > 0 {
		return l.commentPrefixes[0], ""
	}
	return l.blockOpen, l.blockClose
}
