package lexical

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/syntax/outline"
	"github.com/inkling-lsp/inkling/context/text"
)

var rustClasses = Classes("\"'/")

func skipRust(in string, at int) (after int, comment, ok bool) {
	switch {
	case in[at] == '/':
		return slashedRust(in, at)
	case in[at] == '"':
		if end, raw := rawRust(in, at); raw {
			after, ok = until(in, at+1, end)
			return after, false, ok
		}
		after, ok = Quoted(in, at, true)
		return after, false, ok
	case character(in[at:]):
		after, ok = Quoted(in, at, false)
		return after, false, ok
	}
	return at + 1, false, true // a lifetime
}

// slashedRust knows that comments nest.
func slashedRust(in string, at int) (after int, comment, ok bool) {
	after, comment, ok = Slashed(in, at)
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
	if r > 0 && (IsLetter(in[r-1]) || '0' <= in[r-1] && in[r-1] <= '9') {
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
	start := r.At
	r.At++
	if r.Peek() == '!' {
		r.At++
	}
	if r.Peek() != '[' || !r.Group() {
		return false
	}
	r.Docs.Pass(text.Range{Start: start, End: r.At})
	return true
}

// head goes to the brace or semicolon that ends the head of a declaration.
func (r *rustReader) head() bool {
	for r.At < len(r.In) {
		switch b := r.In[r.At]; {
		case b == '{':
			return r.In[r.At-1] != '<'
		case b == ';':
			return true
		case r.Classes[b] == Opener:
			if !r.Group() {
				return false
			}
		case r.Classes[b] == Closer:
			return false
		case r.Classes[b] == Literal:
			if !r.Literal() {
				return false
			}
		default:
			r.At++
		}
	}
	return false
}

// angles goes past <…>.
func (r *rustReader) angles() bool {
	depth := 0
	for r.At < len(r.In) {
		switch b := r.In[r.At]; {
		case b == '<':
			depth++
			r.At++
		case b == '>' && r.In[r.At-1] != '-' && r.In[r.At-1] != '=':
			r.At++
			if depth--; depth == 0 {
				return true
			}
		case r.Classes[b] == Opener:
			if !r.Group() {
				return false
			}
		case r.Classes[b] == Closer, b == ';':
			return false
		case r.Classes[b] == Literal:
			if !r.Literal() {
				return false
			}
		default:
			r.At++
		}
	}
	return false
}

// element goes to the comma or the closer that ends a field or a variant, and
// returns where its last token ends.
func (r *rustReader) element() (end int, ok bool) {
	end = r.At
	for r.At < len(r.In) {
		switch b := r.In[r.At]; {
		case b == ',', r.Classes[b] == Closer:
			return end, true
		case b == '<':
			if !r.angles() {
				return 0, false
			}
		case r.Classes[b] == Blank, r.Classes[b] == Newline:
			r.At++
			continue
		case r.Classes[b] == Opener:
			if !r.Group() {
				return 0, false
			}
		case r.Classes[b] == Literal:
			after, comment, ok := r.Skip(r.In, r.At)
			if !ok {
				return 0, false
			}
			if comment {
				return end, r.Tokens() && (r.Peek() == ',' || r.Peek() == '}')
			}
			r.At = after
		default:
			r.At++
		}
		end = r.At
	}
	return 0, false
}

// belowAttributes is where the next item begins, or -1.
func (r *rustReader) belowAttributes() int {
	ahead := *r
	ahead.Docs = outline.NewDocs(r.In)
	for ahead.Tokens() && ahead.Peek() == '#' {
		if !ahead.attribute() {
			return -1
		}
	}
	return ahead.At
}

// invocation goes past the call of a macro.
func (r *rustReader) invocation() bool {
	for r.Word() != "" && strings.HasPrefix(r.In[r.At:], "::") {
		r.At += 2
	}
	if r.Peek() != '!' {
		return false
	}
	r.At++
	return r.Tokens() && r.Classes[r.Peek()] == Opener && r.Group()
}
