package lexical

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/syntax/outline"
	"github.com/inkling-lsp/inkling/context/text"
)

// pythonReader reads Python, line by line.
type pythonReader struct {
	Scanner
	indent   int       // of the line whose code begins at the next byte, or -1 at the end of the text
	comments []ownLine // the lines of comments above that line, which has code
	behind   int       // where the comment ends that is behind the code above, or 0
	depth    int
}

// Python reads the outline of a Python file.
func Python(content string) (outline.Outline, bool) {
	if Odd(content) {
		return outline.Outline{}, false
	}
	r := pythonReader{Scanner: NewScanner(content, pythonClasses, skipPython)}
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
	return r.Out, true
}

// block reads the statements of the line's indentation.
func (r *pythonReader) block(owner string) (end int, ok bool) {
	if r.depth++; r.depth > MaxDepth {
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
	start := r.At
	if r.Peek() == '@' {
		return r.decorated(owner)
	}
	switch word := r.keyword(); word {
	case "def":
		return r.function(start, owner)
	case "class":
		return r.class(start, owner)
	case "if", "elif", "else", "try", "except", "finally", "with":
		if r.Blanks(); word != "except" || r.Peek() != '*' {
			return r.clause(start, owner)
		}
	case "for", "while":
		return r.loop()
	}
	r.At = start
	return r.simple(owner)
}

// keyword goes past the first word of a statement, and the async before it.
func (r *pythonReader) keyword() string {
	word := r.Word()
	if word == "async" {
		r.Blanks()
		word = r.Word()
	}
	return word
}

// decorated reads a definition with its decorators.
func (r *pythonReader) decorated(owner string) (end int, ok bool) {
	f := Frame{Start: r.At, Before: len(r.Out.Symbols)}
	r.Docs.Enter(f.Start, r.belowDecorators)
	indent := r.indent
	for r.Peek() == '@' {
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
	f.Count(&r.Scanner)
	f.Close(&r.Scanner, end)
	return end, true
}

// belowDecorators is where the definition below decorators begins.
func (r *pythonReader) belowDecorators() int {
	ahead := *r
	ahead.comments = nil
	for ahead.Peek() == '@' {
		if _, _, ok := ahead.code(0); !ok {
			return -1
		}
		ahead.nextLine()
	}
	return ahead.At
}

// function reads a definition. The next byte is after its def.
func (r *pythonReader) function(start int, owner string) (end int, ok bool) {
	f := Found{Kind: outline.Function, Owner: owner, Doc: r.Docs.Take(start), Start: start}
	if owner != "" {
		f.Kind = outline.Method
	}
	r.Blanks()
	name := text.Range{Start: r.At}
	r.Word()
	if name.End = r.At; name.Len() == 0 || !r.colon() {
		return 0, false
	}
	f.Body = r.At
	r.Blanks()
	if !r.lineEnds() {
		f.Doc = r.docstring(f.Doc)
		if f.End, _, ok = r.code(0); !ok {
			return 0, false
		}
		r.nextLine()
		r.note(0)
		f.End = max(f.End, r.behind)
	} else if f.End, ok = r.skipBlock(&f.Doc); !ok {
		return 0, false
	}
	r.Declare(f, name)
	return f.End, true
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
	start := r.At
	for b := r.Peek() | 0x20; b == 'r' || b == 'u'; b = r.Peek() | 0x20 {
		r.At++
	}
	if b := r.Peek(); b == '"' || b == '\'' {
		quote := r.At
		if end, _, ok := r.code(';'); ok {
			doc = outline.DocLine(strings.Trim(r.In[quote:end], "\"'"))
		}
	}
	r.At = start
	return doc
}

func (r *pythonReader) class(start int, owner string) (end int, ok bool) {
	f := Found{Kind: outline.Class, Owner: owner, Doc: r.Docs.Take(start), Start: start}
	r.Blanks()
	name := text.Range{Start: r.At}
	r.Word()
	if name.End = r.At; name.Len() == 0 || !r.colon() {
		return 0, false
	}
	f.Body = r.At
	first := len(r.Out.Symbols)
	if r.Declare(f, name); len(r.Out.Symbols) == first {
		return 0, false
	}
	owner = outline.Join(owner, r.Out.Symbols[first].Name)
	doc := f.Doc
	end, ok = r.body(func() {
		doc = r.docstring(doc)
		r.Docs.Enter(r.At, func() int { return r.At })
	}, owner)
	if ok {
		r.Out.Symbols[first].Range.End, r.Out.Symbols[first].Doc = end, doc
	}
	return end, ok
}
