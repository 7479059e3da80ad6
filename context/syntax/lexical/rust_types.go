package lexical

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/syntax/outline"
	"github.com/inkling-lsp/inkling/context/text"
)

// container reads what may have members.
func (r *rustReader) container(f found, member func(scope) bool) bool {
	f.doc = r.docs.Take(f.start)
	name, ok := r.name()
	if !ok {
		return false
	}
	if f.kind == outline.Struct {
		if ok, done := r.tuple(f, name); done {
			return ok
		}
	}
	if !r.head() {
		return false
	}
	f.body = r.at
	if r.peek() == ';' {
		if f.kind != outline.Struct && f.kind != outline.Module {
			return false
		}
		r.at++
		f.end, f.body = r.at, r.at
		r.declare(f, name)
		return true
	}
	first := len(r.out.Symbols)
	if r.declare(f, name); len(r.out.Symbols) == first {
		return false
	}
	inside := scope{outline.Join(f.owner, r.out.Symbols[first].Name), f.kind != outline.Module}
	r.at++
	if !r.list('}', func() bool { return member(inside) }) {
		return false
	}
	r.at++
	r.out.Symbols[first].Range.End = r.at
	return true
}

// tuple reads a struct whose fields have no names, if this is one.
func (r *rustReader) tuple(f found, name text.Range) (ok, done bool) {
	at := r.at
	if r.peek() == '<' && !r.angles() {
		return false, true
	}
	if r.tokens(); r.peek() != '(' {
		r.at = at
		return true, false
	}
	f.body = r.at
	if !r.group() || strings.Contains(r.in[f.body:r.at], "{") || !r.head() || r.peek() != ';' {
		return false, true
	}
	r.at++
	f.end = r.at
	r.declare(f, name)
	return true, true
}

func (r *rustReader) field(in scope) bool {
	f := found{kind: outline.Field, owner: in.owner, doc: r.docs.Take(r.at), start: r.at}
	if !r.visibility() {
		return false
	}
	name, ok := r.name()
	if !ok || r.peek() != ':' {
		return false
	}
	return r.member(f, name)
}

func (r *rustReader) variant(in scope) bool {
	f := found{kind: outline.EnumMember, owner: in.owner, doc: r.docs.Take(r.at), start: r.at}
	name, ok := r.name()
	r.at = name.End
	return ok && r.member(f, name)
}

func (r *rustReader) member(f found, name text.Range) (ok bool) {
	f.end, ok = r.element()
	f.end = max(f.end, name.End)
	f.body = f.end
	if ok {
		r.declare(f, name)
	}
	return ok
}

// impl reads members of a type that is declared elsewhere.
func (r *rustReader) impl(start int, in scope) bool {
	r.docs.Take(start)
	if r.peek() == '<' && !r.angles() {
		return false
	}
	r.tokens()
	name := r.at
	if !r.head() || r.peek() != '{' {
		return false
	}
	of := r.in[name:r.at]
	if strings.Contains(of, "/*") || strings.Contains(of, "//") {
		return false
	}
	of = implemented(of)
	owner, base := outline.Split(in.owner, outline.OwnerName(of))
	if outline.IsName(base) {
		in = scope{outline.Join(owner, base), true}
	}
	r.at++
	if !r.list('}', func() bool { return r.item(in) }) {
		return false
	}
	r.at++
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
		case isLetter(b):
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
