package lexical

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/syntax/outline"
	"github.com/inkling-lsp/inkling/context/text"
)

func (r *rustReader) crate(start int) bool {
	r.Word()
	if !r.Tokens() {
		return false
	}
	name, ok := r.name()
	if !ok {
		return false
	}
	crate := strings.Clone(r.In[name.Start:name.End])
	i := outline.ImportedName{Name: crate}
	if r.Word() == "as" {
		r.Tokens()
		i.Alias = strings.Clone(r.Word())
		r.Tokens()
	}
	if r.Peek() != ';' || crate == "self" {
		return false
	}
	r.At++
	r.Out.Imports = append(r.Out.Imports, outline.Import{Path: crate, Names: []outline.ImportedName{i}, Range: text.Range{Start: start, End: r.At}})
	return true
}

// use reads an import.
func (r *rustReader) use(start int) bool {
	path := r.At
	i := outline.Import{}
	if !r.used(&i) || !r.Tokens() || r.Peek() != ';' {
		return false
	}
	i.Path = outline.ImportPath(r.In[path:r.At])
	r.At++
	i.Range = text.Range{Start: start, End: r.At}
	r.Out.Imports = append(r.Out.Imports, i)
	return true
}

// used reads a path, or several in braces.
func (r *rustReader) used(i *outline.Import) bool {
	segments := 0
	for {
		if strings.HasPrefix(r.In[r.At:], "::") {
			r.At += 2
			if !r.Tokens() {
				return false
			}
		}
		switch r.Peek() {
		case '*':
			r.At++
			return r.Tokens()
		case '{':
			return r.usedList(i)
		}
		last := r.Word()
		if segments++; last == "" || r.Peek() == '#' || !r.Tokens() {
			return false
		}
		if !strings.HasPrefix(r.In[r.At:], "::") {
			return r.usedName(i, last, segments)
		}
	}
}

// usedName reads what stands behind the last of a path's segments.
func (r *rustReader) usedName(i *outline.Import, last string, segments int) bool {
	name := outline.ImportedName{Name: strings.Clone(last)}
	if IsLetter(r.Peek()) {
		if r.Word() != "as" || !r.Tokens() {
			return false
		}
		name.Alias = strings.Clone(r.Word())
		r.Tokens()
	}
	switch last {
	case "crate", "super":
		return true
	case "self":
		if name.Alias != "" || segments > 1 {
			return name.Alias != ""
		}
	}
	i.Names = append(i.Names, name)
	return true
}

func (r *rustReader) usedList(i *outline.Import) bool {
	r.At++
	if r.depth++; r.depth > MaxDepth {
		return false
	}
	for {
		switch {
		case !r.Tokens():
			return false
		case r.Peek() == '}':
			r.At++
			r.depth--
			return true
		case r.Peek() == ',':
			r.At++
		case !r.used(i):
			return false
		}
	}
}
