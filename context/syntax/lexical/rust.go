package lexical

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/syntax/outline"
	"github.com/inkling-lsp/inkling/context/text"
)

type rustReader struct {
	Scanner
	depth int
}

// scope is what declarations stand in.
type scope struct {
	owner string
	typed bool // the owner is a type, not a module
}

// Rust reads the outline of a Rust file.
func Rust(content string) (outline.Outline, bool) {
	if Odd(content) {
		return outline.Outline{}, false
	}
	r := rustReader{Scanner: NewScanner(content, rustClasses, skipRust)}
	if strings.HasPrefix(content, "#!") && !strings.HasPrefix(content, "#![") {
		return outline.Outline{}, false
	}
	if !r.list(0, func() bool { return r.item(scope{}) }) {
		return outline.Outline{}, false
	}
	return r.Out, true
}

// list reads what stands before the closer, or the end of the text: items, or
// what has commas between.
func (r *rustReader) list(Closer byte, one func() bool) bool {
	if r.depth++; r.depth > MaxDepth {
		return false
	}
	for {
		if !r.Space() {
			return false
		}
		switch b := r.Peek(); {
		case b == Closer:
			r.depth--
			return Closer != 0 || r.At == len(r.In)
		case b == ';' || b == ',' && Closer != 0:
			r.At++
		case b == '#':
			if !r.attribute() {
				return false
			}
		case !one():
			return false
		}
	}
}

// visibility goes past pub and where it is seen.
func (r *rustReader) visibility() bool {
	at := r.At
	if r.Word() != "pub" {
		r.At = at
		return true
	}
	if !r.Tokens() {
		return false
	}
	if r.Peek() == '(' && !r.Group() {
		return false
	}
	return r.Tokens()
}

func (r *rustReader) item(in scope) bool {
	start := r.At
	if !r.visibility() {
		return false
	}
	for {
		before := r.At
		word := r.Word()
		if !r.Tokens() {
			return false
		}
		next := r.In[r.At:]
		switch word {
		case "default", "async", "unsafe", "auto", "safe":
			if IsLetter(next[0]) {
				continue
			}
		case "const":
			if w := next[:nameEnd(next)]; w == "fn" || w == "unsafe" || w == "async" || w == "extern" {
				continue
			}
		case "extern":
			if next[0] == '"' && (!r.Literal() || !r.Tokens()) {
				return false
			}
			switch b := r.Peek(); {
			case b == '{':
				return r.foreign(start, in)
			case strings.HasPrefix(next, "crate"):
				return r.crate(start)
			case IsLetter(b):
				continue
			}
			return false
		}
		return r.declaration(start, before, word, in)
	}
}

// declaration reads an item. The next byte is behind its keyword.
func (r *rustReader) declaration(start, keyword int, word string, in scope) bool {
	f := Found{Kind: rustKinds[word], Owner: in.owner, Start: start}
	switch {
	case word == "fn":
		if in.typed {
			f.Kind = outline.Method
		}
		return r.function(f)
	case word == "const", word == "static", word == "type":
		return r.value(f)
	case word == "struct", word == "union" && IsLetter(r.Peek()):
		return r.container(f, r.field)
	case word == "enum":
		return r.container(f, r.variant)
	case word == "trait", word == "mod":
		return r.container(f, r.item)
	case word == "impl":
		return r.impl(start, in)
	case word == "use":
		return r.use(start)
	case strings.HasPrefix(r.In[keyword:], "macro_rules!"):
		r.At++
		return r.macro(f)
	}
	r.At = keyword
	return r.invocation()
}

var rustKinds = map[string]outline.Kind{
	"fn": outline.Function, "const": outline.Constant, "static": outline.Variable, "type": outline.Type, "struct": outline.Struct,
	"union": outline.Struct, "enum": outline.Enum, "trait": outline.Interface, "mod": outline.Module, "macro_rules": outline.Macro,
}

// name reads the name of a declaration.
func (r *rustReader) name() (text.Range, bool) {
	start := r.At
	if strings.HasPrefix(r.In[r.At:], "r#") {
		r.At += len("r#")
	}
	if r.Word() == "" {
		return text.Range{}, false
	}
	name := text.Range{Start: start, End: r.At}
	return name, r.Tokens()
}

func (r *rustReader) function(f Found) bool {
	f.Doc = r.Docs.Take(f.Start)
	name, ok := r.name()
	if !ok || !r.head() {
		return false
	}
	f.Body = r.At
	if r.Peek() == '{' {
		if !r.Group() {
			return false
		}
	} else {
		r.At++
		f.Body = r.At
	}
	f.End = r.At
	r.Declare(f, name)
	return true
}

// value reads what ends with a semicolon: a constant, or the name of a type.
func (r *rustReader) value(f Found) bool {
	f.Doc = r.Docs.Take(f.Start)
	if f.Kind == outline.Variable && strings.HasPrefix(r.In[r.At:], "mut ") {
		r.At += len("mut ")
		r.Tokens()
	}
	name, ok := r.name()
	if !ok {
		return false
	}
	for {
		if !r.head() {
			return false
		}
		if r.Peek() == ';' {
			break
		}
		if !r.Group() {
			return false
		}
	}
	r.At++
	f.End, f.Body = r.At, r.At
	r.Declare(f, name)
	return true
}

// foreign reads the declarations of another language.
func (r *rustReader) foreign(start int, in scope) bool {
	r.At++
	r.Docs.Enter(start, r.belowAttributes)
	if !r.list('}', func() bool { return r.item(in) }) {
		return false
	}
	r.At++
	return true
}

// macro reads macro_rules!
func (r *rustReader) macro(f Found) bool {
	f.Doc = r.Docs.Take(f.Start)
	if !r.Tokens() {
		return false
	}
	name, ok := r.name()
	if !ok || r.Classes[r.Peek()] != Opener {
		return false
	}
	brace := r.Peek() == '{'
	if !r.Group() {
		return false
	}
	if !brace {
		if !r.Tokens() || r.Peek() != ';' {
			return false
		}
		r.At++
	}
	f.End, f.Body = r.At, r.At
	r.Declare(f, name)
	return true
}
