package local

import (
	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/model/local/lexer"
)

// maxContext is how many tokens of context are compared.
const maxContext = 48

// query is a cursor made ready for search: the tokens before it, read backwards.
type query struct {
	doc     *live
	line    int           // the cursor's line
	at      int           // place in doc of the cursor line's first token
	below   int           // place in doc of the first token below the cursor's line
	prefix  string        // the cursor's line up to the cursor
	next    []wordID      // the tokens of the next line that has any, nil if none
	typed   []lexer.Token // the line's tokens before the cursor
	partial string        // what is typed of a word the cursor is in; its token is not in typed

	words   []string         // of the typed tokens
	ids     []wordID         // context, nearest token first, at most maxContext and a separator
	places  []int            // of each context token: place in doc, or -1-i for typed token i
	classes [levels][]wordID // ids as each level sees them
}

// newQuery reads the line of offset, or says why nothing is completed there. The
// token that ends at the cursor counts as whole; splitPartial has the other reading.
func newQuery(d *live, offset int) (*query, lexer.Place) {
	s := d.snapshot
	q := &query{doc: d, line: s.LineAt(offset)}
	r := s.Line(q.line)
	q.prefix = s.Slice(text.Range{Start: r.Start, End: min(offset, r.End)})
	state := d.lines[q.line].state
	if place := d.language.PlaceAt(state, q.prefix); place == lexer.Comment || place == lexer.MultilineString {
		return nil, place
	}
	q.typed, _ = d.language.Line(nil, state, q.prefix)
	q.at, q.below = int(d.lines[q.line].first), int(d.lines[q.line+1].first)
	if end, ok := d.lineEnd(q.below, len(d.ids)); ok && end > q.below {
		q.next = d.ids[q.below:end]
	}
	return q, lexer.Code
}

// splitPartial returns the query in which the word at the cursor is not context
// but a beginning that the answer must have, or nil if no word ends there.
func (q *query) splitPartial() *query {
	n := len(q.typed) - 1
	if n < 0 || int(q.typed[n].End) != len(q.prefix) {
		return nil
	}
	if last := q.typed[n]; last.Kind == lexer.String && !last.Open {
		return nil
	}
	return &query{
		doc: q.doc, line: q.line, at: q.at, below: q.below, prefix: q.prefix, next: q.next,
		typed: q.typed[:n], partial: q.prefix[q.typed[n].Start:],
	}
}

// inString says whether the cursor is in a string that began on its line.
func (q *query) inString() bool {
	n := len(q.typed) - 1
	return n >= 0 && q.typed[n].Open
}

// readContext fills ids, places and classes.
func (q *query) readContext() {
	var typed stream
	typed.appendLine(q.doc.language, q.prefix, q.typed)
	q.words = make([]string, len(q.typed))
	for i, t := range q.typed {
		q.words[i] = q.prefix[t.Start:t.End]
	}
	for l := range q.classes {
		q.classes[l] = make([]wordID, 0, maxContext+1)
	}
	add := func(id wordID, t trait, place int) bool {
		q.ids = append(q.ids, id)
		q.places = append(q.places, place)
		for l := range levels {
			q.classes[l] = append(q.classes[l], l.class(id, t))
		}
		return id != separator && len(q.ids) < maxContext
	}
	for i := len(typed.ids) - 1; i >= 0; i-- {
		if !add(typed.ids[i], typed.traits[i], -1-i) {
			return
		}
	}
	for p := q.at - 1; p >= 0 && add(q.doc.ids[p], q.doc.traits[p], p); p-- {
	}
}

// word is the text of context token i.
func (q *query) word(i int) string {
	if p := q.places[i]; p >= 0 {
		return q.doc.word(p)
	}
	return q.words[-1-q.places[i]]
}
