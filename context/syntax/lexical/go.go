package lexical

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/syntax/outline"
	"github.com/inkling-lsp/inkling/context/text"
)

var goClasses = Classes("\"'`/")

func skipGo(in string, at int) (after int, comment, ok bool) {
	switch in[at] {
	case '/':
		return Slashed(in, at)
	case '`':
		after, ok = until(in, at+1, "`")
	default:
		after, ok = Quoted(in, at, false)
	}
	return after, false, ok
}

// goReader reads Go. Whatever it has read, the next byte is the one behind it.
type goReader struct {
	Scanner
	names  []text.Range // of the declaration under way
	owner  string       // of the last method
	within string       // the type whose members are read
}

// Go reads the outline of a Go file.
func Go(content string) (outline.Outline, bool) {
	if Odd(content) {
		return outline.Outline{}, false
	}
	r := goReader{Scanner: NewScanner(content, goClasses, skipGo)}
	if !r.list(0, r.declaration) {
		return outline.Outline{}, false
	}
	return r.Out, true
}

// list reads what stands before the closer, or the end of the text.
func (r *goReader) list(Closer byte, one func() bool) bool {
	for {
		if !r.Space() {
			return false
		}
		switch b := r.Peek(); {
		case b == Closer:
			return Closer != 0 || r.At == len(r.In)
		case b == ';':
			r.At++
		case !one():
			return false
		}
	}
}

func (r *goReader) declaration() bool {
	start := r.At
	switch r.Word() {
	case "package":
		return r.rest()
	case "import":
		return r.specs(start, r.imported)
	case "const":
		return r.specs(start, func() bool { return r.values(outline.Constant) })
	case "var":
		return r.specs(start, func() bool { return r.values(outline.Variable) })
	case "type":
		return r.specs(start, r.typed)
	case "func":
		return r.function(start)
	}
	return false
}

// specs reads what stands behind a keyword: one, or many in parentheses.
func (r *goReader) specs(start int, one func() bool) bool {
	r.Blanks()
	many := r.Peek() == '('
	if many {
		r.At++
	}
	r.Docs.Enter(start, r.Next)
	f := Frame{Start: start, Before: len(r.Out.Symbols)}
	spec := func() bool {
		ok := one()
		f.Count(&r.Scanner)
		return ok
	}
	if !many && !spec() || many && !r.list(')', spec) {
		return false
	}
	if many {
		r.At++
	}
	f.Close(&r.Scanner, r.At)
	return true
}

func (r *goReader) imported() bool {
	start := r.At
	alias := r.Word()
	if alias == "" && r.Peek() == '.' {
		r.At++
		alias = "."
	}
	r.Blanks()
	path := r.At
	if b := r.Peek(); b != '"' && b != '`' {
		return false
	}
	end, _, ok := r.Skip(r.In, r.At)
	r.At = end
	r.Out.Imports = append(r.Out.Imports, outline.Import{
		Path: outline.ImportPath(r.In[path:end]), Alias: strings.Clone(alias), Range: text.Range{Start: start, End: end},
	})
	return ok
}

// named reads names with commas between them.
func (r *goReader) named() bool {
	r.names = r.names[:0]
	for {
		start := r.At
		if r.Word() == "" {
			return false
		}
		r.names = append(r.names, text.Range{Start: start, End: r.At})
		r.Blanks()
		if r.Peek() != ',' {
			return true
		}
		if r.At++; !r.Tokens() {
			return false
		}
	}
}

func (r *goReader) values(kind outline.Kind) bool {
	start := r.At
	doc := r.Docs.Take(start)
	return r.named() && r.rest() && r.add(Found{Kind: kind, Doc: doc, Start: start, End: r.At, Body: r.At})
}

// add declares the names. What has none may have members, which only a tree
// tells.
func (r *goReader) add(f Found) bool {
	before := len(r.Out.Symbols)
	r.Declare(f, r.names...)
	behind := strings.TrimLeft(r.In[r.names[len(r.names)-1].End:f.End], " \t")
	return len(r.Out.Symbols) > before || !strings.HasPrefix(behind, "struct") && !strings.HasPrefix(behind, "interface")
}

func (r *goReader) function(start int) bool {
	f := Found{Kind: outline.Function, Doc: r.Docs.Take(start), Start: start}
	r.Blanks()
	if r.Peek() == '(' {
		receiver := r.At
		if !r.Group() {
			return false
		}
		if owner := outline.OwnerName(r.In[receiver:r.At]); owner != r.owner {
			r.owner = strings.Clone(owner)
		}
		f.Kind, f.Owner = outline.Method, r.owner
		r.Blanks()
	}
	name := text.Range{Start: r.At}
	r.Word()
	name.End = r.At
	r.Blanks()
	if r.Peek() == '[' && !r.Group() {
		return false
	}
	if name.End == name.Start || r.Peek() != '(' || !r.Group() || !r.result() {
		return false
	}
	f.Body = r.At
	r.Blanks()
	if r.Peek() == '{' {
		f.Body = r.At
		if !r.Group() {
			return false
		}
	} else {
		r.At = f.Body
	}
	f.End = r.At
	r.Declare(f, name)
	return true
}

// result goes past the result of a function: the next byte is behind it.
func (r *goReader) result() bool {
	end, word := r.At, ""
	for {
		r.Blanks()
		switch b := r.Peek(); {
		case IsLetter(b):
			word = r.Word()
		case b == '{' && word != "struct" && word != "interface",
			r.Classes[b] == Newline, r.Classes[b] == Literal, r.Classes[b] == Closer, b == ';', b == 0:
			line := strings.HasPrefix(r.In[r.At:], "//")
			r.At = end
			return b != '/' || line
		case r.Classes[b] == Opener:
			if word = ""; !r.Group() {
				return false
			}
		default:
			word = ""
			r.At++
		}
		end = r.At
	}
}

// rest goes past the last token of what ends with the line, or before a
// semicolon, or before the bracket that closes what is around it.
func (r *goReader) rest() bool {
	end := r.At
	for end > 0 && r.Classes[r.In[end-1]] == Blank {
		end--
	}
	for r.At < len(r.In) {
		b := r.In[r.At]
		switch class := r.Classes[b]; {
		case class == Blank, class == Newline && !r.ended(end):
			r.At++
			continue
		case class == Newline, class == Closer, b == ';':
			r.At = end
			return true
		case class == Opener:
			if !r.Group() {
				return false
			}
		case class == Literal:
			after, comment, ok := r.Skip(r.In, r.At)
			if r.At = after; !ok {
				return false
			}
			if comment {
				continue
			}
		default:
			r.At++
		}
		end = r.At
	}
	r.At = end
	return true
}

// ended tells whether a line whose last token ends at end ends a statement.
func (r *goReader) ended(end int) bool {
	b := r.In[end-1]
	return b != '/' && r.Classes[b] != Other
}
