package editortest

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/lsp/client"
)

// Complete asks for inline completions as an editor does while its user types.
func (e *Editor) Complete() []client.Item { e.t.Helper(); return e.complete(true) }

// Invoke asks for inline completions as an editor does when its user wants some.
func (e *Editor) Invoke() []client.Item { e.t.Helper(); return e.complete(false) }

// GhostText asks for inline completions and returns what the editor draws at the
// cursor: the first item that may be shown, without what is typed of it already.
// It is empty if nothing is drawn.
func (e *Editor) GhostText() string {
	e.t.Helper()
	return e.show(e.Complete())
}

// InvokedGhostText is GhostText for a user who asked.
func (e *Editor) InvokedGhostText() string {
	e.t.Helper()
	return e.show(e.Invoke())
}

// MenuGhostText is GhostText while the completion menu is open on an entry that
// would replace the word before the cursor.
func (e *Editor) MenuGhostText(entry string) string {
	e.t.Helper()
	s := e.document(e.path)
	start := s.Line(s.LineAt(e.cursor)).Start
	before := s.Slice(text.Range{Start: start, End: e.cursor})
	word := strings.TrimRightFunc(before, func(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) })
	items, err := e.client.CompleteSelected(e.ctx, s.URI(), s.OffsetPosition(e.cursor, e.client.Encoding()), client.Selected{
		Range: e.positions(s, text.Range{Start: start + len(word), End: e.cursor}),
		Text:  entry,
	})
	e.must(err)
	return e.show(items)
}

// Offered are the texts of the last answer that was drawn from, the drawn one
// and those behind it.
func (e *Editor) Offered() []string { return e.offered }

// Accept takes the ghost text that is drawn, and runs its command.
func (e *Editor) Accept() {
	e.t.Helper()
	if e.shown == nil {
		e.t.Fatal("there is no ghost text to accept")
	}
	i := *e.shown
	e.Replace(e.bytes(i.Range), i.Text)
	e.must(e.client.Accept(e.ctx, i))
}

// AcceptPart takes the beginning of the ghost text that is drawn, and tells the
// server how much of it was taken so far. What is left is for the next question.
func (e *Editor) AcceptPart(part string) {
	e.t.Helper()
	if e.shown == nil {
		e.t.Fatal("there is no ghost text to accept")
	}
	i := *e.shown
	typed := e.document(e.path).Slice(text.Range{Start: e.bytes(i.Range).Start, End: e.cursor})
	if !strings.HasPrefix(i.Text, typed+part) {
		e.t.Fatalf("the ghost text %q does not begin with %q", i.Text, part)
	}
	e.Replace(text.Range{Start: e.cursor, End: e.cursor}, part)
	e.must(e.client.PartiallyAccepted(e.ctx, i, len(utf16.Encode([]rune(typed+part)))))
}

// Dismiss takes the ghost text away, and tells the server.
func (e *Editor) Dismiss() {
	e.t.Helper()
	if e.shown == nil {
		e.t.Fatal("there is no ghost text to dismiss")
	}
	e.must(e.client.Rejected(e.ctx, *e.shown))
	e.shown = nil
}

func (e *Editor) complete(automatic bool) []client.Item {
	e.t.Helper()
	s := e.document(e.path)
	at := s.OffsetPosition(e.cursor, e.client.Encoding())
	items, err := e.client.Complete(e.ctx, s.URI(), at, automatic)
	e.must(err)
	return items
}

func (e *Editor) show(items []client.Item) string {
	e.t.Helper()
	e.shown, e.offered = nil, nil
	for _, i := range items {
		e.offered = append(e.offered, i.Text)
	}
	for _, i := range items {
		rest, err := ghost(e.document(e.path), e.cursor, e.bytes(i.Range), i)
		if err != nil {
			e.t.Errorf("the server sent an item that no editor shows: %v", err)
			continue
		}
		e.shown = &i
		e.must(e.client.Shown(e.ctx, i))
		return rest
	}
	return ""
}

// ghost is VS Code's rule: an item is shown if what stands between the start of
// its range and the cursor begins its text, and its range is in the line of the
// cursor and holds the cursor.
func ghost(s *text.Snapshot, cursor int, r text.Range, i client.Item) (string, error) {
	if i.Range.Start.Line != i.Range.End.Line || s.LineAt(cursor) != i.Range.Start.Line {
		return "", fmt.Errorf("the range %v is not in line %d, where the cursor is", i.Range, s.LineAt(cursor))
	}
	if cursor < r.Start || r.End < cursor {
		return "", fmt.Errorf("the cursor at byte %d is outside %v", cursor, r)
	}
	typed := s.Slice(text.Range{Start: r.Start, End: cursor})
	rest, ok := strings.CutPrefix(i.Text, typed)
	if !ok {
		return "", fmt.Errorf("the text %q does not begin with %q, which is typed", i.Text, typed)
	}
	return rest, nil
}

func (e *Editor) bytes(r text.PositionRange) text.Range {
	s, encoding := e.document(e.path), e.client.Encoding()
	return text.Range{Start: s.PositionOffset(r.Start, encoding), End: s.PositionOffset(r.End, encoding)}
}
