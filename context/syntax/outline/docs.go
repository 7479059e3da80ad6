package outline

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/text"
)

// Docs is the run of comments above the declaration that a walk through a text
// comes to.
type Docs struct {
	content    string
	start, end int // end is -1 if there is none
	upto       int // the run counts as ending here, if this is after its end
}

// NewDocs returns a run without comments.
func NewDocs(content string) Docs { return Docs{content: content, end: -1} }

// Comment adds a comment to the run, or begins one.
func (d *Docs) Comment(r text.Range) {
	before := strings.TrimRight(d.content[:r.Start], " \t\r\f")
	if before != "" && before[len(before)-1] != '\n' { // it is about what is before it
		d.Pass(r)
		return
	}
	if !d.adjacent(r.Start) {
		d.start = r.Start
	}
	d.end = r.End
}

// Pass steps over what may stand between a comment and its declaration.
func (d *Docs) Pass(r text.Range) {
	if d.adjacent(r.Start) {
		d.end = r.End
	}
}

// Enter goes into what begins at start. The run may belong to the first
// declaration in it: to the run it is as if that one began here. first tells
// where that is, or -1.
func (d *Docs) Enter(start int, first func() int) {
	if !d.adjacent(start) {
		d.end = -1
		return
	}
	if at := first(); at >= 0 {
		d.upto = at
	}
}

// Take returns the first line of the run if it belongs to what begins at start,
// and ends it.
func (d *Docs) Take(start int) string {
	line := ""
	if d.adjacent(start) {
		line = DocLine(d.content[d.start:d.end])
	}
	d.end = -1
	return line
}

// adjacent tells whether there is no empty line, and no code, between the run
// and offset.
func (d *Docs) adjacent(offset int) bool {
	if d.end < 0 || d.end > offset {
		return false
	}
	if offset == d.upto {
		return true
	}
	between := d.content[d.end:offset]
	newlines := strings.Count(between, "\n")
	if d.end > 0 && d.content[d.end-1] == '\n' { // some grammars count it to the comment
		newlines++
	}
	return newlines <= 1 && strings.TrimSpace(between) == ""
}
