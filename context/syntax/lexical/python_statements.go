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
	return r.body(func() { r.docs.Enter(start, func() int { return r.at }) }, owner)
}

// body reads the statements after a colon. It calls begun when the next byte is
// that of the first.
func (r *pythonReader) body(begun func(), owner string) (end int, ok bool) {
	if r.blanks(); !r.lineEnds() {
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
	if r.blanks(); r.lineEnds() {
		end, ok = r.skipBlock(nil)
	} else {
		end, _, ok = r.code(0)
		r.nextLine()
		r.note(0)
	}
	at := r.at
	if ok && r.indent == indent && r.word() == "else" {
		return r.loop()
	}
	r.at = at
	return end, ok
}

// simple reads the statements of a line, and goes to the code below it. If it
// opens a block, that is none that declares anything.
func (r *pythonReader) simple(owner string) (end int, ok bool) {
	for {
		if end, ok = r.small(owner); !ok || end == 0 {
			return 0, false
		}
		if r.peek() != ';' {
			break
		}
		r.at++
		end = r.at
		if r.blanks(); r.lineEnds() {
			break
		}
	}
	if r.in[end-1] == ':' {
		return r.skipBlock(nil)
	}
	r.nextLine()
	r.note(0)
	return end, true
}

// small reads one of the statements of a line, up to a semicolon or its end.
func (r *pythonReader) small(owner string) (end int, ok bool) {
	f := found{kind: outline.Variable, owner: owner, start: r.at}
	if owner != "" {
		f.kind = outline.Field
	}
	word := r.word()
	name := text.Range{Start: f.start, End: r.at}
	switch word {
	case "import":
		return r.imports()
	case "from":
		return r.from(f.start)
	}
	r.blanks()
	next := r.peek()
	assigned := word != "" && word != "lambda" && (next == '=' || next == ':') && !strings.HasPrefix(r.in[r.at+1:], "=")
	r.at = name.End
	end, equals, ok := r.code(';')
	switch {
	case !ok:
		return 0, false
	case assigned:
		f.doc = r.docs.Take(f.start)
		f.end, f.body = end, end
		r.declare(f, name)
		return end, next == '=' || r.in[end-1] != ':'
	}
	return end, equals < 2 // a.b = c = d declares c
}
