package lexical

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/syntax/outline"
	"github.com/inkling-lsp/inkling/context/text"
)

// imports reads what stands behind import.
func (r *pythonReader) imports() (end int, ok bool) {
	for {
		if r.blanks(); r.peek() == '\\' {
			return 0, false
		}
		start := r.at
		path := r.dotted()
		end = r.at
		alias := r.alias()
		if alias != "" {
			end = r.at
		}
		if path == "" {
			return 0, false
		}
		r.out.Imports = append(r.out.Imports, outline.Import{Path: strings.Clone(path), Alias: alias, Range: text.Range{Start: start, End: end}})
		if r.blanks(); r.peek() != ',' {
			return end, r.peek() == ';' || r.lineEnds()
		}
		r.at++
	}
}

// dotted goes past names with dots between and before them.
func (r *pythonReader) dotted() string {
	start := r.at
	for r.peek() == '.' {
		r.at++
	}
	for r.word() != "" && r.peek() == '.' {
		r.at++
	}
	return r.in[start:r.at]
}

// alias reads the other name that is given to what is imported, if one is.
func (r *pythonReader) alias() string {
	at := r.at
	r.blanks()
	if r.word() == "as" {
		r.blanks()
		return strings.Clone(r.word())
	}
	r.at = at
	return ""
}

// from reads what stands behind from. The statement starts at start.
func (r *pythonReader) from(start int) (end int, ok bool) {
	r.blanks()
	i := outline.Import{Path: strings.Clone(r.dotted())}
	r.blanks()
	if i.Path == "" || r.word() != "import" {
		return 0, false
	}
	r.blanks()
	brackets := r.peek() == '('
	if brackets {
		r.at++
	}
	if i.Names, end, ok = r.importedNames(brackets); !ok {
		return 0, false
	}
	if brackets {
		if r.peek() != ')' {
			return 0, false
		}
		r.at++
		end = r.at
	}
	i.Range = text.Range{Start: start, End: end}
	r.out.Imports = append(r.out.Imports, i)
	r.blanks()
	return end, r.peek() == ';' || r.lineEnds()
}

// importedNames reads names with commas between them.
func (r *pythonReader) importedNames(brackets bool) (names []outline.ImportedName, end int, ok bool) {
	for r.between(brackets) && r.peek() != ')' {
		name := r.importedName()
		if name.Name == "" {
			return nil, 0, false
		}
		names = append(names, name)
		if end = r.at; !r.between(brackets) || r.peek() != ',' {
			break
		}
		r.at++
	}
	return names, end, len(names) > 0
}

func (r *pythonReader) importedName() outline.ImportedName {
	name := strings.Clone(r.dotted())
	if name == "" && r.peek() == '*' {
		r.at++
		name = "*"
	}
	return outline.ImportedName{Name: name, Alias: r.alias()}
}

// between goes past white space, in brackets also that of other lines and
// comments.
func (r *pythonReader) between(brackets bool) bool {
	if !brackets {
		for r.blanks(); r.peek() == '\\'; r.blanks() {
			r.literal()
		}
		return true
	}
	return r.tokens()
}
