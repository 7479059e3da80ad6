package lexical

import (
	"strings"
)

var javaClasses = Classes("\"'/")

func skipJava(in string, at int) (after int, comment, ok bool) {
	switch {
	case in[at] == '/':
		return Slashed(in, at)
	case strings.HasPrefix(in[at:], `"""`):
		after, ok = tripled(in, at)
		return after, false, ok
	}
	after, ok = Quoted(in, at, false)
	return after, false, ok
}

// to goes to one of the bytes ends, and past the brackets before it.
func (r *javaReader) to(ends string) bool {
	for r.At < len(r.In) {
		switch b := r.In[r.At]; {
		case strings.IndexByte(ends, b) >= 0:
			return true
		case r.Classes[b] == Opener && r.Group():
		case r.Classes[b] == Opener, r.Classes[b] == Closer:
			return false
		case r.Classes[b] == Literal:
			if !r.Literal() {
				return false
			}
		case b == '<':
			if !r.angles() {
				r.At++
			}
		default:
			r.At++
		}
	}
	return false
}

// angles goes past the arguments of a type, if they are some.
func (r *javaReader) angles() bool {
	const most = 2000 // bytes; a < that compares is tried too
	depth := 0
	for i := r.At; i < min(r.At+most, len(r.In)); i++ {
		switch b := r.In[i]; b {
		case '<':
			depth++
		case '>':
			if depth--; depth == 0 {
				r.At = i + 1
				return true
			}
		case '.', ',', '?', '&', '[', ']', '@':
		default:
			if c := r.Classes[b]; c == Other || c == Opener || c == Closer || c == Literal {
				return false
			}
		}
	}
	return false
}

// modifiers goes past annotations and the words before a declaration.
func (r *javaReader) modifiers() bool {
	for {
		if !r.Tokens() {
			return false
		}
		start := r.At
		if r.Peek() == '@' {
			if strings.HasPrefix(r.In[r.At:], "@interface") {
				return true
			}
			if !r.annotation() {
				return false
			}
			continue
		}
		switch r.Word() {
		case "public", "protected", "private", "static", "final", "abstract", "native", "synchronized", "transient",
			"volatile", "strictfp", "default", "sealed":
			continue
		case "non":
			if strings.HasPrefix(r.In[r.At:], "-sealed") {
				r.At += len("-sealed")
				continue
			}
		}
		r.At = start
		return true
	}
}

func (r *javaReader) annotation() bool {
	r.At++
	for r.Word() != "" && r.Peek() == '.' {
		r.At++
	}
	at := r.At
	if r.Tokens() && r.Peek() == '(' {
		return r.Group()
	}
	r.At = at
	return true
}
