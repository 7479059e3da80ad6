package prompt

import "github.com/inkling-lsp/inkling/context/text"

// A page is at most so many lines and tokens. Windows begin at the top of one.
const (
	pageLines  = 64
	pageTokens = 256
)

// overfull says whether a window is to move: it holds a quarter more than its
// budget. Were it moved whenever it is full, each new line would have the server
// read it all again.
func overfull(tokens, budget int) bool { return 4*tokens > 5*budget }

// above is a window of the text before the anchor that holds at most a budget of
// tokens, from the top of a page on. Pages of small windows are small: halves,
// quarters and so on of a whole one, so that all their tops stay where they are.
func (w *Want) above(anchor, budget int) int {
	s := w.Snapshot
	last := s.LineAt(anchor)
	line, tokens, top := last+1, 0, anchor
	for n := last; n >= 0; n-- {
		part := text.Range{Start: s.Line(n).Start, End: top}
		if part.Len() > budget*longestToken {
			break // it can't fit, and counting would read it all
		}
		size := w.count(s.Slice(part))
		if tokens+size > budget {
			break
		}
		line, tokens, top = n, tokens+size, part.Start
	}
	switch {
	case line > last:
		return w.within(anchor, budget)
	case line == 0:
		return 0
	}
	for page := pageOf(budget, last-line, tokens); page > 1; page /= 2 {
		if edge := (line + page - 1) / page * page; edge < last {
			return s.Line(edge).Start
		}
	}
	return top
}

// longestToken is how many bytes tokens of code have at most, but for white space.
const longestToken = 32

// pageOf is how many lines a page has in a window of the budget: never more than a
// quarter of it, so that little of the budget is lost.
func pageOf(budget, lines, tokens int) int {
	page := pageLines
	for page > 1 && page*tokens > min(pageTokens, budget/4)*max(lines, 1) {
		page /= 2
	}
	return page
}

// within is the top of a window that is a part of one long line.
func (w *Want) within(anchor, budget int) int {
	start := w.Snapshot.Line(w.Snapshot.LineAt(anchor)).Start
	const part = chunk / 4
	top := anchor
	for top-part >= start && w.count(w.Snapshot.Slice(text.Range{Start: top - part, End: anchor})) <= budget {
		top -= part
	}
	around := w.Snapshot.Slice(text.Range{Start: start, End: anchor})
	return start + pieceStart(around, top-start)
}

// lineStart is the start of the line that a place is in.
func lineStart(s *text.Snapshot, at int) int { return s.Line(s.LineAt(at)).Start }
