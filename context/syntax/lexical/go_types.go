package lexical

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/syntax/outline"
	"github.com/inkling-lsp/inkling/context/text"
)

func (r *goReader) typed() bool {
	start := r.At
	f := Found{Kind: outline.Type, Doc: r.Docs.Take(start), Start: start}
	if r.Word() == "" {
		return false
	}
	name := text.Range{Start: start, End: r.At}
	r.Blanks()
	if r.Peek() == '[' && !r.brackets() {
		return false
	}
	r.Blanks()
	alias := r.Peek() == '='
	if alias {
		r.At++
		r.Blanks()
	}
	from := r.At
	if r.Peek() == '/' { // a comment
		return false
	}
	kind, member := r.members()
	if member == nil {
		r.At = from
		ok := r.rest()
		f.End, f.Body = r.At, r.At
		r.Declare(f, name)
		return ok && r.At > name.End
	}
	if !alias {
		f.Kind = kind
	}
	return r.composite(f, name, member)
}

// composite reads a type with members. The next byte is its brace.
func (r *goReader) composite(f Found, name text.Range, member func() bool) bool {
	f.Body = r.At
	first := len(r.Out.Symbols)
	if r.Declare(f, name); len(r.Out.Symbols) == first {
		return false
	}
	r.At++
	r.within = r.Out.Symbols[first].Name
	if !r.list('}', member) {
		return false
	}
	r.At++
	r.Out.Symbols[first].Range.End = r.At
	return true
}

// brackets goes past the parameters of a type, if they are some and not the
// length of an array.
func (r *goReader) brackets() bool {
	start := r.At
	if !r.Group() {
		return false
	}
	inside := strings.TrimSpace(r.In[start+1 : r.At-1])
	if strings.Contains(inside, "/*") || strings.Contains(inside, "//") {
		return false
	}
	if !strings.ContainsAny(inside, " ,") || !IsLetter(inside[0]) {
		r.At = start
		return true
	}
	if !strings.ContainsAny(inside, "+-/%<>") {
		return true
	}
	rest := strings.TrimLeft(inside[nameEnd(inside):], " ")
	array := strings.ContainsAny(rest[:min(1, len(rest))], "+-/%<>") && !strings.HasPrefix(rest, "<-")
	if array {
		r.At = start
	}
	return array
}

// members is what reads a member of the type at the next byte, up to whose brace
// it goes, or nil.
func (r *goReader) members() (kind outline.Kind, member func() bool) {
	switch r.Word() {
	case "struct":
		kind, member = outline.Struct, r.field
	case "interface":
		kind, member = outline.Interface, r.method
	}
	r.Blanks()
	if r.Peek() != '{' {
		return 0, nil
	}
	return kind, member
}

func (r *goReader) field() bool {
	f := Found{Kind: outline.Field, Owner: r.within, Doc: r.Docs.Take(r.At), Start: r.At}
	if r.Peek() == '*' {
		r.At++
		return r.embedded(f, r.At)
	}
	if !r.named() {
		return false
	}
	if len(r.names) == 1 {
		switch b := r.Peek(); b {
		case '.', '"', '`', '\n', '\r', ';', '}', 0:
			return r.embedded(f, r.names[0].Start)
		case '/':
			return strings.HasPrefix(r.In[r.At:], "//") && r.embedded(f, r.names[0].Start)
		case '[':
			if !r.Group() {
				return false
			}
			r.Blanks()
			if b := r.Peek(); !IsLetter(b) && b != '*' && b != '[' && b != '(' && b != '<' {
				return r.embedded(f, r.names[0].Start)
			}
		}
	}
	if !r.rest() {
		return false
	}
	f.End, f.Body = r.At, r.At
	return r.add(f)
}

// embedded reads a field whose name is the last part of its type, at start.
func (r *goReader) embedded(f Found, start int) bool {
	r.At = start
	for r.Word() != "" && r.Peek() == '.' {
		r.At++
	}
	name := r.In[start:r.At]
	name = name[strings.LastIndexByte(name, '.')+1:]
	r.Blanks()
	end := r.At
	if r.Peek() == '[' {
		if !r.Group() {
			return false
		}
		end = r.At
	}
	at := start + strings.LastIndex(r.In[start:end], name)
	if name == "" || !r.rest() {
		return false
	}
	f.End, f.Body = r.At, r.At
	r.Declare(f, text.Range{Start: at, End: at + len(name)})
	return true
}

// method reads what stands in an interface: a method, or the name of another
// interface, which is no symbol.
func (r *goReader) method() bool {
	start := r.At
	r.Word()
	name := text.Range{Start: start, End: r.At}
	r.Blanks()
	if strings.HasPrefix(r.In[r.At:], "/*") {
		return false
	}
	method := name.End > start && r.Peek() == '('
	if !r.rest() || r.At <= start {
		return false
	}
	if method {
		r.Declare(Found{Kind: outline.Method, Owner: r.within, Doc: r.Docs.Take(start), Start: start, End: r.At, Body: r.At}, name)
	}
	return true
}
