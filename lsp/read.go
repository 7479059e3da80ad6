package lsp

import (
	"math"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// reader walks JSON that the stream has checked, and takes from it what it is
// asked for. It is tolerant where a lost message would do harm: a value of
// another type is passed over and the field keeps its default. Bytes that are
// no UTF-8 stay as they are, since an editor counts them as they are.
//
// The strings it returns are copies; its keys are only borrowed.
type reader struct {
	b []byte
	i int
}

// fields yields the keys of an object, escapes and all. A value that the body
// does not take is passed over. It yields nothing for another type.
func (r *reader) fields(yield func(key string) bool) {
	if !r.enter('{') {
		return
	}
	for r.peek() == '"' {
		start := r.i + 1
		r.skipString()
		key := r.b[start:max(start, r.i-1)]
		if r.peek() == ':' {
			r.i++
		}
		at := r.at()
		if !yield(string(key)) {
			return
		}
		r.pass(at)
	}
	r.leave('}')
}

// elements yields once for each element of an array.
func (r *reader) elements(yield func() bool) {
	if !r.enter('[') {
		return
	}
	for c := r.peek(); c != ']' && c != 0; c = r.peek() {
		at := r.at()
		if !yield() {
			return
		}
		r.pass(at)
	}
	r.leave(']')
}

// text takes a string.
func (r *reader) text(into *string) {
	if r.peek() != '"' {
		return
	}
	start := r.i + 1
	plain := r.skipString()
	raw := r.b[start:max(start, r.i-1)]
	if plain {
		*into = string(raw)
		return
	}
	*into = string(unescape(make([]byte, 0, len(raw)), raw))
}

// number takes a number, cut to a whole one that is not negative and fits LSP's
// unsigned integers.
func (r *reader) number(into *int) {
	if c := r.peek(); c != '-' && (c < '0' || c > '9') {
		return
	}
	start, n := r.i, 0
	for ; r.i < len(r.b) && '0' <= r.b[r.i] && r.b[r.i] <= '9' && n < math.MaxInt32; r.i++ {
		n = n*10 + int(r.b[r.i]-'0')
	}
	if r.i == len(r.b) || !isNumber(r.b[r.i]) {
		*into = min(n, math.MaxInt32)
		return
	}
	for r.i < len(r.b) && isNumber(r.b[r.i]) {
		r.i++
	}
	if f, err := strconv.ParseFloat(string(r.b[start:r.i]), 64); err == nil || f != 0 {
		*into = int(min(max(f, 0), math.MaxInt32))
	}
}

// boolean takes true or false.
func (r *reader) boolean(into *bool) {
	if c := r.peek(); c == 't' || c == 'f' {
		*into = c == 't'
		r.pass(r.i)
	}
}

// Bounds on the paths that walk follows; the paths that are asked for stay well
// below. Without them a path as long as its message would be written again at each
// of its values.
const (
	maxDepth = 5
	maxKey   = 64 // bytes
)

// walk calls f at each value inside an object, at most maxDepth deep and under keys
// of at most maxKey bytes, with the path to it: ".a.b" for {"a":{"b":0}}. f takes
// the value or leaves it.
func (r *reader) walk(f func(path string)) { r.walkIn("", maxDepth, f) }

func (r *reader) walkIn(path string, depth int, f func(path string)) {
	for key := range r.fields {
		if len(key) > maxKey {
			continue
		}
		at, here := r.i, path+"."+key
		if f(here); r.i == at && depth > 1 {
			r.walkIn(here, depth-1, f)
		}
	}
}

func isNumber(c byte) bool {
	return '0' <= c && c <= '9' || c == '.' || c == 'e' || c == 'E' || c == '-' || c == '+'
}

// peek returns the first byte of what comes next, or 0 at the end.
func (r *reader) peek() byte {
	for ; r.i < len(r.b); r.i++ {
		switch c := r.b[r.i]; c {
		case ' ', '\t', '\n', '\r', ',':
		default:
			return c
		}
	}
	return 0
}

func (r *reader) at() int {
	r.peek()
	return r.i
}

func (r *reader) enter(c byte) bool {
	if r.peek() != c {
		return false
	}
	r.i++
	return true
}

func (r *reader) leave(c byte) {
	if r.peek() == c {
		r.i++
	}
}

// pass goes past the value at start unless it has been taken.
func (r *reader) pass(start int) {
	if r.i != start || start == len(r.b) {
		return
	}
	depth := 0
	for c := r.peek(); c != 0; c = r.peek() {
		switch c {
		case '"':
			r.skipString()
		case '{', '[':
			depth++
			r.i++
		case '}', ']':
			depth--
			r.i++
		default:
			r.i++
			for depth == 0 && r.i < len(r.b) && !isEnd(r.b[r.i]) {
				r.i++
			}
		}
		if depth <= 0 {
			return
		}
	}
}

func isEnd(c byte) bool {
	switch c {
	case ' ', '\t', '\n', '\r', ',', '}', ']', '"', '{', '[':
		return true
	}
	return false
}

// skipString goes past a string and reports whether it has no escapes.
func (r *reader) skipString() (plain bool) {
	plain = true
	for r.i++; r.i < len(r.b); r.i++ {
		switch r.b[r.i] {
		case '"':
			r.i++
			return plain
		case '\\':
			plain = false
			r.i++
		}
	}
	r.i = len(r.b)
	return plain
}

var escapes = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

func unescape(to, raw []byte) []byte {
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' || i+1 == len(raw) {
			to = append(to, raw[i])
			continue
		}
		i++
		if raw[i] != 'u' {
			to = append(to, escapes[raw[i]])
			continue
		}
		c := hex(raw[i+1:])
		i += 4
		if utf16.IsSurrogate(c) {
			// A half alone becomes U+FFFD, as DecodeRune says.
			if i+2 < len(raw) && raw[i+1] == '\\' && raw[i+2] == 'u' {
				if pair := utf16.DecodeRune(c, hex(raw[i+3:])); pair != utf8.RuneError {
					to = utf8.AppendRune(to, pair)
					i += 6
					continue
				}
			}
			c = utf8.RuneError
		}
		to = utf8.AppendRune(to, c)
	}
	return to
}

// hex reads four digits, or gives U+FFFD.
func hex(b []byte) rune {
	if len(b) < 4 {
		return utf8.RuneError
	}
	n, err := strconv.ParseUint(string(b[:4]), 16, 16)
	if err != nil {
		return utf8.RuneError
	}
	return rune(n)
}
