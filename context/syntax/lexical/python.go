package lexical

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/syntax/outline"
	"github.com/inkling-lsp/inkling/context/text"
)

// pythonReader reads Python, line by line.
type pythonReader struct {
	scanner
	indent   int       // of the line whose code begins at the next byte, or -1 at the end of the text
	comments []ownLine // the lines of comments above that line, which has code
	behind   int       // where the comment ends that is behind the code above, or 0
	depth    int
}

// Python reads the outline of a Python file.
func Python(content string) (outline.Outline, bool) {
	if odd(content) {
		return outline.Outline{}, false
	}
	r := pythonReader{scanner: newScanner(content, pythonClasses, skipPython)}
	r.line()
	r.note(0)
	if r.indent > 0 {
		return outline.Outline{}, false
	}
	if r.indent == 0 {
		if _, ok := r.block(""); !ok || r.indent >= 0 {
			return outline.Outline{}, false
		}
	}
	return r.out, true
}

// block reads the statements of the line's indentation.
func (r *pythonReader) block(owner string) (end int, ok bool) {
	if r.depth++; r.depth > maxDepth {
		return 0, false
	}
	indent := r.indent
	for r.indent == indent {
		if end, ok = r.statement(owner); !ok {
			return 0, false
		}
	}
	r.depth--
	end, _ = r.blockEnd(end, indent)
	return end, r.indent < indent
}

// statement reads a statement, and goes to the code below it.
func (r *pythonReader) statement(owner string) (end int, ok bool) {
	start := r.at
	if r.peek() == '@' {
		return r.decorated(owner)
	}
	switch word := r.keyword(); word {
	case "def":
		return r.function(start, owner)
	case "class":
		return r.class(start, owner)
	case "if", "elif", "else", "try", "except", "finally", "with":
		if r.blanks(); word != "except" || r.peek() != '*' {
			return r.clause(start, owner)
		}
	case "for", "while":
		return r.loop()
	}
	r.at = start
	return r.simple(owner)
}

// keyword goes past the first word of a statement, and the async before it.
func (r *pythonReader) keyword() string {
	word := r.word()
	if word == "async" {
		r.blanks()
		word = r.word()
	}
	return word
}

// decorated reads a definition with its decorators.
func (r *pythonReader) decorated(owner string) (end int, ok bool) {
	f := frame{start: r.at, before: len(r.out.Symbols)}
	r.docs.Enter(f.start, r.belowDecorators)
	indent := r.indent
	for r.peek() == '@' {
		if _, _, ok := r.code(0); !ok {
			return 0, false
		}
		r.nextLine()
		r.note(0)
		if r.indent != indent {
			return 0, false
		}
	}
	if end, ok = r.statement(owner); !ok {
		return 0, false
	}
	f.count(&r.scanner)
	f.close(&r.scanner, end)
	return end, true
}

// belowDecorators is where the definition below decorators begins.
func (r *pythonReader) belowDecorators() int {
	ahead := *r
	ahead.comments = nil
	for ahead.peek() == '@' {
		if _, _, ok := ahead.code(0); !ok {
			return -1
		}
		ahead.nextLine()
	}
	return ahead.at
}

// function reads a definition. The next byte is after its def.
func (r *pythonReader) function(start int, owner string) (end int, ok bool) {
	f := found{kind: outline.Function, owner: owner, doc: r.docs.Take(start), start: start}
	if owner != "" {
		f.kind = outline.Method
	}
	r.blanks()
	name := text.Range{Start: r.at}
	r.word()
	if name.End = r.at; name.Len() == 0 || !r.colon() {
		return 0, false
	}
	f.body = r.at
	r.blanks()
	if !r.lineEnds() {
		f.doc = r.docstring(f.doc)
		if f.end, _, ok = r.code(0); !ok {
			return 0, false
		}
		r.nextLine()
		r.note(0)
		f.end = max(f.end, r.behind)
	} else if f.end, ok = r.skipBlock(&f.doc); !ok {
		return 0, false
	}
	r.declare(f, name)
	return f.end, true
}

// skipBlock goes past the block that begins on the next line, and what documents
// it.
func (r *pythonReader) skipBlock(doc *string) (end int, ok bool) {
	outer := r.indent
	r.nextLine()
	indent := r.indent
	if indent <= outer {
		return 0, false
	}
	if doc != nil {
		*doc = r.docstring(*doc)
	}
	for r.indent >= indent {
		if end, _, ok = r.code(0); !ok {
			return 0, false
		}
		r.nextLine()
	}
	end, within := r.blockEnd(end, indent)
	r.note(within)
	return end, true
}

// docstring is the documentation in the string that the next statement is, or
// what there is already.
func (r *pythonReader) docstring(doc string) string {
	start := r.at
	for b := r.peek() | 0x20; b == 'r' || b == 'u'; b = r.peek() | 0x20 {
		r.at++
	}
	if b := r.peek(); b == '"' || b == '\'' {
		quote := r.at
		if end, _, ok := r.code(';'); ok {
			doc = outline.DocLine(strings.Trim(r.in[quote:end], "\"'"))
		}
	}
	r.at = start
	return doc
}

func (r *pythonReader) class(start int, owner string) (end int, ok bool) {
	f := found{kind: outline.Class, owner: owner, doc: r.docs.Take(start), start: start}
	r.blanks()
	name := text.Range{Start: r.at}
	r.word()
	if name.End = r.at; name.Len() == 0 || !r.colon() {
		return 0, false
	}
	f.body = r.at
	first := len(r.out.Symbols)
	if r.declare(f, name); len(r.out.Symbols) == first {
		return 0, false
	}
	owner = outline.Join(owner, r.out.Symbols[first].Name)
	doc := f.doc
	end, ok = r.body(func() {
		doc = r.docstring(doc)
		r.docs.Enter(r.at, func() int { return r.at })
	}, owner)
	if ok {
		r.out.Symbols[first].Range.End, r.out.Symbols[first].Doc = end, doc
	}
	return end, ok
}
