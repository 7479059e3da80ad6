package lexical

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/syntax/outline"
	"github.com/inkling-lsp/inkling/context/text"
)

func (r *goReader) typed() bool {
	start := r.at
	f := found{kind: outline.Type, doc: r.docs.Take(start), start: start}
	if r.word() == "" {
		return false
	}
	name := text.Range{Start: start, End: r.at}
	r.blanks()
	if r.peek() == '[' && !r.brackets() {
		return false
	}
	r.blanks()
	alias := r.peek() == '='
	if alias {
		r.at++
		r.blanks()
	}
	from := r.at
	if r.peek() == '/' { // a comment
		return false
	}
	kind, member := r.members()
	if member == nil {
		r.at = from
		ok := r.rest()
		f.end, f.body = r.at, r.at
		r.declare(f, name)
		return ok && r.at > name.End
	}
	if !alias {
		f.kind = kind
	}
	return r.composite(f, name, member)
}

// composite reads a type with members. The next byte is its brace.
func (r *goReader) composite(f found, name text.Range, member func() bool) bool {
	f.body = r.at
	first := len(r.out.Symbols)
	if r.declare(f, name); len(r.out.Symbols) == first {
		return false
	}
	r.at++
	r.within = r.out.Symbols[first].Name
	if !r.list('}', member) {
		return false
	}
	r.at++
	r.out.Symbols[first].Range.End = r.at
	return true
}

// brackets goes past the parameters of a type, if they are some and not the
// length of an array.
func (r *goReader) brackets() bool {
	start := r.at
	if !r.group() {
		return false
	}
	inside := strings.TrimSpace(r.in[start+1 : r.at-1])
	if strings.Contains(inside, "/*") || strings.Contains(inside, "//") {
		return false
	}
	if !strings.ContainsAny(inside, " ,") || !isLetter(inside[0]) {
		r.at = start
		return true
	}
	if !strings.ContainsAny(inside, "+-/%<>") {
		return true
	}
	rest := strings.TrimLeft(inside[nameEnd(inside):], " ")
	array := strings.ContainsAny(rest[:min(1, len(rest))], "+-/%<>") && !strings.HasPrefix(rest, "<-")
	if array {
		r.at = start
	}
	return array
}

// members is what reads a member of the type at the next byte, up to whose brace
// it goes, or nil.
func (r *goReader) members() (kind outline.Kind, member func() bool) {
	switch r.word() {
	case "struct":
		kind, member = outline.Struct, r.field
	case "interface":
		kind, member = outline.Interface, r.method
	}
	r.blanks()
	if r.peek() != '{' {
		return 0, nil
	}
	return kind, member
}

func (r *goReader) field() bool {
	f := found{kind: outline.Field, owner: r.within, doc: r.docs.Take(r.at), start: r.at}
	if r.peek() == '*' {
		r.at++
		return r.embedded(f, r.at)
	}
	if !r.named() {
		return false
	}
	if len(r.names) == 1 {
		switch b := r.peek(); b {
		case '.', '"', '`', '\n', '\r', ';', '}', 0:
			return r.embedded(f, r.names[0].Start)
		case '/':
			return strings.HasPrefix(r.in[r.at:], "//") && r.embedded(f, r.names[0].Start)
		case '[':
			if !r.group() {
				return false
			}
			r.blanks()
			if b := r.peek(); !isLetter(b) && b != '*' && b != '[' && b != '(' && b != '<' {
				return r.embedded(f, r.names[0].Start)
			}
		}
	}
	if !r.rest() {
		return false
	}
	f.end, f.body = r.at, r.at
	return r.add(f)
}

// embedded reads a field whose name is the last part of its type, at start.
func (r *goReader) embedded(f found, start int) bool {
	r.at = start
	for r.word() != "" && r.peek() == '.' {
		r.at++
	}
	name := r.in[start:r.at]
	name = name[strings.LastIndexByte(name, '.')+1:]
	r.blanks()
	end := r.at
	if r.peek() == '[' {
		if !r.group() {
			return false
		}
		end = r.at
	}
	at := start + strings.LastIndex(r.in[start:end], name)
	if name == "" || !r.rest() {
		return false
	}
	f.end, f.body = r.at, r.at
	r.declare(f, text.Range{Start: at, End: at + len(name)})
	return true
}

// method reads what stands in an interface: a method, or the name of another
// interface, which is no symbol.
func (r *goReader) method() bool {
	start := r.at
	r.word()
	name := text.Range{Start: start, End: r.at}
	r.blanks()
	if strings.HasPrefix(r.in[r.at:], "/*") {
		return false
	}
	method := name.End > start && r.peek() == '('
	if !r.rest() || r.at <= start {
		return false
	}
	if method {
		r.declare(found{kind: outline.Method, owner: r.within, doc: r.docs.Take(start), start: start, end: r.at, body: r.at}, name)
	}
	return true
}
