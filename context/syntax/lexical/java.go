package lexical

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/syntax/outline"
	"github.com/inkling-lsp/inkling/context/text"
)

// javaReader reads Java.
type javaReader struct {
	Scanner
	depth int
}

// Java reads the outline of a Java file.
func Java(content string) (outline.Outline, bool) {
	if Odd(content) {
		return outline.Outline{}, false
	}
	r := javaReader{Scanner: NewScanner(content, javaClasses, skipJava)}
	for {
		switch {
		case !r.Space():
			return outline.Outline{}, false
		case r.At == len(content):
			return r.Out, true
		case r.Peek() == ';':
			r.At++
		case !r.top():
			return outline.Outline{}, false
		}
	}
}

func (r *javaReader) top() bool {
	start := r.At
	if r.Word() == "import" {
		return r.imported(start)
	}
	r.At = start
	if !r.modifiers() {
		return false
	}
	if r.Word() == "package" { // an annotated one is all that its file has
		return r.to(";")
	}
	r.At = start
	return r.member("")
}

func (r *javaReader) imported(start int) bool {
	if !r.Tokens() {
		return false
	}
	from := r.At
	if r.Word() == "static" {
		r.Tokens()
		from = r.At
	} else {
		r.At = from
	}
	i := outline.Import{}
	end := from
	for r.Word() != "" {
		end = r.At
		if r.Peek() == '.' {
			r.At++
		}
	}
	if r.Peek() == '*' {
		r.At++
		i.Names = []outline.ImportedName{{Name: "*"}}
	}
	i.Path = strings.Clone(r.In[from:end])
	if r.Tokens(); r.Peek() != ';' || end == from {
		return false
	}
	r.At++
	i.Range = text.Range{Start: start, End: r.At}
	r.Out.Imports = append(r.Out.Imports, i)
	return true
}

// members reads what stands in the braces of a type.
func (r *javaReader) members(owner string) bool {
	if r.depth++; r.depth > MaxDepth {
		return false
	}
	for {
		if !r.Space() {
			return false
		}
		switch r.Peek() {
		case '}':
			r.At++
			r.depth--
			return true
		case ';':
			r.At++
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
	start := r.At
	if !r.modifiers() {
		return false
	}
	before := r.At
	if r.Peek() == '{' {
		return r.Group()
	}
	kind := outline.Kind(0)
	switch word := r.Word(); {
	case word == "class":
		kind = outline.Class
	case word == "interface":
		kind = outline.Interface
	case word == "enum":
		kind = outline.Enum
	case word == "record" && r.record():
		kind = outline.Class
	case word == "" && strings.HasPrefix(r.In[r.At:], "@interface"):
		r.At += len("@interface")
		kind = outline.Interface
	}
	if kind != 0 {
		return r.typed(Found{Kind: kind, Owner: owner, Start: start})
	}
	r.At = before
	return owner != "" && r.valued(Found{Owner: owner, Start: start})
}

// record tells whether a record is declared here, which is also a name.
func (r *javaReader) record() bool {
	at := r.At
	defer func() { r.At = at }()
	if r.Tokens(); r.Word() == "" {
		return false
	}
	r.Tokens()
	return r.Peek() == '(' || r.Peek() == '<'
}

// typed reads a type and its members.
func (r *javaReader) typed(f Found) bool {
	f.Doc = r.Docs.Take(f.Start)
	if !r.Tokens() {
		return false
	}
	name := text.Range{Start: r.At}
	r.Word()
	name.End = r.At
	if !r.to("{;=") || r.Peek() != '{' {
		return false
	}
	f.Body = r.At
	first := len(r.Out.Symbols)
	if r.Declare(f, name); len(r.Out.Symbols) == first {
		return false
	}
	owner := outline.Join(f.Owner, r.Out.Symbols[first].Name)
	r.At++
	if f.Kind == outline.Enum && !r.constants(owner) {
		return false
	}
	if !r.members(owner) {
		return false
	}
	r.Out.Symbols[first].Range.End = r.At
	return true
}
