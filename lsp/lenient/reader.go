package lenient

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// Reader walks JSON that has been checked, and takes from it what it is
// asked for. It is tolerant where a lost message would do harm: a value of
// another type is passed over and the field keeps its default. Bytes that are
// no UTF-8 stay as they are, since an editor counts them as they are.
//
// The strings it returns are copies; its keys are only borrowed.
type Reader struct {
	b []byte
	i int
}

// New returns a reader of b, which it does not change.
func New(b []byte) *Reader { return &Reader{b: b} }

// AtEnd reports whether all is read: the last value may have been cut off.
func (r *Reader) AtEnd() bool { return r.i == len(r.b) }

// Raw takes a value as it stands. It is a copy.
func (r *Reader) Raw() json.RawMessage {
	start := r.at()
	r.pass(start)
	return json.RawMessage(bytes.Clone(r.b[start:r.i]))
}

// Fields yields the keys of an object, escapes and all. A value that the body
// does not take is passed over. It yields nothing for another type.
func (r *Reader) Fields(yield func(key string) bool) {
	if !r.enter('{') {
		return
	}
	for r.Peek() == '"' {
		start := r.i + 1
		r.skipString()
		key := r.b[start:max(start, r.i-1)]
		if r.Peek() == ':' {
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

// Elements yields once for each element of an array.
func (r *Reader) Elements(yield func() bool) {
	if !r.enter('[') {
		return
	}
	for c := r.Peek(); c != ']' && c != 0; c = r.Peek() {
		at := r.at()
		if !yield() {
			return
		}
		r.pass(at)
	}
	r.leave(']')
}

// Text takes a string.
func (r *Reader) Text(into *string) {
	if r.Peek() != '"' {
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

// Number takes a number, cut to a whole one that is not negative and fits LSP's
// unsigned integers.
func (r *Reader) Number(into *int) {
	if c := r.Peek(); c != '-' && (c < '0' || c > '9') {
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

// Boolean takes true or false.
func (r *Reader) Boolean(into *bool) {
	if c := r.Peek(); c == 't' || c == 'f' {
		*into = c == 't'
		r.pass(r.i)
	}
}

// Walk calls f at each value inside an object, however deep, with the path to it:
// ".a.b" for {"a":{"b":0}}. f takes the value or leaves it.
func (r *Reader) Walk(f func(path string)) { r.walkIn("", f) }

func (r *Reader) walkIn(path string, f func(path string)) {
	for key := range r.Fields {
		at, here := r.i, path+"."+key
		if f(here); r.i == at {
			r.walkIn(here, f)
		}
	}
}

func isNumber(c byte) bool {
	return '0' <= c && c <= '9' || c == '.' || c == 'e' || c == 'E' || c == '-' || c == '+'
}

// Peek returns the first byte of what comes next, or 0 at the end.
func (r *Reader) Peek() byte {
	for ; r.i < len(r.b); r.i++ {
		switch c := r.b[r.i]; c {
		case ' ', '\t', '\n', '\r', ',':
		default:
			return c
		}
	}
	return 0
}

func (r *Reader) at() int {
	r.Peek()
	return r.i
}

func (r *Reader) enter(c byte) bool {
	if r.Peek() != c {
		return false
	}
	r.i++
	return true
}

func (r *Reader) leave(c byte) {
	if r.Peek() == c {
		r.i++
	}
}

// pass goes past the value at start unless it has been taken.
func (r *Reader) pass(start int) {
	if r.i != start || start == len(r.b) {
		return
	}
	depth := 0
	for c := r.Peek(); c != 0; c = r.Peek() {
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
func (r *Reader) skipString() (plain bool) {
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
