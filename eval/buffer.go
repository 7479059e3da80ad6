package eval

import "strings"

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
