package script

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/syntax/lexical"
	"github.com/inkling-lsp/inkling/context/syntax/outline"
	"github.com/inkling-lsp/inkling/context/text"
)

// members reads the members of a class, from its brace to behind the one that
// closes it.
func (r *scriptReader) members(owner string) bool { return r.braced(owner, ";,", r.member) }

// braced reads what stands between braces, one after another, from the first brace to
// behind the other.
func (r *scriptReader) braced(owner, separators string, one func(owner string) bool) bool {
	for r.At++; ; {
		if !r.Space() {
			return false
		}
		switch b := r.Peek(); {
		case b == 0:
			return false
		case b == '}':
			r.At++
			return true
		case strings.IndexByte(separators, b) >= 0:
			r.At++
		case !one(owner):
			return false
		}
	}
}

// member reads a member of a class.
func (r *scriptReader) member(owner string) bool {
	outer := r.At
	decorators, ok := r.decorators()
	if !ok {
		return false
	}
	f := lexical.Found{Owner: owner, Start: r.At}
	before, ok := r.modifiers()
	if !ok {
		return false
	}
	if r.Peek() == '{' { // static
		return before && len(decorators) == 0 && r.Group()
	}
	name, ok := r.name()
	if !ok {
		return false
	}
	if at := r.Next(); at >= 0 && r.In[at] == '?' {
		r.At = at + 1
	}
	if at := r.Next(); at >= 0 && (r.In[at] == '(' || r.In[at] == '<') {
		r.At = at
		for _, d := range decorators {
			r.Docs.Pass(d)
		}
		f.Doc = r.Docs.Take(f.Start)
		return r.method(f, name)
	}
	f.Start, f.Kind = outer, outline.Field
	f.Doc = r.Docs.Take(f.Start)
	if !r.valued(&f, outline.Method, 0) || !r.ends(true) {
		return false
	}
	r.add(f, name)
	return true
}

// decorators goes past those before a member.
func (r *scriptReader) decorators() (all []text.Range, ok bool) {
	for r.Peek() == '@' {
		start := r.At
		if !r.decorator() {
			return nil, false
		}
		all = append(all, text.Range{Start: start, End: r.At})
		if !r.gap() {
			return nil, false
		}
	}
	return all, true
}

// modifiers goes past the words before a member's name.
func (r *scriptReader) modifiers() (some, ok bool) {
	for {
		start := r.At
		switch r.Word() {
		case "public", "private", "protected", "static", "override", "readonly", "declare", "abstract", "async", "get", "set", "accessor":
		default:
			if r.At = start; r.Peek() == '*' {
				r.At++
				return true, r.gap()
			}
			return some, true
		}
		after := r.At
		at := r.Next()
		if at < 0 {
			return false, false
		}
		switch c := r.Classes[r.In[at]]; {
		case c == lexical.Letter, c == lexical.Digit, c == lexical.Opener && r.In[at] != '(', c == lexical.Literal, r.In[at] == '*':
			r.At = after
			if r.Blanks(); r.At != at { // a comment, or a line that ends
				return false, false
			}
			some = true
		default:
			r.At = start
			return some, true
		}
	}
}

// name goes past the name of a member.
func (r *scriptReader) name() (name text.Range, ok bool) {
	name.Start = r.At
	switch b := r.Peek(); r.Classes[b] {
	case lexical.Letter:
		r.Word()
	case lexical.Digit:
		r.operand(false)
	case lexical.Literal:
		if b == '/' || b == '`' || !r.Literal() {
			return name, false
		}
	default:
		if b != '[' || !r.Group() {
			return name, false
		}
	}
	name.End = r.At
	return name, true
}

// method reads on at the parameters of a method of a class.
func (r *scriptReader) method(f lexical.Found, name text.Range) bool {
	f.Kind = outline.Method
	if r.Peek() == '<' && (!r.angles() || !r.Tokens()) || r.Peek() != '(' {
		return false
	}
	var properties []property
	if r.In[name.Start:name.End] == "constructor" {
		var ok bool
		if properties, ok = r.properties(f.Owner); !ok {
			return false
		}
	} else if !r.Group() {
		return false
	}
	end, ok := r.result()
	if !ok {
		return false
	}
	f.End, f.Body = end, end
	if r.Peek() == '{' {
		f.Body = r.At
		if !r.Group() {
			return false
		}
		r.At = r.behind(r.At, false, true)
		f.End = r.At
	} else {
		properties = nil
	}
	r.add(f, name)
	for _, p := range properties {
		r.add(p.Found, p.name)
	}
	return true
}
