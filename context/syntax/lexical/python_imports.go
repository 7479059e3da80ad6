package lexical

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/syntax/outline"
	"github.com/inkling-lsp/inkling/context/text"
)

// imports reads what stands behind import.
func (r *pythonReader) imports() (end int, ok bool) {
	for {
		if r.Blanks(); r.Peek() == '\\' {
			return 0, false
		}
		start := r.At
		path := r.dotted()
		end = r.At
		alias := r.alias()
		if alias != "" {
			end = r.At
		}
		if path == "" {
			return 0, false
		}
		r.Out.Imports = append(r.Out.Imports, outline.Import{Path: strings.Clone(path), Alias: alias, Range: text.Range{Start: start, End: end}})
		if r.Blanks(); r.Peek() != ',' {
			return end, r.Peek() == ';' || r.lineEnds()
		}
		r.At++
	}
}

// dotted goes past names with dots between and before them.
func (r *pythonReader) dotted() string {
	start := r.At
	for r.Peek() == '.' {
		r.At++
	}
	for r.Word() != "" && r.Peek() == '.' {
		r.At++
	}
	return r.In[start:r.At]
}

// alias reads the other name that is given to what is imported, if one is.
func (r *pythonReader) alias() string {
	at := r.At
	r.Blanks()
	if r.Word() == "as" {
		r.Blanks()
		return strings.Clone(r.Word())
	}
	r.At = at
	return ""
}

// from reads what stands behind from. The statement starts at start.
func (r *pythonReader) from(start int) (end int, ok bool) {
	r.Blanks()
	i := outline.Import{Path: strings.Clone(r.dotted())}
	r.Blanks()
	if i.Path == "" || r.Word() != "import" {
		return 0, false
	}
	r.Blanks()
	brackets := r.Peek() == '('
	if brackets {
		r.At++
	}
	if i.Names, end, ok = r.importedNames(brackets); !ok {
		return 0, false
	}
	if brackets {
		if r.Peek() != ')' {
			return 0, false
		}
		r.At++
		end = r.At
	}
	i.Range = text.Range{Start: start, End: end}
	r.Out.Imports = append(r.Out.Imports, i)
	r.Blanks()
	return end, r.Peek() == ';' || r.lineEnds()
}

// importedNames reads names with commas between them.
func (r *pythonReader) importedNames(brackets bool) (names []outline.ImportedName, end int, ok bool) {
	for r.between(brackets) && r.Peek() != ')' {
		name := r.importedName()
		if name.Name == "" {
			return nil, 0, false
		}
		names = append(names, name)
		if end = r.At; !r.between(brackets) || r.Peek() != ',' {
			break
		}
		r.At++
	}
	return names, end, len(names) > 0
}

func (r *pythonReader) importedName() outline.ImportedName {
	name := strings.Clone(r.dotted())
	if name == "" && r.Peek() == '*' {
		r.At++
		name = "*"
	}
	return outline.ImportedName{Name: name, Alias: r.alias()}
}

// between goes past white space, in brackets also that of other lines and
// comments.
func (r *pythonReader) between(brackets bool) bool {
	if !brackets {
		for r.Blanks(); r.Peek() == '\\'; r.Blanks() {
			r.Literal()
		}
		return true
	}
	return r.Tokens()
}
