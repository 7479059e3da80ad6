package eval

import (
	"strings"

	"github.com/inkling-lsp/inkling/model/local/lexer"
)

// editing is a file on its way from its old text to its new one, hunk by hunk
// and line by line from the top.
type editing struct {
	hunks    []hunk
	old, new *source
}

// buffer is the text in the editor around a cursor.
type buffer struct {
	above string // up to the cursor
	under string // from the cursor on
	below int    // the old line that comes first under the cursor's line
}

// buffer is the text when typed is there of new line n: the new text above it,
// the old text below it. Of its hunk the old lines are gone and the new lines
// below are not there yet.
func (e *editing) buffer(n int, typed string) buffer {
	var b buffer
	for _, h := range e.hunks {
		if h.new <= n && n < h.newEnd {
			b.below = h.oldEnd
		}
	}
	var above, under strings.Builder
	for _, l := range e.new.lines[:n] {
		above.WriteString(l.text)
		above.WriteString(l.ending)
	}
	above.WriteString(typed)
	under.WriteString(e.new.lines[n].ending)
	if under.Len() == 0 && b.below < len(e.old.lines) && e.old.lines[b.below].text != "" {
		under.WriteString("\n")
	}
	for _, l := range e.old.lines[min(b.below, len(e.old.lines)):] {
		under.WriteString(l.text)
		under.WriteString(l.ending)
	}
	b.above, b.under = above.String(), under.String()
	return b
}

// typed is what stands on line n before the cursor at. A line that begins with
// a closing bracket loses a step of indentation only when the bracket is typed,
// so until then it has the indentation that an editor gives to a new line: that
// of the code line above, and one step more after an opening bracket. Its own
// would give the answer away.
func (e *editing) typed(n int, at cursor) string {
	l := e.new.lines[n]
	if at.task != Next || e.new.lexer.Blocks == lexer.Indentation || !lexer.Closer(l.text[l.start():l.start()+1]) {
		return l.text[:at.offset]
	}
	for above := n - 1; above >= 0; above-- {
		if up := e.new.lines[above]; up.code() {
			indent := up.text[:up.start()]
			if lexer.Opener(up.text[up.end()-1 : up.end()]) {
				indent += step(indent, l.text[:l.start()])
			}
			return indent
		}
	}
	return l.text[:at.offset]
}

// step is one step of indentation as these lines have it.
func step(indents ...string) string {
	for _, s := range indents {
		if strings.Contains(s, " ") {
			return "    "
		}
	}
	return "\t"
}
