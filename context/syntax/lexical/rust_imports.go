package lexical

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/syntax/outline"
	"github.com/inkling-lsp/inkling/context/text"
)

func (r *rustReader) crate(start int) bool {
	r.word()
	if !r.tokens() {
		return false
	}
	name, ok := r.name()
	if !ok {
		return false
	}
	crate := strings.Clone(r.in[name.Start:name.End])
	i := outline.ImportedName{Name: crate}
	if r.word() == "as" {
		r.tokens()
		i.Alias = strings.Clone(r.word())
		r.tokens()
	}
	if r.peek() != ';' || crate == "self" {
		return false
	}
	r.at++
	r.out.Imports = append(r.out.Imports, outline.Import{Path: crate, Names: []outline.ImportedName{i}, Range: text.Range{Start: start, End: r.at}})
	return true
}

// use reads an import.
func (r *rustReader) use(start int) bool {
	path := r.at
	i := outline.Import{}
	if !r.used(&i) || !r.tokens() || r.peek() != ';' {
		return false
	}
	i.Path = outline.ImportPath(r.in[path:r.at])
	r.at++
	i.Range = text.Range{Start: start, End: r.at}
	r.out.Imports = append(r.out.Imports, i)
	return true
}

// used reads a path, or several in braces.
func (r *rustReader) used(i *outline.Import) bool {
	segments := 0
	for {
		if strings.HasPrefix(r.in[r.at:], "::") {
			r.at += 2
			if !r.tokens() {
				return false
			}
		}
		switch r.peek() {
		case '*':
			r.at++
			return r.tokens()
		case '{':
			return r.usedList(i)
		}
		last := r.word()
		if segments++; last == "" || r.peek() == '#' || !r.tokens() {
			return false
		}
		if !strings.HasPrefix(r.in[r.at:], "::") {
			return r.usedName(i, last, segments)
		}
	}
}

// usedName reads what stands behind the last of a path's segments.
func (r *rustReader) usedName(i *outline.Import, last string, segments int) bool {
	name := outline.ImportedName{Name: strings.Clone(last)}
	if isLetter(r.peek()) {
		if r.word() != "as" || !r.tokens() {
			return false
		}
		name.Alias = strings.Clone(r.word())
		r.tokens()
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
	r.at++
	if r.depth++; r.depth > maxDepth {
		return false
	}
	for {
		switch {
		case !r.tokens():
			return false
		case r.peek() == '}':
			r.at++
			r.depth--
			return true
		case r.peek() == ',':
			r.at++
		case !r.used(i):
			return false
		}
	}
}
