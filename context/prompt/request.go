package prompt

import (
	"strings"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/model"
)

// request writes a layout that follows another out for the backend, and into it what
// was written.
func (w *Want) request(before Layout, l *Layout, c cursor) Request {
	typed := w.Snapshot.Slice(text.Range{Start: c.anchor, End: c.cut})
	r := Request{Begin: w.Snapshot.Slice(text.Range{Start: c.cut, End: c.offset})}
	switch w.Traits.Fill {
	case model.FillRaw:
		r.Fill.Prompt.Raw, r.Warm.Prompt.Raw = w.raw(l, typed)
	case model.FillFields:
		p, warm := &r.Fill.Prompt, &r.Warm.Prompt
		p.Prefix, p.Suffix, warm.Prefix = w.fields(l, typed)
		warm.Suffix = p.Suffix
	default:
		r.Fill.Prompt.Messages, r.Warm.Prompt.Messages = w.messages(l, typed), w.messages(l, "")
	}
	if w.Traits.ForcesBegin {
		r.Fill.Begin = r.Begin
	}
	r.Parts = w.parts(l, c, typed)
	l.sent = flat(r.Fill.Prompt)
	r.Fresh = w.fresh(before, *l)
	return r
}

// fresh estimates what the server reads for a layout after another: all that follows
// the first difference.
func (w *Want) fresh(l, next Layout) int {
	same := 0
	for n := min(len(l.sent), len(next.sent)); !w.Lost && same < n && l.sent[same] == next.sent[same]; {
		same++
	}
	return Estimate(w.Snapshot.Language(), next.sent[same:])
}

// parts lists what is in a prompt, in the order of blocks, above, below, line.
func (w *Want) parts(l *Layout, c cursor, typed string) []Part {
	var parts []Part
	for _, b := range l.blocks {
		parts = append(parts, Part{b.Kind.String(), b.Path, b.First, b.Last, b.tokens, b.Why})
	}
	s, at := w.Snapshot, w.Snapshot.LineAt(c.anchor)+1
	if l.above != "" {
		parts = append(parts, Part{"above", w.Path, s.LineAt(l.top) + 1, at, l.size, "the text before the line that is being typed"})
	}
	if l.suffix != "" {
		parts = append(parts, Part{"below", w.Path, at, at + strings.Count(l.suffix, "\n"), w.count(l.suffix), "the text after the cursor"})
	}
	if typed != "" {
		parts = append(parts, Part{"line", w.Path, at, at, w.count(typed), "what is typed of the line"})
	}
	return parts
}
