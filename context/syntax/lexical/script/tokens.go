package script

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/syntax/lexical"
)

var scriptClasses = func() *[256]lexical.Class {
	c := lexical.Classes("\"'`/")
	c['$'], c['#'] = lexical.Letter, lexical.Letter
	return c
}()

func skipScript(in string, at int) (after int, comment, ok bool) {
	switch {
	case in[at] == '`':
		after, ok = template(in, at)
	case in[at] != '/':
		after, ok = lexical.Quoted(in, at, false)
	case at+1 < len(in) && (in[at+1] == '/' || in[at+1] == '*'):
		after, comment, ok = lexical.Slashed(in, at)
		if i := strings.IndexByte(in[at:after], '\r'); i >= 0 && in[at+1] == '/' {
			after = at + i // to the grammar it ends there
		}
		return after, comment, ok
	default:
		after, ok = slash(in, at)
	}
	return after, false, ok
}

// template goes past a template string, and the code in it.
func template(in string, at int) (after int, ok bool) {
	for at++; at < len(in); at++ {
		switch in[at] {
		case '\\':
			at++
		case '`':
			return at + 1, true
		case '$':
			if at+1 < len(in) && in[at+1] == '{' {
				if at, ok = block(in, at+1); !ok {
					return len(in), false
				}
				at--
			}
		}
	}
	return len(in), false
}

// block is after the brace that closes the one at at.
func block(in string, at int) (after int, ok bool) {
	for depth := 0; at < len(in); {
		switch b := in[at]; {
		case b == '{':
			depth++
		case b == '}':
			if depth--; depth == 0 {
				return at + 1, true
			}
		case scriptClasses[b] == lexical.Literal:
			if at, _, ok = skipScript(in, at); !ok {
				return len(in), false
			}
			continue
		}
		at++
	}
	return len(in), false
}

// slash goes past a regular expression or a slash. Which of them it is, what
// stands before tells; where it doesn't, both have to come to the same.
func slash(in string, at int) (after int, ok bool) {
	before := at - 1
	for before >= 0 && lexical.IsSpace(in[before]) {
		before--
	}
	if before < 0 {
		return expression(in, at)
	}
	b := in[before]
	switch c := scriptClasses[b]; {
	case c == lexical.Letter || c == lexical.Digit:
		start := before
		for start > 0 && (scriptClasses[in[start-1]] == lexical.Letter || scriptClasses[in[start-1]] == lexical.Digit) {
			start--
		}
		if start > 0 && in[start-1] == '.' || !expects(in[start:before+1]) {
			return at + 1, true
		}
		return expression(in, at)
	case b == ']' || b == '"' || b == '\'' || b == '`':
		return at + 1, true
	case b == ')' || b == '}' || b == '/':
		return either(in, at)
	case b == '>' || b == '!' || b == '+' || b == '-':
		if b == '>' && before > 0 && in[before-1] == '=' {
			return expression(in, at)
		}
		return either(in, at)
	}
	return expression(in, at)
}

// expects tells whether a value follows a word, and no operator.
func expects(word string) bool {
	switch word {
	case "return", "typeof", "case", "in", "of", "delete", "void", "instanceof", "do", "else", "yield", "await", "throw", "new":
		return true
	}
	return false
}

// either goes past a slash that may begin a regular expression, if that has no
// brackets and no quotes.
func either(in string, at int) (after int, ok bool) {
	end, found := expression(in, at)
	if !found {
		return at + 1, true
	}
	inside := strings.TrimRight(in[at+1:end], " \t/")
	if inside == "" || strings.ContainsAny(inside, "()[]{}\"'`\\/") || scriptClasses[inside[len(inside)-1]]-lexical.Letter > lexical.Digit-lexical.Letter {
		return len(in), false
	}
	return at + 1, true
}

// expression goes past a regular expression, which ends on its line.
func expression(in string, at int) (after int, ok bool) {
	class := false
	for at++; at < len(in) && in[at] != '\n'; at++ {
		switch in[at] {
		case '\\':
			at++
		case '[':
			class = true
		case ']':
			class = false
		case '/':
			if !class {
				return at + 1, true
			}
		}
	}
	return len(in), false
}

// angles goes past the arguments or parameters of a type, if they are some.
func (r *scriptReader) angles() bool {
	const most = 2000 // bytes; a < that compares is tried too
	save := r.At
	depth := 0
	for limit := min(r.At+most, len(r.In)); r.At < limit; {
		b := r.In[r.At]
		switch c := r.Classes[b]; {
		case b == '<':
			depth++
		case b == '>' && r.In[r.At-1] != '=':
			if depth--; depth == 0 {
				r.At++
				return true
			}
		case c == lexical.Opener:
			if !r.Group() {
				r.At = save
				return false
			}
			continue
		case c == lexical.Literal && b != '/' || c == lexical.Literal && (strings.HasPrefix(r.In[r.At:], "//") || strings.HasPrefix(r.In[r.At:], "/*")):
			if !r.Literal() {
				r.At = save
				return false
			}
			continue
		case c == lexical.Letter, c == lexical.Digit, c == lexical.Blank, c == lexical.Newline, b == '-', b == '>':
		case strings.IndexByte(".,?:=", b) >= 0 && !strings.HasPrefix(r.In[r.At:], "=="):
		case (b == '&' || b == '|') && r.In[r.At-1] != b:
		default:
			r.At = save
			return false
		}
		r.At++
	}
	r.At = save
	return false
}

// gap goes past white space. It returns false at a comment and at the end.
func (r *scriptReader) gap() bool {
	for r.At < len(r.In) && lexical.IsSpace(r.In[r.At]) {
		r.At++
	}
	return r.At < len(r.In) && !strings.HasPrefix(r.In[r.At:], "//") && !strings.HasPrefix(r.In[r.At:], "/*")
}

// decorator goes past a decorator.
func (r *scriptReader) decorator() bool {
	r.At++
	for r.Word() != "" && r.Peek() == '.' {
		r.At++
	}
	switch r.Peek() {
	case '(':
		return r.Group()
	case '<', '[', '.', '@':
		return false
	}
	return true
}
