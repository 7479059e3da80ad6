//go:build cgo

package syntax

import "strings"

// docs is the run of comments above the declaration that a walk comes to.
type docs struct {
	start, end int // end is -1 if there is none
	upto       int // the run counts as ending here, if this is after its end
}

// comment adds a comment to the run, or begins one.
func (d *docs) comment(t *tree, n node) {
	line := strings.LastIndexByte(t.content[:n.Start], '\n') + 1
	if strings.TrimSpace(t.content[line:n.Start]) != "" { // it is about what is before it
		d.pass(t, n)
		return
	}
	if !d.adjacent(t, n.Start) {
		d.start = n.Start
	}
	d.end = n.End
}

// pass steps over what may stand between a comment and its declaration.
func (d *docs) pass(t *tree, n node) {
	if d.adjacent(t, n.Start) {
		d.end = n.End
	}
}

// enter goes into a node whose first declaration the run may belong to: to the
// run it is as if that one began here.
func (d *docs) enter(t *tree, n node) {
	if !d.adjacent(t, n.Start) {
		d.end = -1
		return
	}
	t.children(n, func(child node) bool {
		if child.class&(isContainer|isBody) != 0 || t.tables.rule(child.symbol) != nil {
			d.upto = child.Start
			return false
		}
		return true
	})
}

// take returns the first line of the run if it belongs to n, and ends it.
func (d *docs) take(t *tree, n node) string {
	line := ""
	if d.adjacent(t, n.Start) {
		line = docLine(t.content[d.start:d.end])
	}
	d.end = -1
	return line
}

// adjacent tells whether there is no empty line, and no code, between the run
// and offset.
func (d *docs) adjacent(t *tree, offset int) bool {
	if d.end < 0 || d.end > offset {
		return false
	}
	if offset == d.upto {
		return true
	}
	between := t.content[d.end:offset]
	newlines := strings.Count(between, "\n")
	if d.end > 0 && t.content[d.end-1] == '\n' { // some grammars count it to the comment
		newlines++
	}
	return newlines <= 1 && strings.TrimSpace(between) == ""
}
