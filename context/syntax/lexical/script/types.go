package script

import (
	"github.com/inkling-lsp/inkling/context/syntax/lexical"
	"github.com/inkling-lsp/inkling/context/syntax/outline"
	"github.com/inkling-lsp/inkling/context/text"
)

// function reads a function, or the signature of one.
func (r *scriptReader) function(f lexical.Found) bool {
	f.Kind = outline.Function
	if r.Word() == "async" {
		r.Blanks()
		r.Word()
	}
	if !r.gap() {
		return false
	}
	if r.Peek() == '*' {
		r.At++
		r.gap()
	}
	name := text.Range{Start: r.At}
	r.Word()
	if name.End = r.At; name.Len() == 0 || !r.Tokens() || !r.parameters() {
		return false
	}
	end, ok := r.result()
	switch {
	case !ok:
		return false
	case r.Peek() == '{':
		f.Body = r.At
		if !r.Group() {
			return false
		}
		r.At = r.behind(r.At, false, true)
		f.End = r.At
	default:
		r.At = end
		if !r.ends(true) {
			return false
		}
		r.At = r.behind(end, true, true)
		f.End, f.Body = r.At, r.At
	}
	r.Declare(f, name)
	return true
}

// holder reads the head of a declaration that has members, which read reads
// from its brace on.
func (r *scriptReader) holder(f lexical.Found, read func(owner string) bool) bool {
	if !r.gap() {
		return false
	}
	name := text.Range{Start: r.At}
	r.Word()
	if name.End = r.At; name.Len() == 0 || !r.head() {
		return false
	}
	f.Body = r.At
	first := len(r.Out.Symbols)
	if r.Declare(f, name); len(r.Out.Symbols) == first {
		return false
	}
	if !read(outline.Join(f.Owner, r.Out.Symbols[first].Name)) {
		return false
	}
	r.Out.Symbols[first].Range.End = r.At
	return true
}

func (r *scriptReader) class(f lexical.Found) bool {
	f.Kind = outline.Class
	if r.Word() == "abstract" {
		r.Blanks()
		r.Word()
	}
	return r.holder(f, func(owner string) bool {
		if !r.members(owner) {
			return false
		}
		r.At = r.behind(r.At, false, true)
		return true
	})
}

func (r *scriptReader) face(f lexical.Found) bool {
	f.Kind = outline.Interface
	r.Word()
	return r.holder(f, r.parts)
}

func (r *scriptReader) enum(f lexical.Found) bool {
	f.Kind = outline.Enum
	if r.Word() == "const" {
		r.Blanks()
		r.Word()
	}
	return r.holder(f, r.enumerators)
}

// enumerators reads the members of an enum.
func (r *scriptReader) enumerators(owner string) bool { return r.braced(owner, ",", r.enumerator) }

// enumerator reads a member of an enum.
func (r *scriptReader) enumerator(owner string) bool {
	f := lexical.Found{Kind: outline.EnumMember, Owner: owner, Start: r.At}
	name, ok := r.name()
	if !ok {
		return false
	}
	f.End = r.At
	if at := r.Next(); at >= 0 && r.In[at] == '=' {
		r.At = at + 1
		if f.End, ok = r.run(",", false); !ok {
			return false
		}
	} else if r.Classes[r.In[name.Start]] != lexical.Letter { // without a value such a name is no declaration
		return true
	}
	f.Doc = r.Docs.Take(f.Start)
	f.Body = f.End
	r.add(f, name)
	r.At = f.End
	return true
}

// alias reads a name for a type.
func (r *scriptReader) alias(f lexical.Found) bool {
	f.Kind = outline.Type
	r.Word()
	if !r.gap() {
		return false
	}
	name := text.Range{Start: r.At}
	r.Word()
	name.End = r.At
	if !r.Tokens() || r.Peek() == '<' && (!r.angles() || !r.Tokens()) || r.Peek() != '=' {
		return false
	}
	if r.At++; !r.gap() { // a comment there would be the first member's
		return false
	}
	start := r.At
	end, ok := r.run("", true)
	if !ok || end == start {
		return false
	}
	f.End = r.behind(end, true, true)
	f.Body = f.End
	r.At = start
	object := r.Peek() == '{' && r.Group() && r.At == end
	if object {
		f.Body = start
	}
	first := len(r.Out.Symbols)
	if r.Declare(f, name); len(r.Out.Symbols) == first {
		return false
	}
	if r.At = start; object && !r.parts(outline.Join(f.Owner, r.Out.Symbols[first].Name)) {
		return false
	}
	r.At = f.End
	return true
}

// namespace reads a namespace or a module.
func (r *scriptReader) namespace(f lexical.Found) bool {
	f.Kind = outline.Module
	r.Word()
	if !r.gap() {
		return false
	}
	name := text.Range{Start: r.At}
	if b := r.Peek(); b == '"' || b == '\'' {
		if !r.Literal() {
			return false
		}
	} else {
		for r.Word() != "" && r.Peek() == '.' {
			r.At++
		}
	}
	name.End = r.At
	if name.Len() == 0 || !r.gap() || r.Peek() != '{' {
		return false
	}
	f.Body = r.At
	first := len(r.Out.Symbols)
	r.add(f, name)
	if len(r.Out.Symbols) == first {
		return false
	}
	owner := outline.Join(r.Out.Symbols[first].Owner, r.Out.Symbols[first].Name)
	if r.At++; !r.statements(owner) || r.Peek() != '}' {
		return false
	}
	r.At = r.behind(r.At+1, false, true)
	r.Out.Symbols[first].Range.End = r.At
	return true
}
