package fill

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/text"
)

const (
	// longestLine bounds, in bytes, what is taken for a line: longer ones are data.
	longestLine = 2000
	// longestBlank bounds the white space that an answer may begin with.
	longestBlank = 256
)

// firstLine is the line that an answer goes on with, without the blank at its end.
// whole says that more text would not change it.
//
// An answer that begins with a line end says that the line is complete as it is. Only
// where the cursor is behind what opens a block, that is not the end of it: the first
// line of the block follows.
func firstLine(rest string, block bool) (line string, whole bool) {
	head, tail, ended := strings.Cut(rest, "\n")
	line = strings.TrimRight(head, " \t\r")
	switch {
	case line != "" || !ended:
		return line, ended || len(rest) > longestLine || line == "" && len(rest) > longestBlank
	case !block:
		return "", true
	}
	next, _, ended := strings.Cut(tail, "\n")
	if next = strings.TrimRight(next, " \t\r"); strings.TrimSpace(next) == "" {
		return "", ended || len(tail) > longestBlank
	}
	return lineEnd(head) + next, ended || len(tail) > longestLine
}

// lineEnd is how a line ended of which head stands before the \n.
func lineEnd(head string) string {
	if strings.HasSuffix(head, "\r") {
		return "\r\n"
	}
	return "\n"
}

// opensBlock says whether the cursor is at the end of a line that opens a block.
func opensBlock(q Query) bool {
	line := q.Snapshot.Line(q.Snapshot.LineAt(q.Offset))
	before := strings.TrimRight(q.Snapshot.Slice(text.Range{Start: line.Start, End: q.Offset}), " \t")
	after := q.Snapshot.Slice(text.Range{Start: q.Offset, End: line.End})
	return before != "" && strings.IndexByte("{([:", before[len(before)-1]) >= 0 && strings.TrimSpace(after) == ""
}

// closes says whether a text is nothing but what editors close by themselves, and
// what they put around it.
func closes(s string) bool { return strings.Trim(s, " \t\r\n)]}>;,:\"'`") == "" }
