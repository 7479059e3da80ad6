package lexical

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/syntax/outline"
	"github.com/inkling-lsp/inkling/context/text"
)

type rustReader struct {
	scanner
	depth int
}

// scope is what declarations stand in.
type scope struct {
	owner string
	typed bool // the owner is a type, not a module
}

// Rust reads the outline of a Rust file.
func Rust(content string) (outline.Outline, bool) {
	if odd(content) {
		return outline.Outline{}, false
	}
	r := rustReader{scanner: newScanner(content, rustClasses, skipRust)}
	if strings.HasPrefix(content, "#!") && !strings.HasPrefix(content, "#![") {
		return outline.Outline{}, false
	}
	if !r.list(0, func() bool { return r.item(scope{}) }) {
		return outline.Outline{}, false
	}
	return r.out, true
}

// list reads what stands before the closer, or the end of the text: items, or
// what has commas between.
func (r *rustReader) list(closer byte, one func() bool) bool {
	if r.depth++; r.depth > maxDepth {
		return false
	}
	for {
		if !r.space() {
			return false
		}
		switch b := r.peek(); {
		case b == closer:
			r.depth--
			return closer != 0 || r.at == len(r.in)
		case b == ';' || b == ',' && closer != 0:
			r.at++
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
	at := r.at
	if r.word() != "pub" {
		r.at = at
		return true
	}
	if !r.tokens() {
		return false
	}
	if r.peek() == '(' && !r.group() {
		return false
	}
	return r.tokens()
}

func (r *rustReader) item(in scope) bool {
	start := r.at
	if !r.visibility() {
		return false
	}
	for {
		before := r.at
		word := r.word()
		if !r.tokens() {
			return false
		}
		next := r.in[r.at:]
		switch word {
		case "default", "async", "unsafe", "auto", "safe":
			if isLetter(next[0]) {
				continue
			}
		case "const":
			if w := next[:nameEnd(next)]; w == "fn" || w == "unsafe" || w == "async" || w == "extern" {
				continue
			}
		case "extern":
			if next[0] == '"' && (!r.literal() || !r.tokens()) {
				return false
			}
			switch b := r.peek(); {
			case b == '{':
				return r.foreign(start, in)
			case strings.HasPrefix(next, "crate"):
				return r.crate(start)
			case isLetter(b):
				continue
			}
			return false
		}
		return r.declaration(start, before, word, in)
	}
}

// declaration reads an item. The next byte is behind its keyword.
func (r *rustReader) declaration(start, keyword int, word string, in scope) bool {
	f := found{kind: rustKinds[word], owner: in.owner, start: start}
	switch {
	case word == "fn":
		if in.typed {
			f.kind = outline.Method
		}
		return r.function(f)
	case word == "const", word == "static", word == "type":
		return r.value(f)
	case word == "struct", word == "union" && isLetter(r.peek()):
		return r.container(f, r.field)
	case word == "enum":
		return r.container(f, r.variant)
	case word == "trait", word == "mod":
		return r.container(f, r.item)
	case word == "impl":
		return r.impl(start, in)
	case word == "use":
		return r.use(start)
	case strings.HasPrefix(r.in[keyword:], "macro_rules!"):
		r.at++
		return r.macro(f)
	}
	r.at = keyword
	return r.invocation()
}

var rustKinds = map[string]outline.Kind{
	"fn": outline.Function, "const": outline.Constant, "static": outline.Variable, "type": outline.Type, "struct": outline.Struct,
	"union": outline.Struct, "enum": outline.Enum, "trait": outline.Interface, "mod": outline.Module, "macro_rules": outline.Macro,
}

// name reads the name of a declaration.
func (r *rustReader) name() (text.Range, bool) {
	start := r.at
	if strings.HasPrefix(r.in[r.at:], "r#") {
		r.at += len("r#")
	}
	if r.word() == "" {
		return text.Range{}, false
	}
	name := text.Range{Start: start, End: r.at}
	return name, r.tokens()
}

func (r *rustReader) function(f found) bool {
	f.doc = r.docs.Take(f.start)
	name, ok := r.name()
	if !ok || !r.head() {
		return false
	}
	f.body = r.at
	if r.peek() == '{' {
		if !r.group() {
			return false
		}
	} else {
		r.at++
		f.body = r.at
	}
	f.end = r.at
	r.declare(f, name)
	return true
}

// value reads what ends with a semicolon: a constant, or the name of a type.
func (r *rustReader) value(f found) bool {
	f.doc = r.docs.Take(f.start)
	if f.kind == outline.Variable && strings.HasPrefix(r.in[r.at:], "mut ") {
		r.at += len("mut ")
		r.tokens()
	}
	name, ok := r.name()
	if !ok {
		return false
	}
	for {
		if !r.head() {
			return false
		}
		if r.peek() == ';' {
			break
		}
		if !r.group() {
			return false
		}
	}
	r.at++
	f.end, f.body = r.at, r.at
	r.declare(f, name)
	return true
}

// foreign reads the declarations of another language.
func (r *rustReader) foreign(start int, in scope) bool {
	r.at++
	r.docs.Enter(start, r.belowAttributes)
	if !r.list('}', func() bool { return r.item(in) }) {
		return false
	}
	r.at++
	return true
}

// macro reads macro_rules!
func (r *rustReader) macro(f found) bool {
	f.doc = r.docs.Take(f.start)
	if !r.tokens() {
		return false
	}
	name, ok := r.name()
	if !ok || r.classes[r.peek()] != opener {
		return false
	}
	brace := r.peek() == '{'
	if !r.group() {
		return false
	}
	if !brace {
		if !r.tokens() || r.peek() != ';' {
			return false
		}
		r.at++
	}
	f.end, f.body = r.at, r.at
	r.declare(f, name)
	return true
}
