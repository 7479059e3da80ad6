package lexical

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/syntax/outline"
	"github.com/inkling-lsp/inkling/context/text"
)

// clause reads a compound statement whose blocks may declare something, up to
// its next keyword. The next byte is after the first.
func (r *pythonReader) clause(start int, owner string) (end int, ok bool) {
	if !r.colon() {
		return 0, false
	}
	return r.body(func() { r.Docs.Enter(start, func() int { return r.At }) }, owner)
}

// body reads the statements after a colon. It calls begun when the next byte is
// that of the first.
func (r *pythonReader) body(begun func(), owner string) (end int, ok bool) {
	if r.Blanks(); !r.lineEnds() {
		begun()
		end, ok = r.simple(owner)
		return max(end, r.behind), ok
	}
	outer := r.indent
	r.nextLine()
	if r.indent <= outer {
		return 0, false
	}
	begun()
	r.note(0)
	return r.block(owner)
}

// loop goes past a loop and what it does else. The next byte is after its
// keyword.
func (r *pythonReader) loop() (end int, ok bool) {
	indent := r.indent
	if !r.colon() {
		return 0, false
	}
	if r.Blanks(); r.lineEnds() {
		end, ok = r.skipBlock(nil)
	} else {
		end, _, ok = r.code(0)
		r.nextLine()
		r.note(0)
	}
	at := r.At
	if ok && r.indent == indent && r.Word() == "else" {
		return r.loop()
	}
	r.At = at
	return end, ok
}

// simple reads the statements of a line, and goes to the code below it. If it
// opens a block, that is none that declares anything.
func (r *pythonReader) simple(owner string) (end int, ok bool) {
	for {
		if end, ok = r.small(owner); !ok || end == 0 {
			return 0, false
		}
		if r.Peek() != ';' {
			break
		}
		r.At++
		end = r.At
		if r.Blanks(); r.lineEnds() {
			break
		}
	}
	if r.In[end-1] == ':' {
		return r.skipBlock(nil)
	}
	r.nextLine()
	r.note(0)
	return end, true
}

// small reads one of the statements of a line, up to a semicolon or its end.
func (r *pythonReader) small(owner string) (end int, ok bool) {
	f := Found{Kind: outline.Variable, Owner: owner, Start: r.At}
	if owner != "" {
		f.Kind = outline.Field
	}
	word := r.Word()
	name := text.Range{Start: f.Start, End: r.At}
	switch word {
	case "import":
		return r.imports()
	case "from":
		return r.from(f.Start)
	}
	r.Blanks()
	next := r.Peek()
	assigned := word != "" && word != "lambda" && (next == '=' || next == ':') && !strings.HasPrefix(r.In[r.At+1:], "=")
	r.At = name.End
	end, equals, ok := r.code(';')
	switch {
	case !ok:
		return 0, false
	case assigned:
		f.Doc = r.Docs.Take(f.Start)
		f.End, f.Body = end, end
		r.Declare(f, name)
		return end, next == '=' || r.In[end-1] != ':'
	}
	return end, equals < 2 // a.b = c = d declares c
}
