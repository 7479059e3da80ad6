package script

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/syntax/lexical"
	"github.com/inkling-lsp/inkling/context/text"
)

// soup is a run of statements that declare nothing: without semicolons, they are
// not told apart until one declares something.
type soup struct {
	first   bool   // there was no token yet
	fresh   bool   // the next token is the first of its line
	operand bool   // the last token may end an expression
	control string // the word that the line began with
}

// other goes past statements that declare nothing.
func (r *scriptReader) other() bool {
	s := soup{first: true}
	for r.At < len(r.In) {
		switch b := r.In[r.At]; r.Classes[b] {
		case lexical.Blank:
			r.At++
			continue
		case lexical.Newline:
			s.fresh = true
			r.At++
			continue
		case lexical.Letter, lexical.Digit:
			if end, ok := r.over(s); end {
				return ok
			}
			start := r.At
			s.operand = r.operand(false)
			if s.fresh || s.first {
				s.control = r.In[start:r.At]
			}
		case lexical.Opener: // a block on a line of its own may declare something
			if b == '{' && s.fresh && s.operand && !conditional(s.control) || !r.Group() {
				return false
			}
			s.operand = true
		case lexical.Closer:
			return b == '}'
		case lexical.Literal:
			comment, ok := r.quoted(&s)
			if !ok {
				return false
			}
			if comment {
				continue
			}
		default:
			if b == ';' || b == '@' && s.fresh && s.operand {
				if b == ';' {
					r.At++
				}
				return true
			}
			var ok bool
			if s.operand, ok = r.operator(s.operand, false); !ok {
				return false
			}
		}
		s.first, s.fresh = false, false
	}
	return true
}

// over tells whether the soup ends before the word that begins here, which
// declares something; it is not ok if that may belong to a statement.
func (r *scriptReader) over(s soup) (end, ok bool) {
	before := r.In[r.before()]
	if s.first || !s.fresh && before != '}' {
		return false, false
	}
	switch r.declares() {
	case "":
		return false, false
	case "function", "class", "import":
		if !s.operand { // it is a value
			return false, false
		}
	}
	return true, s.fresh && s.operand && (before != ')' || !conditional(s.control))
}

// quoted goes past a string, a comment, a regular expression or a slash.
func (r *scriptReader) quoted(s *soup) (comment, ok bool) {
	start := r.At
	if s.operand && strings.IndexByte(")}", r.In[r.before()]) >= 0 { // behind a condition, a regular expression may begin
		r.At, comment, ok = r.Skip(r.In, r.At)
	} else {
		comment, ok = r.text(s.operand)
	}
	if comment && ok {
		r.Docs.Comment(text.Range{Start: start, End: r.At})
		return true, true
	}
	s.operand = r.In[r.At-1] != '/' || !s.operand
	return false, ok
}

// before is where the last byte before here stands that is no white space.
func (r *scriptReader) before() int {
	at := r.At - 1
	for at > 0 && lexical.IsSpace(r.In[at]) {
		at--
	}
	return max(at, 0)
}

// conditional tells whether a statement that begins with a word has others in it.
func conditional(word string) bool {
	switch word {
	case "if", "for", "while", "with", "else", "do", "try", "catch", "finally", "switch":
		return true
	}
	return false
}
