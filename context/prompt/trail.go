package prompt

import (
	"slices"
	"strings"

	"github.com/inkling-lsp/inkling/context/text"
)

const (
	// A place is left when the cursor goes this many lines away from it, and
	// remembered with as many lines on each side as around.
	away, around = 32, 12
	// An edit is remembered with some lines around it; edits so near are one.
	margin, joined = 3, 8
	longestSpot    = 32 // lines
	mostPlaces     = 16
	mostEdits      = 8
)

// Trail is where the user has been and what they have changed in open documents. It
// never changes: its methods return another. It remembers text, and keeps alive no
// snapshot but that of the document that was visited last.
//
// Documents are told apart by their URI: two roots may have files of one path.
type Trail struct {
	at            spot // where the cursor is, without a text as yet
	seen          *text.Snapshot
	places, edits []spot // the oldest first
}

// A spot is lines of a file, from 0, last included.
type spot struct {
	uri            text.URI
	path, language string
	first, last    int
	text           string
}

// Visit returns the trail after the cursor has been at a line, from 0.
func (t Trail) Visit(path string, s *text.Snapshot, line int) Trail {
	here := spot{uri: s.URI(), path: path, language: s.Language(), first: line, last: line}
	if t.seen != nil && (t.at.uri != here.uri || line < t.at.first-away || line > t.at.first+away) {
		left := cut(t.at.path, t.seen, t.at.first-around, t.at.first+around)
		t.places = remember(t.places, left, mostPlaces)
	}
	if t.at.uri == here.uri && line >= t.at.first-away && line <= t.at.first+away {
		here = t.at // still there
	}
	t.at, t.seen = here, s
	return t
}

// Change returns the trail after a document has changed.
func (t Trail) Change(path string, before, after *text.Snapshot) Trail {
	was, is := text.Difference(before, after)
	if was.Len() == 0 && is.Len() == 0 {
		return t
	}
	first, last := after.LineAt(is.Start), after.LineAt(is.End)
	grown := after.Lines() - before.Lines()
	t.places = follow(t.places, after, before.LineAt(was.Start), before.LineAt(was.End), grown)
	t.edits = follow(t.edits, after, before.LineAt(was.Start), before.LineAt(was.End), grown)
	if n := len(t.edits); n > 0 && t.edits[n-1].uri == after.URI() && first <= t.edits[n-1].last+joined && last >= t.edits[n-1].first-joined {
		if e := t.edits[n-1]; max(last, e.last)-min(first, e.first) < longestSpot {
			first, last = min(first, e.first+margin), max(last, e.last-margin)
		}
	}
	t.edits = remember(t.edits, cut(path, after, first-margin, last+margin), mostEdits)
	return t
}

// Close returns the trail after a document was closed: nothing of it is left.
func (t Trail) Close(u text.URI) Trail {
	of := func(s spot) bool { return s.uri == u }
	t.places = slices.DeleteFunc(slices.Clone(t.places), of)
	t.edits = slices.DeleteFunc(slices.Clone(t.edits), of)
	if t.seen != nil && t.seen.URI() == u {
		t.at, t.seen = spot{}, nil
	}
	return t
}

// Blocks returns what of the trail may help at a line, from 0, of a document, the
// latest first. What is near that line stands in the prompt anyway.
func (t Trail) Blocks(u text.URI, line int) []Block {
	var blocks []Block
	add := func(kind Kind, spots []spot, why string) {
		for _, s := range slices.Backward(spots) {
			if s.uri == u && s.first <= line+away && s.last >= line-pageLines {
				continue
			}
			blocks = append(blocks, Block{Kind: kind, Path: s.path, First: s.first + 1, Last: s.last + 1, Language: s.language, Text: s.text, Why: why})
		}
	}
	add(Edited, t.edits, "you have changed it lately")
	add(Visited, t.places, "you have been there lately")
	return blocks
}

// cut copies lines of a document.
func cut(path string, s *text.Snapshot, first, last int) spot {
	first = max(first, 0)
	last = min(last, s.Lines()-1, first+longestSpot-1)
	lines := s.Slice(text.Range{Start: s.Line(first).Start, End: s.Line(last).End})
	return spot{s.URI(), path, s.Language(), first, last, strings.Clone(lines)}
}

// remember returns spots with a new one at their end, in place of those that it
// overlaps, and without the oldest if there are too many.
func remember(spots []spot, s spot, most int) []spot {
	kept := slices.DeleteFunc(slices.Clone(spots), func(o spot) bool {
		return o.uri == s.uri && o.first <= s.last && s.first <= o.last
	})
	kept = append(kept, s)
	return kept[max(0, len(kept)-most):]
}

// follow returns spots after lines first to last of a document have been rewritten,
// and the document has grown by some lines.
func follow(spots []spot, after *text.Snapshot, first, last, grown int) []spot {
	var list []spot
	for _, s := range spots {
		if s.uri == after.URI() && first <= s.last {
			if last < s.first {
				s.first += grown
			}
			s = cut(s.path, after, s.first, max(s.first, s.last+grown))
		}
		list = append(list, s)
	}
	return list
}
