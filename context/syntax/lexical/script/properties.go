package script

import (
	"github.com/inkling-lsp/inkling/context/syntax/lexical"
	"github.com/inkling-lsp/inkling/context/syntax/outline"
	"github.com/inkling-lsp/inkling/context/text"
)

// property is a parameter that declares a property.
type property struct {
	lexical.Found
	name text.Range
}

// properties reads the parameters of a constructor.
func (r *scriptReader) properties(owner string) (all []property, ok bool) {
	for r.At++; ; {
		if !r.Space() {
			return nil, false
		}
		switch r.Peek() {
		case ')':
			r.At++
			return all, true
		case ',':
			r.At++
			continue
		}
		p, declares, ok := r.property(owner)
		if !ok {
			return nil, false
		}
		if declares {
			all = append(all, p)
		}
	}
}

// property reads a parameter of a constructor, and tells whether it declares one.
func (r *scriptReader) property(owner string) (p property, declares, ok bool) {
	p = property{Found: lexical.Found{Kind: outline.Field, Owner: owner, Start: r.At}}
	if _, ok = r.decorators(); !ok {
		return p, false, false
	}
	if declares, ok = r.modifiers(); !ok {
		return p, false, false
	}
	for r.Peek() == '.' {
		r.At++
	}
	p.name.Start = r.At
	if r.Peek() == '{' || r.Peek() == '[' {
		ok = r.Group()
	} else {
		ok = r.Word() != ""
	}
	p.name.End = r.At
	if declares {
		p.Doc = r.Docs.Take(p.Start)
	}
	if !ok || !r.valued(&p.Found, 0, 0) || !r.ends(true) {
		return p, false, false
	}
	p.Body = p.End
	r.At = p.End
	return p, declares, true
}
