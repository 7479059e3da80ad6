package lexical

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/syntax/outline"
	"github.com/inkling-lsp/inkling/context/text"
)

// container reads what may have members.
func (r *rustReader) container(f Found, member func(scope) bool) bool {
	f.Doc = r.Docs.Take(f.Start)
	name, ok := r.name()
	if !ok {
		return false
	}
	if f.Kind == outline.Struct {
		if ok, done := r.tuple(f, name); done {
			return ok
		}
	}
	if !r.head() {
		return false
	}
	f.Body = r.At
	if r.Peek() == ';' {
		if f.Kind != outline.Struct && f.Kind != outline.Module {
			return false
		}
		r.At++
		f.End, f.Body = r.At, r.At
		r.Declare(f, name)
		return true
	}
	first := len(r.Out.Symbols)
	if r.Declare(f, name); len(r.Out.Symbols) == first {
		return false
	}
	inside := scope{outline.Join(f.Owner, r.Out.Symbols[first].Name), f.Kind != outline.Module}
	r.At++
	if !r.list('}', func() bool { return member(inside) }) {
		return false
	}
	r.At++
	r.Out.Symbols[first].Range.End = r.At
	return true
}

// tuple reads a struct whose fields have no names, if this is one.
func (r *rustReader) tuple(f Found, name text.Range) (ok, done bool) {
	at := r.At
	if r.Peek() == '<' && !r.angles() {
		return false, true
	}
	if r.Tokens(); r.Peek() != '(' {
		r.At = at
		return true, false
	}
	f.Body = r.At
	if !r.Group() || strings.Contains(r.In[f.Body:r.At], "{") || !r.head() || r.Peek() != ';' {
		return false, true
	}
	r.At++
	f.End = r.At
	r.Declare(f, name)
	return true, true
}

func (r *rustReader) field(in scope) bool {
	f := Found{Kind: outline.Field, Owner: in.owner, Doc: r.Docs.Take(r.At), Start: r.At}
	if !r.visibility() {
		return false
	}
	name, ok := r.name()
	if !ok || r.Peek() != ':' {
		return false
	}
	return r.member(f, name)
}

func (r *rustReader) variant(in scope) bool {
	f := Found{Kind: outline.EnumMember, Owner: in.owner, Doc: r.Docs.Take(r.At), Start: r.At}
	name, ok := r.name()
	r.At = name.End
	return ok && r.member(f, name)
}

func (r *rustReader) member(f Found, name text.Range) (ok bool) {
	f.End, ok = r.element()
	f.End = max(f.End, name.End)
	f.Body = f.End
	if ok {
		r.Declare(f, name)
	}
	return ok
}

// impl reads members of a type that is declared elsewhere.
func (r *rustReader) impl(start int, in scope) bool {
	r.Docs.Take(start)
	if r.Peek() == '<' && !r.angles() {
		return false
	}
	r.Tokens()
	name := r.At
	if !r.head() || r.Peek() != '{' {
		return false
	}
	of := r.In[name:r.At]
	if strings.Contains(of, "/*") || strings.Contains(of, "//") {
		return false
	}
	of = implemented(of)
	owner, base := outline.Split(in.owner, outline.OwnerName(of))
	if outline.IsName(base) {
		in = scope{outline.Join(owner, base), true}
	}
	r.At++
	if !r.list('}', func() bool { return r.item(in) }) {
		return false
	}
	r.At++
	return true
}

// implemented is the type in Trait for Type where …, in which Trait may have a
// for of its own.
func implemented(head string) string {
	depth, from, end := 0, 0, len(head)
	for i := 0; i < len(head); i++ {
		switch b := head[i]; {
		case b == '<' || b == '(' || b == '[':
			depth++
		case b == ')' || b == ']' || b == '>' && head[i-1] != '-':
			depth--
		case IsLetter(b):
			word := head[i : i+nameEnd(head[i:])]
			if depth == 0 && word == "for" && !strings.HasPrefix(strings.TrimLeft(head[i+3:], " "), "<") {
				from = i + len(word)
			}
			if depth == 0 && word == "where" {
				end = i
				i = len(head)
			}
			i += len(word) - 1
		}
	}
	return strings.TrimSpace(head[from:end])
}
