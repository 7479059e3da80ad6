package script

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/syntax/lexical"
	"github.com/inkling-lsp/inkling/context/syntax/outline"
)

// valued reads on behind the name of a variable or a field: its type, and its
// value, which may be a function or a class and make it one; 0 says that it
// doesn't. It finds where f ends, and its signature.
func (r *scriptReader) valued(f *lexical.Found, function, class outline.Kind) bool {
	f.End, f.Body = r.At, r.At
	at := r.Next()
	if at >= 0 && (r.In[at] == '!' || r.In[at] == '?') {
		r.At = at + 1
		f.End = r.At
		at = r.Next()
	}
	if at >= 0 && r.In[at] == ':' {
		r.At = at + 1
		end, ok := r.run("=,", true)
		if !ok {
			return false
		}
		f.End = end
		r.At = end
		at = r.Next()
	}
	return r.assigned(f, at, function, class)
}

// assigned reads the value of a variable or a field, if there is one at at.
func (r *scriptReader) assigned(f *lexical.Found, at int, function, class outline.Kind) bool {
	f.Body = f.End
	if at < 0 || r.In[at] != '=' || strings.HasPrefix(r.In[at:], "=>") {
		r.At = f.End
		return true
	}
	r.At = at + 1
	if !r.Tokens() {
		return false
	}
	kind, body, ok := r.value()
	if !ok {
		return false
	}
	f.End, f.Body = r.At, r.At
	switch {
	case kind == outline.Class && class != 0, kind == outline.Function && function != 0,
		kind == outline.Method && class != 0: // a generator makes no field a method
		f.Body = body
		if f.Kind = class; kind != outline.Class {
			f.Kind = function
		}
	}
	return true
}

// value goes past a value. Of a function or a class it says so, and where the
// body begins; of a generator it says Method.
func (r *scriptReader) value() (kind outline.Kind, body int, ok bool) {
	start := r.At
	word := r.Word()
	if word == "async" {
		r.Blanks()
		if c := r.Peek(); c != '(' && c != '<' && r.Classes[c] != lexical.Letter {
			r.At, word = start, ""
		} else {
			head := r.At
			if word = r.Word(); word != "function" {
				r.At, word = head, ""
			}
		}
	}
	switch word {
	case "function", "class":
		kind, body, ok = r.defined(word)
		if !ok {
			return 0, 0, false
		}
		if end := r.At; r.ends(false) {
			r.At = end
			return kind, body, true
		}
		kind = 0
	default:
		if word != "" {
			r.At -= len(word)
		}
		if kind, ok = r.arrow(); !ok {
			return 0, 0, false
		}
		body = r.At
	}
	if kind == 0 {
		r.At = start
	}
	block := kind != 0 && r.Peek() == '{'
	if block {
		if !r.Group() || !r.ends(false) {
			return 0, 0, false
		}
		return kind, body, true
	}
	end, ok := r.run(",", false)
	r.At = end
	return kind, body, ok && end > start
}

// defined reads a function or a class in an expression, behind that word.
func (r *scriptReader) defined(word string) (kind outline.Kind, body int, ok bool) {
	kind = outline.Function
	r.Tokens()
	if r.Peek() == '*' {
		kind = outline.Method
		r.At++
		r.Tokens()
	}
	if word == "class" {
		if !r.head() {
			return 0, 0, false
		}
		kind = outline.Class
	} else {
		r.Word()
		if !r.Tokens() || !r.parameters() {
			return 0, 0, false
		}
		if _, ok := r.result(); !ok || r.Peek() != '{' {
			return 0, 0, false
		}
	}
	body = r.At
	return kind, body, r.Group()
}

// arrow goes to the body of a function with an arrow, if one begins here.
func (r *scriptReader) arrow() (kind outline.Kind, ok bool) {
	start := r.At
	switch c := r.Peek(); {
	case c == '<':
		if !r.angles() || !r.Tokens() || r.Peek() != '(' {
			return 0, true // an old cast
		}
		if !r.Group() {
			return 0, false
		}
	case c == '(':
		if !r.Group() {
			return 0, false
		}
	case r.Word() == "":
		return 0, true
	}
	word := r.In[r.At-1] != ')'
	if !r.Tokens() {
		return 0, true
	}
	if r.Peek() == ':' && !word {
		r.At++
		end, ok := r.run(">,", true)
		if !ok || r.In[end-1] == ')' { // whose arrow is it
			return 0, false
		}
	}
	if !strings.HasPrefix(r.In[r.At:], "=>") {
		r.At = start
		return 0, true
	}
	r.At += 2
	return outline.Function, r.Tokens()
}

// ends tells whether an expression ends here.
func (r *scriptReader) ends(types bool) bool {
	for at := r.At; at < len(r.In); {
		switch b := r.In[at]; r.Classes[b] {
		case lexical.Blank:
			at++
		case lexical.Newline:
			return r.automatic(at, types, false)
		case lexical.Closer:
			return true
		case lexical.Literal:
			end, comment, ok := r.Skip(r.In, at)
			if !comment || !ok {
				return false
			}
			at = end
		default:
			return b == ';' || b == ','
		}
	}
	return true
}

// parameters goes past the parameters of a type and those of a function.
func (r *scriptReader) parameters() bool {
	if r.Peek() == '<' && (!r.angles() || !r.Tokens()) {
		return false
	}
	return r.Peek() == '(' && r.Group()
}

// result goes past the type of a result, if there is one, to a body, or it stays
// where the signature ends, which it returns.
func (r *scriptReader) result() (end int, ok bool) {
	end = r.At
	at := r.Next()
	if at >= 0 && r.In[at] == ':' {
		r.At = at + 1
		if end, ok = r.run("{,", true); !ok {
			return end, false
		}
		r.At = end
		at = r.Next()
	}
	if at >= 0 && r.In[at] == '{' {
		r.At = at
	}
	return end, true
}

// head goes to the body of a class or an interface, from its name.
func (r *scriptReader) head() bool {
	for complete := true; r.gap(); {
		switch b := r.Peek(); {
		case b == '{':
			return complete
		case r.Classes[b] == lexical.Letter:
			word := r.Word()
			complete = word != "extends" && word != "implements"
		case b == '<':
			if !r.angles() {
				return false
			}
		case b == '.', b == ',':
			r.At++
			complete = false
		case b == '(' && r.Group():
		default:
			return false
		}
	}
	return false
}
