package lexical

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/syntax/outline"
	"github.com/inkling-lsp/inkling/context/text"
)

// javaReader reads Java.
type javaReader struct {
	scanner
	depth int
}

// Java reads the outline of a Java file.
func Java(content string) (outline.Outline, bool) {
	if odd(content) {
		return outline.Outline{}, false
	}
	r := javaReader{scanner: newScanner(content, javaClasses, skipJava)}
	for {
		switch {
		case !r.space():
			return outline.Outline{}, false
		case r.at == len(content):
			return r.out, true
		case r.peek() == ';':
			r.at++
		case !r.top():
			return outline.Outline{}, false
		}
	}
}

func (r *javaReader) top() bool {
	start := r.at
	if r.word() == "import" {
		return r.imported(start)
	}
	r.at = start
	if !r.modifiers() {
		return false
	}
	if r.word() == "package" { // an annotated one is all that its file has
		return r.to(";")
	}
	r.at = start
	return r.member("")
}

func (r *javaReader) imported(start int) bool {
	if !r.tokens() {
		return false
	}
	from := r.at
	if r.word() == "static" {
		r.tokens()
		from = r.at
	} else {
		r.at = from
	}
	i := outline.Import{}
	end := from
	for r.word() != "" {
		end = r.at
		if r.peek() == '.' {
			r.at++
		}
	}
	if r.peek() == '*' {
		r.at++
		i.Names = []outline.ImportedName{{Name: "*"}}
	}
	i.Path = strings.Clone(r.in[from:end])
	if r.tokens(); r.peek() != ';' || end == from {
		return false
	}
	r.at++
	i.Range = text.Range{Start: start, End: r.at}
	r.out.Imports = append(r.out.Imports, i)
	return true
}

// members reads what stands in the braces of a type.
func (r *javaReader) members(owner string) bool {
	if r.depth++; r.depth > maxDepth {
		return false
	}
	for {
		if !r.space() {
			return false
		}
		switch r.peek() {
		case '}':
			r.at++
			r.depth--
			return true
		case ';':
			r.at++
		case 0:
			return false
		default:
			if !r.member(owner) {
				return false
			}
		}
	}
}

// member reads a declaration.
func (r *javaReader) member(owner string) bool {
	start := r.at
	if !r.modifiers() {
		return false
	}
	before := r.at
	if r.peek() == '{' {
		return r.group()
	}
	kind := outline.Kind(0)
	switch word := r.word(); {
	case word == "class":
		kind = outline.Class
	case word == "interface":
		kind = outline.Interface
	case word == "enum":
		kind = outline.Enum
	case word == "record" && r.record():
		kind = outline.Class
	case word == "" && strings.HasPrefix(r.in[r.at:], "@interface"):
		r.at += len("@interface")
		kind = outline.Interface
	}
	if kind != 0 {
		return r.typed(found{kind: kind, owner: owner, start: start})
	}
	r.at = before
	return owner != "" && r.valued(found{owner: owner, start: start})
}

// record tells whether a record is declared here, which is also a name.
func (r *javaReader) record() bool {
	at := r.at
	defer func() { r.at = at }()
	if r.tokens(); r.word() == "" {
		return false
	}
	r.tokens()
	return r.peek() == '(' || r.peek() == '<'
}

// typed reads a type and its members.
func (r *javaReader) typed(f found) bool {
	f.doc = r.docs.Take(f.start)
	if !r.tokens() {
		return false
	}
	name := text.Range{Start: r.at}
	r.word()
	name.End = r.at
	if !r.to("{;=") || r.peek() != '{' {
		return false
	}
	f.body = r.at
	first := len(r.out.Symbols)
	if r.declare(f, name); len(r.out.Symbols) == first {
		return false
	}
	owner := outline.Join(f.owner, r.out.Symbols[first].Name)
	r.at++
	if f.kind == outline.Enum && !r.constants(owner) {
		return false
	}
	if !r.members(owner) {
		return false
	}
	r.out.Symbols[first].Range.End = r.at
	return true
}
