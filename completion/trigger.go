package completion

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/context/workspace"
)

// maxLine is the length in bytes over which a line is not looked at, whatever its
// letters: the model is silent over 10,000 characters, of which none has more than
// four bytes. Which shorter lines are too long is the model's to count.
const maxLine = 40_000

// cursor is a request with the text of its line.
type cursor struct {
	Request
	line          int    // from zero
	before, after string // the line up to the cursor, and from it
}

// place looks at the line of a request, and says so if nothing may be shown there.
func place(r Request) (cursor, *Drop) {
	if workspace.SecretDocument(r.Snapshot.URI()) {
		return cursor{}, &Drop{Reason: SecretFile}
	}
	if s := r.Selected; s != nil && s.Range.Start > s.Range.End {
		r.Selected = nil // no menu would replace that
	}
	line := r.Snapshot.LineAt(r.Offset)
	bounds := r.Snapshot.Line(line)
	if bounds.Len() > maxLine {
		return cursor{}, &Drop{Reason: LongLine}
	}
	// An offset between \r and \n is past the end of its line.
	bounds.End = max(bounds.End, r.Offset)
	c := cursor{
		Request: r,
		line:    line,
		before:  r.Snapshot.Slice(text.Range{Start: bounds.Start, End: r.Offset}),
		after:   strings.TrimRight(r.Snapshot.Slice(text.Range{Start: r.Offset, End: bounds.End}), " \t\r\n"),
	}
	if r.Trigger == Automatic && !onlyClosers(c.after) {
		return c, &Drop{Reason: TextAfterCursor, Detail: c.after}
	}
	return c, nil
}

// onlyClosers reports whether s is nothing but what editors close by themselves
// and what ends a line: brackets, quotes and punctuation.
func onlyClosers(s string) bool {
	return strings.Trim(s, " \t)]}>;,:\"'`{") == ""
}
