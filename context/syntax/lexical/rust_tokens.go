package lexical

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/syntax/outline"
	"github.com/inkling-lsp/inkling/context/text"
)

var rustClasses = classes("\"'/")

func skipRust(in string, at int) (after int, comment, ok bool) {
	switch {
	case in[at] == '/':
		return slashedRust(in, at)
	case in[at] == '"':
		if end, raw := rawRust(in, at); raw {
			after, ok = until(in, at+1, end)
			return after, false, ok
		}
		after, ok = quoted(in, at, true)
		return after, false, ok
	case character(in[at:]):
		after, ok = quoted(in, at, false)
		return after, false, ok
	}
	return at + 1, false, true // a lifetime
}

// slashedRust knows that comments nest.
func slashedRust(in string, at int) (after int, comment, ok bool) {
	after, comment, ok = slashed(in, at)
	if !ok || !comment || in[at+1] == '/' {
		return after, comment, ok
	}
	for nested := at + 2; ok; {
		i := strings.Index(in[nested:after], "/*")
		if i < 0 {
			break
		}
		nested += i + 2
		after, ok = until(in, after, "*/")
	}
	return after, true, ok
}

// rawRust tells whether the string at a quote is a raw one, which r or r# begin,
// and what ends it.
func rawRust(in string, at int) (end string, raw bool) {
	r := at - 1
	for r >= 0 && in[r] == '#' {
		r--
	}
	if r < 0 || in[r] != 'r' {
		return "", false
	}
	if r > 0 && (in[r-1] == 'b' || in[r-1] == 'c') {
		r--
	}
	if r > 0 && (isLetter(in[r-1]) || '0' <= in[r-1] && in[r-1] <= '9') {
		return "", false
	}
	return "\"" + in[strings.LastIndexByte(in[:at], 'r')+1:at], true
}

// character tells a character in quotes from a lifetime.
func character(s string) bool {
	if strings.HasPrefix(s[1:], `\`) {
		return true
	}
	for i, r := range s[1:] {
		if i > 0 {
			return r == '\''
		}
	}
	return false
}

func (r *rustReader) attribute() bool {
	start := r.at
	r.at++
	if r.peek() == '!' {
		r.at++
	}
	if r.peek() != '[' || !r.group() {
		return false
	}
	r.docs.Pass(text.Range{Start: start, End: r.at})
	return true
}

// head goes to the brace or semicolon that ends the head of a declaration.
func (r *rustReader) head() bool {
	for r.at < len(r.in) {
		switch b := r.in[r.at]; {
		case b == '{':
			return r.in[r.at-1] != '<'
		case b == ';':
			return true
		case r.classes[b] == opener:
			if !r.group() {
				return false
			}
		case r.classes[b] == closer:
			return false
		case r.classes[b] == literal:
			if !r.literal() {
				return false
			}
		default:
			r.at++
		}
	}
	return false
}

// angles goes past <…>.
func (r *rustReader) angles() bool {
	depth := 0
	for r.at < len(r.in) {
		switch b := r.in[r.at]; {
		case b == '<':
			depth++
			r.at++
		case b == '>' && r.in[r.at-1] != '-' && r.in[r.at-1] != '=':
			r.at++
			if depth--; depth == 0 {
				return true
			}
		case r.classes[b] == opener:
			if !r.group() {
				return false
			}
		case r.classes[b] == closer, b == ';':
			return false
		case r.classes[b] == literal:
			if !r.literal() {
				return false
			}
		default:
			r.at++
		}
	}
	return false
}

// element goes to the comma or the closer that ends a field or a variant, and
// returns where its last token ends.
func (r *rustReader) element() (end int, ok bool) {
	end = r.at
	for r.at < len(r.in) {
		switch b := r.in[r.at]; {
		case b == ',', r.classes[b] == closer:
			return end, true
		case b == '<':
			if !r.angles() {
				return 0, false
			}
		case r.classes[b] == blank, r.classes[b] == newline:
			r.at++
			continue
		case r.classes[b] == opener:
			if !r.group() {
				return 0, false
			}
		case r.classes[b] == literal:
			after, comment, ok := r.skip(r.in, r.at)
			if !ok {
				return 0, false
			}
			if comment {
				return end, r.tokens() && (r.peek() == ',' || r.peek() == '}')
			}
			r.at = after
		default:
			r.at++
		}
		end = r.at
	}
	return 0, false
}

// belowAttributes is where the next item begins, or -1.
func (r *rustReader) belowAttributes() int {
	ahead := *r
	ahead.docs = outline.NewDocs(r.in)
	for ahead.tokens() && ahead.peek() == '#' {
		if !ahead.attribute() {
			return -1
		}
	}
	return ahead.at
}

// invocation goes past the call of a macro.
func (r *rustReader) invocation() bool {
	for r.word() != "" && strings.HasPrefix(r.in[r.at:], "::") {
		r.at += 2
	}
	if r.peek() != '!' {
		return false
	}
	r.at++
	return r.tokens() && r.classes[r.peek()] == opener && r.group()
}
