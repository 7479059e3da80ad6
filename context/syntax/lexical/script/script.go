package script

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/syntax/lexical"
	"github.com/inkling-lsp/inkling/context/syntax/outline"
	"github.com/inkling-lsp/inkling/context/text"
)

// scriptReader reads TypeScript.
type scriptReader struct {
	lexical.Scanner
	depth int
	last  lexical.Frame // what the last statement, or all in the last braces, declared
}

// TypeScript reads the outline of a TypeScript file without markup.
func TypeScript(content string) (outline.Outline, bool) {
	if lexical.Odd(content) {
		return outline.Outline{}, false
	}
	r := scriptReader{Scanner: lexical.NewScanner(content, scriptClasses, skipScript)}
	if strings.HasPrefix(content, "#!") {
		r.At = lexical.LineEnd(content, 0)
	}
	if !r.statements("") || r.At < len(content) {
		return outline.Outline{}, false
	}
	return r.Out, true
}

// statements reads up to the brace or the end of the text behind them.
func (r *scriptReader) statements(owner string) bool {
	if r.depth++; r.depth > lexical.MaxDepth {
		return false
	}
	all := lexical.Frame{}
	for {
		if !r.Space() {
			return false
		}
		switch r.Peek() {
		case ';':
			r.At++
		case 0, '}':
			r.depth--
			r.last = all
			return true
		case '{': // what a block declares is found in the tree
			return false
		default:
			if !r.statement(owner) {
				return false
			}
			if all.Declared += r.last.Declared; all.Declared == r.last.Declared {
				all.First = r.last.First
			}
		}
	}
}

func (r *scriptReader) statement(owner string) bool {
	start := r.At
	if r.Peek() == '@' {
		for r.Peek() == '@' {
			if !r.decorator() || !r.gap() {
				return false
			}
		}
		if word := r.declares(); word != "class" && word != "export" {
			return false
		}
	}
	r.last = lexical.Frame{}
	switch word := r.declares(); word {
	case "":
		return r.other()
	case "import":
		return r.imported()
	case "export":
		return r.exported(owner, start)
	default:
		return r.declaration(owner, word, start)
	}
}

// declares is the word that tells which declaration begins here, if one does.
func (r *scriptReader) declares() string {
	at := r.At
	word := r.Word()
	after := r.At
	r.Blanks()
	next := r.Peek()
	second := r.Word()
	r.Blanks()
	third := r.Peek()
	r.At = at
	switch word {
	case "const":
		if second == "enum" {
			return second
		}
		return word
	case "var", "function", "class", "export":
		return word
	case "let":
		if second != "" && second != "in" && second != "of" || next == '{' || next == '[' {
			return word
		}
	case "async", "abstract":
		if word == "async" && second == "function" || word == "abstract" && second == "class" {
			return second
		}
	case "interface", "enum", "namespace", "declare":
		if second != "" && second != "in" && second != "as" && second != "instanceof" {
			return word
		}
	case "module":
		if second != "" && (third == '{' || third == '.') || next == '"' || next == '\'' {
			return "namespace"
		}
	case "type":
		if second != "" && (third == '=' || third == '<' || third == '\n' || third == '\r') {
			return word
		}
	case "import":
		if next != '(' && next != '.' && after < len(r.In) {
			return word
		}
	}
	return ""
}

// exported reads an export, whose decorators are behind its start already.
func (r *scriptReader) exported(owner string, start int) bool {
	r.Word()
	if !r.gap() {
		return false
	}
	word := r.declares()
	if strings.HasPrefix(r.In[r.At:], "default") && len(r.Word()) == len("default") {
		if !r.gap() {
			return false
		}
		word = r.declares()
		if (word == "class" || word == "function") && !r.named() {
			word = ""
		}
	}
	switch {
	case r.Peek() == '@', word == "import", word == "export":
		return false
	case word == "":
		return r.other()
	}
	return r.framed(owner, word, start)
}

// named tells whether the function or the class that begins here has a name.
func (r *scriptReader) named() bool {
	at := r.At
	defer func() { r.At = at }()
	for {
		switch r.Word() {
		case "async", "abstract", "function", "class":
		case "", "extends", "implements":
			return false
		default:
			return true
		}
		if r.Tokens(); r.Peek() == '*' {
			r.At++
			r.Tokens()
		}
	}
}

// framed reads a declaration in what is around it.
func (r *scriptReader) framed(owner, word string, start int) bool {
	inner := r.At
	r.Docs.Enter(start, func() int { return inner })
	if !r.declaration(owner, word, inner) {
		return false
	}
	f := lexical.Frame{Start: start, Declared: r.last.Declared, First: r.last.First}
	f.Close(&r.Scanner, r.At)
	return true
}

// declaration reads what word declares, whose decorators are behind its start
// already.
func (r *scriptReader) declaration(owner, word string, start int) bool {
	f := lexical.Found{Owner: owner, Start: start}
	switch word {
	case "declare":
		r.Word()
		if !r.gap() {
			return false
		}
		if word = r.declares(); word == "" {
			return r.global(owner, start)
		}
		if word == "import" || word == "export" || word == "declare" {
			return false
		}
		return r.framed(owner, word, start)
	case "const", "let", "var":
		return r.variables(f)
	}
	f.Doc = r.Docs.Take(start)
	first := len(r.Out.Symbols)
	if !r.single(f, word) {
		return false
	}
	r.last = lexical.Frame{First: first}
	if len(r.Out.Symbols) > first {
		r.last.Declared = 1
	}
	return true
}

// global reads what is declared for all modules: declare global { … }.
func (r *scriptReader) global(owner string, start int) bool {
	if r.Word() != "global" || !r.gap() || r.Peek() != '{' {
		return false
	}
	documented := false // the first declaration would have the comment
	r.Docs.Enter(start, func() int { documented = true; return -1 })
	if r.At++; documented || !r.statements(owner) || r.Peek() != '}' {
		return false
	}
	f := lexical.Frame{Start: start, Declared: r.last.Declared, First: r.last.First}
	r.At = r.behind(r.At+1, false, true)
	f.Close(&r.Scanner, r.At)
	return true
}

// single reads a declaration of one name.
func (r *scriptReader) single(f lexical.Found, word string) bool {
	switch word {
	case "function":
		return r.function(f)
	case "class":
		return r.class(f)
	case "interface":
		return r.face(f)
	case "enum":
		return r.enum(f)
	case "type":
		return r.alias(f)
	}
	return r.namespace(f)
}

// variables reads declarations of variables.
func (r *scriptReader) variables(f lexical.Found) bool {
	fr := lexical.Frame{Start: f.Start, Before: len(r.Out.Symbols)}
	r.Word()
	first := r.Next()
	r.Docs.Enter(f.Start, func() int { return first })
	for {
		if !r.gap() {
			return false
		}
		f.Start = r.At
		f.Doc = r.Docs.Take(r.At)
		if !r.variable(f) {
			return false
		}
		fr.Count(&r.Scanner)
		if end := r.At; r.Next() < 0 || r.In[r.Next()] != ',' {
			r.At = r.behind(end, true, false)
			fr.Close(&r.Scanner, r.At)
			r.last = fr
			return true
		}
		r.At = r.Next() + 1
	}
}

// variable reads a name, its type and its value, and stays where they end.
func (r *scriptReader) variable(f lexical.Found) bool {
	name := text.Range{Start: r.At}
	if r.Peek() == '{' || r.Peek() == '[' {
		if !r.Group() {
			return false
		}
	} else if r.Word() == "" {
		return false
	}
	name.End = r.At
	f.Kind = outline.Variable
	if !r.valued(&f, outline.Function, outline.Class) {
		return false
	}
	r.Declare(f, name)
	r.At = f.End
	return true
}
