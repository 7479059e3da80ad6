package eval

import "github.com/inkling-lsp/inkling/model/local/lexer"

// baseline asks the copier about one open document.
type baseline struct {
	copier *copier
	saved  int32 // the document's old version, or -1
	new    *source
	doc    int32
	known  int32 // up to this place the document is indexed
}

func (b *baseline) open(s *source) {
	b.new = s
	b.doc = b.copier.add(s)
	b.known = b.copier.docs[b.doc].start
}

func (b *baseline) close() { b.copier.docs[b.doc].dead = true }

// right says whether copying gives the line l, number n, from the cursor on:
// over the workspace, and over the text above the cursor alone.
func (b *baseline) right(n int, at cursor, l sourceLine, below int) (workspace, file Baseline) {
	first := b.copier.docs[b.doc].first[n]
	b.copier.index(b.known, first)
	b.known = max(b.known, first)
	typed, partial := typedTokens(l, at)
	q := copyQuery{
		at: first + int32(typed), typed: int32(typed), partial: partial, next: at.task == Next,
		saved: b.saved, below: b.under(below),
	}
	line := b.copier.line(q.at)
	is := func(own bool) Baseline {
		guess, ok := b.copier.follow(q, own)
		return Baseline(ok && equal(guess, line))
	}
	return is(false), is(true)
}

// under is the first line of code of the old version from line n on.
func (b *baseline) under(n int) []int32 {
	if b.saved < 0 {
		return nil
	}
	for _, p := range b.copier.docs[b.saved].first[n:] {
		if p >= 0 {
			return b.copier.line(p)
		}
	}
	return nil
}

// typedTokens counts the tokens of l that end before the cursor, and gives what
// is there of the one at it. A word that ends at a random character may go on.
func typedTokens(l sourceLine, at cursor) (whole int, partial string) {
	for i, t := range l.tokens {
		word := t.Kind == lexer.Identifier || t.Kind == lexer.Keyword || t.Kind == lexer.Number
		switch end := int(t.End); {
		case end < at.offset, end == at.offset && (at.task != Char || !word):
			whole++
		case int(t.Start) < at.offset:
			return whole, l.text[t.Start:at.offset]
		default:
			return i, ""
		}
	}
	return whole, ""
}
