package lexical

import (
	"github.com/inkling-lsp/inkling/context/syntax/outline"
	"github.com/inkling-lsp/inkling/context/text"
)

// constants reads the constants of an enum, up to what follows them.
func (r *javaReader) constants(owner string) bool {
	for {
		if !r.space() {
			return false
		}
		switch r.peek() {
		case '}':
			return true
		case ';':
			r.docs.Enter(r.at, func() int { r.at++; at := r.next(); r.at--; return at })
			r.at++
			return true
		case ',':
			r.at++
			continue
		}
		f := found{kind: outline.EnumMember, owner: owner, doc: r.docs.Take(r.at), start: r.at}
		if !r.modifiers() {
			return false
		}
		name := text.Range{Start: r.at}
		r.word()
		name.End = r.at
		f.end = r.at
		for r.tokens() && (r.peek() == '(' || r.peek() == '{') {
			if !r.group() {
				return false
			}
			f.end = r.at
		}
		if f.body = f.end; name.Len() == 0 {
			return false
		}
		r.at = f.end
		r.declare(f, name)
	}
}

// valued reads a method, a constructor or fields.
func (r *javaReader) valued(f found) bool {
	if r.peek() == '<' {
		if !r.angles() || !r.tokens() {
			return false
		}
	}
	words := 0 // of the type and the name
	var name text.Range
	for {
		if !r.tokens() {
			return false
		}
		start := r.at
		switch b := r.peek(); {
		case isLetter(b):
			r.word()
			words++
			name = text.Range{Start: start, End: r.at}
		case b == '.':
			r.at++
			words--
		case b == '<' && r.angles(), b == '[' && r.group(), b == '@' && r.annotation():
		case words == 0:
			return false
		case b == '(' && words <= 2, b == '{' && words == 1:
			if f.kind = outline.Method; words == 1 {
				f.kind = outline.Constructor
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
func (r *javaReader) method(f found, name text.Range) bool {
	f.doc = r.docs.Take(f.start)
	if r.peek() == '(' && !r.group() {
		return false
	}
	for {
		if !r.tokens() {
			return false
		}
		switch b := r.peek(); {
		case b == '{' || b == ';':
			if f.body = r.at; b == ';' {
				r.at++
			} else if !r.group() {
				return false
			}
			f.end = r.at
			r.declare(f, name)
			return true
		case isLetter(b):
			if r.word() == "default" && !r.to(";") {
				return false
			}
		case b == '<' && r.angles(), b == '[' && r.group(), b == '@' && r.annotation():
		case b == '.' || b == ',':
			r.at++
		default:
			return false
		}
	}
}

// fields reads on behind the name of the first field.
func (r *javaReader) fields(f found, name text.Range) bool {
	fr := frame{start: f.start, before: len(r.out.Symbols)}
	r.docs.Enter(f.start, func() int { return name.Start })
	f.kind = outline.Field
	for {
		f.start = name.Start
		f.doc = r.docs.Take(f.start)
		if !r.to(",;") {
			return false
		}
		end := r.at
		for isSpace(r.in[end-1]) {
			end--
		}
		f.end, f.body = end, end
		r.declare(f, name)
		fr.count(&r.scanner)
		r.at++
		if r.in[r.at-1] == ';' {
			fr.close(&r.scanner, r.at)
			return true
		}
		if !r.tokens() {
			return false
		}
		name.Start = r.at
		r.word()
		if name.End = r.at; name.Len() == 0 {
			return false
		}
	}
}
