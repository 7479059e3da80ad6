package script

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/syntax/lexical"
	"github.com/inkling-lsp/inkling/context/syntax/outline"
	"github.com/inkling-lsp/inkling/context/text"
)

// imported reads an import.
func (r *scriptReader) imported() bool {
	i := outline.Import{Range: text.Range{Start: r.At}}
	r.Word()
	if !r.gap() || !r.typeOnly() {
		return false
	}
	if r.Classes[r.Peek()] == lexical.Letter {
		name := strings.Clone(r.Word())
		if !r.gap() {
			return false
		}
		switch r.Peek() {
		case '=':
			i.Alias = name
			return r.required(&i)
		case ',':
			r.At++
			r.gap()
		}
		i.Names = append(i.Names, outline.ImportedName{Name: "default", Alias: name})
	}
	switch r.Peek() {
	case '*':
		r.At++
		if r.gap(); r.Word() != "as" || !r.gap() {
			return false
		}
		i.Alias = strings.Clone(r.Word())
		r.gap()
	case '{':
		if !r.specifiers(&i) || !r.gap() {
			return false
		}
	}
	return r.source(&i)
}

// typeOnly goes past the word type, if it is no name.
func (r *scriptReader) typeOnly() bool {
	at := r.At
	if r.Word() == "type" {
		if !r.gap() {
			return false
		}
		after := r.At
		if word := r.Word(); word != "from" && r.In[after] != ',' && r.In[after] != '=' {
			at = after
		}
	}
	r.At = at
	return true
}

// required reads what is behind the name of an import from the sign on:
// = require("module").
func (r *scriptReader) required(i *outline.Import) bool {
	r.At++
	if !r.gap() || r.Word() != "require" || r.Peek() != '(' {
		return false
	}
	r.At++
	return r.module(i) && r.Peek() == ')' && r.imports(i, r.At+1)
}

// specifiers reads the names of an import in braces.
func (r *scriptReader) specifiers(i *outline.Import) bool {
	for r.At++; r.Tokens(); {
		if b := r.Peek(); b == '}' {
			r.At++
			return true
		} else if b == ',' {
			r.At++
			continue
		}
		var words []string
		for r.Classes[r.Peek()] == lexical.Letter {
			words = append(words, r.Word())
			if !r.Tokens() {
				return false
			}
		}
		if len(words) > 1 && words[0] == "type" && words[1] != "as" {
			words = words[1:]
		}
		name := outline.ImportedName{}
		switch {
		case len(words) == 3 && words[1] == "as":
			name.Alias = strings.Clone(words[2])
		case len(words) != 1:
			return false
		}
		name.Name = strings.Clone(words[0])
		i.Names = append(i.Names, name)
	}
	return false
}

// source reads the end of an import: the module.
func (r *scriptReader) source(i *outline.Import) bool {
	if b := r.Peek(); b != '"' && b != '\'' {
		if r.Word() != "from" || !r.gap() {
			return false
		}
	} else if i.Alias != "" || len(i.Names) > 0 {
		return false
	}
	return r.module(i) && r.imports(i, r.At)
}

// module reads the string that names a module.
func (r *scriptReader) module(i *outline.Import) bool {
	start := r.At
	if b := r.Peek(); b != '"' && b != '\'' || !r.Literal() {
		return false
	}
	i.Path = outline.ImportPath(r.In[start:r.At])
	return true
}

// imports adds an import whose last token ends at end.
func (r *scriptReader) imports(i *outline.Import, end int) bool {
	if r.At = end; !r.ends(false) {
		return false
	}
	r.At = r.behind(end, true, false)
	i.Range.End = r.At
	r.Out.Imports = append(r.Out.Imports, *i)
	return true
}
