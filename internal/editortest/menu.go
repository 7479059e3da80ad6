package editortest

import (
	"fmt"
	"strings"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/lsp/client"
)

// MenuText opens the completion menu and returns what its first entry would put
// in the place of the word before the cursor. It is empty if the menu has none.
func (e *Editor) MenuText() string {
	e.t.Helper()
	s := e.document(e.path)
	entries, err := e.client.Menu(e.ctx, s.URI(), s.OffsetPosition(e.cursor, e.client.Encoding()))
	e.must(err)
	e.entry, e.offered = nil, nil
	for _, i := range entries {
		if err := listed(s, e.cursor, e.bytes(i.Range), i); err != nil {
			e.t.Errorf("the server sent an entry that no editor lists: %v", err)
			continue
		}
		if e.entry == nil {
			e.entry = &i
		}
		e.offered = append(e.offered, i.Text)
	}
	if e.entry == nil {
		return ""
	}
	return e.entry.Text
}

// Choose takes the menu's first entry.
func (e *Editor) Choose() {
	e.t.Helper()
	if e.entry == nil {
		e.t.Fatal("the completion menu has no entry to choose")
	}
	i := *e.entry
	e.Replace(e.bytes(i.Range), i.Text)
}

// listed is the rule that every client has: the edit is in the line of the cursor
// and holds the cursor, and what stands before the cursor begins the text to
// filter by.
func listed(s *text.Snapshot, cursor int, r text.Range, i client.Entry) error {
	if i.Range.Start.Line != i.Range.End.Line || s.LineAt(cursor) != i.Range.Start.Line || cursor < r.Start || r.End < cursor {
		return fmt.Errorf("the cursor, at byte %d of line %d, is outside %v", cursor, s.LineAt(cursor), i.Range)
	}
	if typed := s.Slice(text.Range{Start: r.Start, End: cursor}); !strings.HasPrefix(i.Filter, typed) {
		return fmt.Errorf("%q does not begin with %q, which is typed", i.Filter, typed)
	}
	return nil
}
