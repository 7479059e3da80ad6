package lexical

import (
	"strings"
)

var javaClasses = classes("\"'/")

func skipJava(in string, at int) (after int, comment, ok bool) {
	switch {
	case in[at] == '/':
		return slashed(in, at)
	case strings.HasPrefix(in[at:], `"""`):
		after, ok = tripled(in, at)
		return after, false, ok
	}
	after, ok = quoted(in, at, false)
	return after, false, ok
}

// to goes to one of the bytes ends, and past the brackets before it.
func (r *javaReader) to(ends string) bool {
	for r.at < len(r.in) {
		switch b := r.in[r.at]; {
		case strings.IndexByte(ends, b) >= 0:
			return true
		case r.classes[b] == opener && r.group():
		case r.classes[b] == opener, r.classes[b] == closer:
			return false
		case r.classes[b] == literal:
			if !r.literal() {
				return false
			}
		case b == '<':
			if !r.angles() {
				r.at++
			}
		default:
			r.at++
		}
	}
	return false
}

// angles goes past the arguments of a type, if they are some.
func (r *javaReader) angles() bool {
	const most = 2000 // bytes; a < that compares is tried too
	depth := 0
	for i := r.at; i < min(r.at+most, len(r.in)); i++ {
		switch b := r.in[i]; b {
		case '<':
			depth++
		case '>':
			if depth--; depth == 0 {
				r.at = i + 1
				return true
			}
		case '.', ',', '?', '&', '[', ']', '@':
		default:
			if c := r.classes[b]; c == other || c == opener || c == closer || c == literal {
				return false
			}
		}
	}
	return false
}

// modifiers goes past annotations and the words before a declaration.
func (r *javaReader) modifiers() bool {
	for {
		if !r.tokens() {
			return false
		}
		start := r.at
		if r.peek() == '@' {
			if strings.HasPrefix(r.in[r.at:], "@interface") {
				return true
			}
			if !r.annotation() {
				return false
			}
			continue
		}
		switch r.word() {
		case "public", "protected", "private", "static", "final", "abstract", "native", "synchronized", "transient",
			"volatile", "strictfp", "default", "sealed":
			continue
		case "non":
			if strings.HasPrefix(r.in[r.at:], "-sealed") {
				r.at += len("-sealed")
				continue
			}
		}
		r.at = start
		return true
	}
}

func (r *javaReader) annotation() bool {
	r.at++
	for r.word() != "" && r.peek() == '.' {
		r.at++
	}
	at := r.at
	if r.tokens() && r.peek() == '(' {
		return r.group()
	}
	r.at = at
	return true
}
