package lexical

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/syntax/outline"
	"github.com/inkling-lsp/inkling/context/text"
)

var goClasses = classes("\"'`/")

func skipGo(in string, at int) (after int, comment, ok bool) {
	switch in[at] {
	case '/':
		return slashed(in, at)
	case '`':
		after, ok = until(in, at+1, "`")
	default:
		after, ok = quoted(in, at, false)
	}
	return after, false, ok
}

// goReader reads Go. Whatever it has read, the next byte is the one behind it.
type goReader struct {
	scanner
	names  []text.Range // of the declaration under way
	owner  string       // of the last method
	within string       // the type whose members are read
}

// Go reads the outline of a Go file.
func Go(content string) (outline.Outline, bool) {
	if odd(content) {
		return outline.Outline{}, false
	}
	r := goReader{scanner: newScanner(content, goClasses, skipGo)}
	if !r.list(0, r.declaration) {
		return outline.Outline{}, false
	}
	return r.out, true
}

// list reads what stands before the closer, or the end of the text.
func (r *goReader) list(closer byte, one func() bool) bool {
	for {
		if !r.space() {
			return false
		}
		switch b := r.peek(); {
		case b == closer:
			return closer != 0 || r.at == len(r.in)
		case b == ';':
			r.at++
		case !one():
			return false
		}
	}
}

func (r *goReader) declaration() bool {
	start := r.at
	switch r.word() {
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
	r.blanks()
	many := r.peek() == '('
	if many {
		r.at++
	}
	r.docs.Enter(start, r.next)
	f := frame{start: start, before: len(r.out.Symbols)}
	spec := func() bool {
		ok := one()
		f.count(&r.scanner)
		return ok
	}
	if !many && !spec() || many && !r.list(')', spec) {
		return false
	}
	if many {
		r.at++
	}
	f.close(&r.scanner, r.at)
	return true
}

func (r *goReader) imported() bool {
	start := r.at
	alias := r.word()
	if alias == "" && r.peek() == '.' {
		r.at++
		alias = "."
	}
	r.blanks()
	path := r.at
	if b := r.peek(); b != '"' && b != '`' {
		return false
	}
	end, _, ok := r.skip(r.in, r.at)
	r.at = end
	r.out.Imports = append(r.out.Imports, outline.Import{
		Path: outline.ImportPath(r.in[path:end]), Alias: strings.Clone(alias), Range: text.Range{Start: start, End: end},
	})
	return ok
}

// named reads names with commas between them.
func (r *goReader) named() bool {
	r.names = r.names[:0]
	for {
		start := r.at
		if r.word() == "" {
			return false
		}
		r.names = append(r.names, text.Range{Start: start, End: r.at})
		r.blanks()
		if r.peek() != ',' {
			return true
		}
		if r.at++; !r.tokens() {
			return false
		}
	}
}

func (r *goReader) values(kind outline.Kind) bool {
	start := r.at
	doc := r.docs.Take(start)
	return r.named() && r.rest() && r.add(found{kind: kind, doc: doc, start: start, end: r.at, body: r.at})
}

// add declares the names. What has none may have members, which only a tree
// tells.
func (r *goReader) add(f found) bool {
	before := len(r.out.Symbols)
	r.declare(f, r.names...)
	behind := strings.TrimLeft(r.in[r.names[len(r.names)-1].End:f.end], " \t")
	return len(r.out.Symbols) > before || !strings.HasPrefix(behind, "struct") && !strings.HasPrefix(behind, "interface")
}

func (r *goReader) function(start int) bool {
	f := found{kind: outline.Function, doc: r.docs.Take(start), start: start}
	r.blanks()
	if r.peek() == '(' {
		receiver := r.at
		if !r.group() {
			return false
		}
		if owner := outline.OwnerName(r.in[receiver:r.at]); owner != r.owner {
			r.owner = strings.Clone(owner)
		}
		f.kind, f.owner = outline.Method, r.owner
		r.blanks()
	}
	name := text.Range{Start: r.at}
	r.word()
	name.End = r.at
	r.blanks()
	if r.peek() == '[' && !r.group() {
		return false
	}
	if name.End == name.Start || r.peek() != '(' || !r.group() || !r.result() {
		return false
	}
	f.body = r.at
	r.blanks()
	if r.peek() == '{' {
		f.body = r.at
		if !r.group() {
			return false
		}
	} else {
		r.at = f.body
	}
	f.end = r.at
	r.declare(f, name)
	return true
}

// result goes past the result of a function: the next byte is behind it.
func (r *goReader) result() bool {
	end, word := r.at, ""
	for {
		r.blanks()
		switch b := r.peek(); {
		case isLetter(b):
			word = r.word()
		case b == '{' && word != "struct" && word != "interface",
			r.classes[b] == newline, r.classes[b] == literal, r.classes[b] == closer, b == ';', b == 0:
			line := strings.HasPrefix(r.in[r.at:], "//")
			r.at = end
			return b != '/' || line
		case r.classes[b] == opener:
			if word = ""; !r.group() {
				return false
			}
		default:
			word = ""
			r.at++
		}
		end = r.at
	}
}

// rest goes past the last token of what ends with the line, or before a
// semicolon, or before the bracket that closes what is around it.
func (r *goReader) rest() bool {
	end := r.at
	for end > 0 && r.classes[r.in[end-1]] == blank {
		end--
	}
	for r.at < len(r.in) {
		b := r.in[r.at]
		switch class := r.classes[b]; {
		case class == blank, class == newline && !r.ended(end):
			r.at++
			continue
		case class == newline, class == closer, b == ';':
			r.at = end
			return true
		case class == opener:
			if !r.group() {
				return false
			}
		case class == literal:
			after, comment, ok := r.skip(r.in, r.at)
			if r.at = after; !ok {
				return false
			}
			if comment {
				continue
			}
		default:
			r.at++
		}
		end = r.at
	}
	r.at = end
	return true
}

// ended tells whether a line whose last token ends at end ends a statement.
func (r *goReader) ended(end int) bool {
	b := r.in[end-1]
	return b != '/' && r.classes[b] != other
}
