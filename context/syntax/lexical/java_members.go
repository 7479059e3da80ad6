package lexical

import (
	"github.com/inkling-lsp/inkling/context/syntax/outline"
	"github.com/inkling-lsp/inkling/context/text"
)

// constants reads the constants of an enum, up to what follows them.
func (r *javaReader) constants(owner string) bool {
	for {
		if !r.Space() {
			return false
		}
		switch r.Peek() {
		case '}':
			return true
		case ';':
			r.Docs.Enter(r.At, func() int { r.At++; at := r.Next(); r.At--; return at })
			r.At++
			return true
		case ',':
			r.At++
			continue
		}
		f := Found{Kind: outline.EnumMember, Owner: owner, Doc: r.Docs.Take(r.At), Start: r.At}
		if !r.modifiers() {
			return false
		}
		name := text.Range{Start: r.At}
		r.Word()
		name.End = r.At
		f.End = r.At
		for r.Tokens() && (r.Peek() == '(' || r.Peek() == '{') {
			if !r.Group() {
				return false
			}
			f.End = r.At
		}
		if f.Body = f.End; name.Len() == 0 {
			return false
		}
		r.At = f.End
		r.Declare(f, name)
	}
}

// valued reads a method, a constructor or fields.
func (r *javaReader) valued(f Found) bool {
	if r.Peek() == '<' {
		if !r.angles() || !r.Tokens() {
			return false
		}
	}
	words := 0 // of the type and the name
	var name text.Range
	for {
		if !r.Tokens() {
			return false
		}
		start := r.At
		switch b := r.Peek(); {
		case IsLetter(b):
			r.Word()
			words++
			name = text.Range{Start: start, End: r.At}
		case b == '.':
			r.At++
			words--
		case b == '<' && r.angles(), b == '[' && r.Group(), b == '@' && r.annotation():
		case words == 0:
			return false
		case b == '(' && words <= 2, b == '{' && words == 1:
			if f.Kind = outline.Method; words == 1 {
				f.Kind = outline.Constructor
			}
			return r.method(f, name)
		case b == '=' || b == ',' || b == ';':
			return words == 2 && r.fields(f, name)
		default:
			return false
		}
	}
}

// method reads on at the parameters of a method, or at the body of a constructor
// without.
func (r *javaReader) method(f Found, name text.Range) bool {
	f.Doc = r.Docs.Take(f.Start)
	if r.Peek() == '(' && !r.Group() {
		return false
	}
	for {
		if !r.Tokens() {
			return false
		}
		switch b := r.Peek(); {
		case b == '{' || b == ';':
			if f.Body = r.At; b == ';' {
				r.At++
			} else if !r.Group() {
				return false
			}
			f.End = r.At
			r.Declare(f, name)
			return true
		case IsLetter(b):
			if r.Word() == "default" && !r.to(";") {
				return false
			}
		case b == '<' && r.angles(), b == '[' && r.Group(), b == '@' && r.annotation():
		case b == '.' || b == ',':
			r.At++
		default:
			return false
		}
	}
}

// fields reads on behind the name of the first field.
func (r *javaReader) fields(f Found, name text.Range) bool {
	fr := Frame{Start: f.Start, Before: len(r.Out.Symbols)}
	r.Docs.Enter(f.Start, func() int { return name.Start })
	f.Kind = outline.Field
	for {
		f.Start = name.Start
		f.Doc = r.Docs.Take(f.Start)
		if !r.to(",;") {
			return false
		}
		end := r.At
		for IsSpace(r.In[end-1]) {
			end--
		}
		f.End, f.Body = end, end
		r.Declare(f, name)
		fr.Count(&r.Scanner)
		r.At++
		if r.In[r.At-1] == ';' {
			fr.Close(&r.Scanner, r.At)
			return true
		}
		if !r.Tokens() {
			return false
		}
		name.Start = r.At
		r.Word()
		if name.End = r.At; name.Len() == 0 {
			return false
		}
	}
}
