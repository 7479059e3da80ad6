package script

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/syntax/lexical"
)

// run goes over an expression or a type up to what ends it: a semicolon, a
// closing bracket, the end of a line that stands for a semicolon, one of the
// bytes ends; > there means an arrow. It returns where the last token ends.
func (r *scriptReader) run(ends string, types bool) (end int, ok bool) {
	end = r.At
	operand := false // a token that an expression may end with
	for r.At < len(r.In) {
		b := r.In[r.At]
		switch r.Classes[b] {
		case lexical.Blank:
			r.At++
			continue
		case lexical.Newline:
			if operand && r.automatic(r.At, types, strings.IndexByte(ends, '{') >= 0) {
				return end, true
			}
			r.At++
			continue
		case lexical.Letter, lexical.Digit:
			operand = r.operand(types)
		case lexical.Opener:
			if b == '{' && types && operand {
				return end, strings.IndexByte(ends, '{') >= 0
			}
			if !r.Group() {
				return end, false
			}
			operand = true
		case lexical.Closer:
			return end, true
		case lexical.Literal:
			comment, ok := r.text(operand)
			if !ok {
				return end, false
			}
			if comment {
				continue
			}
			operand = r.In[r.At-1] != '/' || !operand
		default:
			if b == ';' || strings.IndexByte(ends, b) >= 0 && b != '>' && !strings.HasPrefix(r.In[r.At:], "=>") || types && strings.IndexByte(ends, '>') >= 0 && strings.HasPrefix(r.In[r.At:], "=>") {
				return end, true
			}
			if operand, ok = r.operator(operand, types); !ok {
				return end, false
			}
		}
		end = r.At
	}
	return end, true
}

// operand goes past a word or a number, and tells whether it is one.
func (r *scriptReader) operand(types bool) bool {
	start := r.At
	for r.At < len(r.In) && (r.Classes[r.In[r.At]] == lexical.Letter || r.Classes[r.In[r.At]] == lexical.Digit) {
		r.At++
	}
	if start > 0 && r.In[start-1] == '.' {
		return true
	}
	switch r.In[start:r.At] {
	case "as", "satisfies", "new", "typeof", "in", "instanceof", "extends", "keyof", "else", "do":
		return false
	case "is", "infer", "readonly", "unique", "asserts", "abstract":
		return !types
	case "await", "void", "delete", "return", "throw", "case", "yield", "function", "class", "of", "async":
		return types
	}
	return true
}

// text goes past a string, a comment, a regular expression or a slash.
func (r *scriptReader) text(operand bool) (comment, ok bool) {
	if r.Peek() == '/' && r.At+1 < len(r.In) && r.In[r.At+1] != '/' && r.In[r.At+1] != '*' {
		if operand {
			r.At++
			return false, true
		}
		r.At, ok = expression(r.In, r.At)
		return false, ok
	}
	r.At, comment, ok = r.Skip(r.In, r.At)
	return comment, ok
}

// operator goes past an operator, and tells whether what comes before it and with
// it may end an expression.
func (r *scriptReader) operator(before, types bool) (operand, ok bool) {
	b := r.In[r.At]
	two := r.At+1 < len(r.In) && r.In[r.At+1] == b
	switch b {
	case '<':
		if r.angles() {
			return true, true
		}
		r.At++
		return false, !types
	case '=':
		if strings.HasPrefix(r.In[r.At:], "=>") {
			r.At += 2
			return false, true
		}
		r.At++
		return false, !types
	case '!':
		if r.At++; r.Peek() == '=' {
			before = false
		}
		return before, !types
	case '+', '-':
		if r.At++; two {
			r.At++
			return before, true
		}
		return false, true
	case '>':
		r.At++
		return false, !types
	case '\\', '@':
		return false, false
	}
	r.At++
	return false, true
}

// automatic tells whether the end of a line at at stands for a semicolon, as the
// grammar has it. Not before what goes on with an expression.
func (r *scriptReader) automatic(at int, types, body bool) bool {
	save := r.At
	r.At = at
	at = r.Next()
	r.At = save
	if at < 0 {
		return true
	}
	rest := r.In[at:]
	switch rest[0] {
	case ',', '.', ';', '*', '%', '>', '<', '=', '?', '^', '|', '&', '/', ':':
		return false
	case '{':
		return !body
	case '(', '[':
		return types
	case '+', '-':
		return len(rest) > 1 && rest[1] == rest[0]
	case '!':
		return !strings.HasPrefix(rest, "!=")
	case 'i':
		for _, word := range []string{"in", "instanceof"} {
			if strings.HasPrefix(rest, word) && (len(rest) == len(word) || !lexical.IsLetter(rest[len(word)]) || rest[len(word)] == '_') {
				return false
			}
		}
	}
	return true
}

// behind is where a declaration ends whose last token ends at end: behind its
// semicolon, or the comment that the grammar takes to be before the end of a line
// that stands for one.
func (r *scriptReader) behind(end int, semicolon, types bool) int {
	after := end
	for at := end; at < len(r.In); {
		switch b := r.In[at]; r.Classes[b] {
		case lexical.Blank:
			at++
			continue
		case lexical.Newline:
			if semicolon {
				save := r.At
				r.At = at
				next := r.Next()
				r.At = save
				if next >= 0 && r.In[next] == ';' {
					return next + 1
				}
			}
			if r.automatic(at, types, false) {
				return after
			}
			return end
		case lexical.Literal:
			if skipped, comment, ok := r.Skip(r.In, at); comment && ok {
				at, after = skipped, skipped
				continue
			}
		}
		switch {
		case r.In[at] == ';' && semicolon:
			return at + 1
		case r.In[at] == '}':
			return after
		}
		return end
	}
	return after
}
