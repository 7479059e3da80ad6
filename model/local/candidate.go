package local

import (
	"strings"

	"github.com/inkling-lsp/inkling/model/local/lexer"
)

// maxTokens is the longest line that is offered, in tokens.
const maxTokens = 60

// token is a token of a candidate: its id and where its text is.
type token struct {
	id    wordID
	trait trait
	// context is the query's context token that took its place, -1 if none did.
	context int16
}

// candidate is one continuation of the line and the support it has.
type candidate struct {
	tokens   []token
	first    place           // the place whose tokens they are
	best     [levels]int     // longest match
	overlap  [levels]float32 // share of the best match that agrees exactly
	swaps    [levels]int     // names replaced in the best match
	votes    [levels]int
	weight   float64 // of the exact votes
	near     [scopes]bool
	distance int32 // tokens from the cursor to the nearest support in its document, 0 if there is none
	follows  int   // supports whose next line is the query's next line
}

// scope is how near a supporting place is.
type scope uint8

const (
	above  scope = iota // this document, above the cursor
	below               // this document, below the cursor, or as it is saved
	folder              // another file of this folder
	elsewhere
	scopes
)

// scopeWeight is how much more a near place's vote counts than a far one's.
var scopeWeight = [scopes]float64{2.5, 2, 1.5, 1}

// ballot gathers candidates. Its memory serves one prediction after another.
type ballot struct {
	query      *query
	folder     string
	candidates []candidate
	byKey      map[lineKey]int32
	places     int     // exact places that voted
	weight     float64 // of all exact votes
	tokens     []token // of all candidates
	scratch    []token // of the place that votes
	swaps      []swap
	names      []wordID        // of the context
	open       [levels][]place // support in open documents
	found      []place
}

// swap says that a word of a place's context stands where the cursor's context
// has its context token.
type swap struct {
	from    wordID
	context int16
}

func newBallot() *ballot { return &ballot{byKey: make(map[lineKey]int32)} }

func (b *ballot) reset(q *query, folder string) {
	clear(b.byKey)
	*b = ballot{
		query: q, folder: folder, candidates: b.candidates[:0], byKey: b.byKey, tokens: b.tokens[:0],
		scratch: b.scratch, swaps: b.swaps, names: b.names, found: b.found, open: b.open,
	}
	for l := range b.open {
		b.open[l] = b.open[l][:0]
	}
}

// vote counts a place that agrees at level l.
func (b *ballot) vote(p *place, l level) {
	end, ok := p.in.lineEnd(p.at, maxTokens)
	if !ok || end == p.at {
		if l == exact {
			b.count(p, nil)
		}
		return
	}
	agreeing := p.match
	if l != exact {
		agreeing = b.findSwaps(p)
	}
	swapped := b.continuation(p, end, l)
	c := b.candidate(p)
	c.votes[l]++
	if p.match > c.best[l] {
		c.best[l], c.swaps[l] = p.match, swapped
		c.overlap[l] = float32(agreeing) / float32(p.match)
		if l == exact || c.votes[exact] == 0 {
			c.first = *p
			copy(c.tokens, b.scratch)
		}
	}
	if b.nextLineAgrees(p, end) {
		c.follows++
	}
	c.near[b.scope(p)] = true
	if p.doc == b.query.doc {
		if d := int32(max(1, abs(p.at-b.query.at))); c.distance == 0 || d < c.distance {
			c.distance = d
		}
	}
	if l == exact {
		b.count(p, c)
	}
}

// count adds an exact vote: for c, or for nothing more on the line if nil.
func (b *ballot) count(p *place, c *candidate) {
	w := scopeWeight[b.scope(p)] * matchWeight[min(p.match, len(matchWeight)-1)]
	b.places++
	b.weight += w
	if c != nil {
		c.weight += w
	}
}

// matchWeight is 1.35^n: a vote counts by how far its context agrees.
var matchWeight = func() (w [25]float64) {
	w[0] = 1
	for n := 1; n < len(w); n++ {
		w[n] = 1.35 * w[n-1]
	}
	return w
}()

func (b *ballot) scope(p *place) scope {
	switch {
	case p.doc == b.query.doc && p.at < b.query.at:
		return above
	case p.doc == b.query.doc || p.doc == nil && p.from.names[p.source].uri == b.query.doc.snapshot.URI():
		return below
	case p.doc == nil && p.from.names[p.source].folder == b.folder:
		return folder
	}
	return elsewhere
}

// findSwaps pairs the words in which p's context differs from the cursor's, the
// nearest occurrence of each, and returns how many words are the same.
func (b *ballot) findSwaps(p *place) (same int) {
	b.swaps = b.swaps[:0]
	for n := range p.match {
		id := p.in.ids[p.at-1-n]
		if id == b.query.ids[n] {
			same++
			continue
		}
		if b.swapFor(id) < 0 {
			b.swaps = append(b.swaps, swap{id, int16(n)})
		}
	}
	return same
}

// swapFor is the context token that takes the place of id, -1 if none does.
func (b *ballot) swapFor(id wordID) int16 {
	for _, s := range b.swaps {
		if s.from == id {
			return s.context
		}
	}
	return -1
}

// continuation reads the tokens from p to end into scratch, with the names
// replaced, and returns how many were.
func (b *ballot) continuation(p *place, end int, l level) (swapped int) {
	b.scratch = b.scratch[:0]
	for at := p.at; at < end; at++ {
		t := token{p.in.ids[at], p.in.traits[at], -1}
		member := at > p.at && t.trait&kept != 0 && t.trait.kind() == lexer.Identifier && isMember(p.in, at)
		if l != exact && (l == names || !member) {
			if c := b.swapFor(t.id); c >= 0 {
				t.id, t.context = b.query.ids[c], c
				swapped++
			}
		}
		b.scratch = append(b.scratch, t)
	}
	return swapped
}

// isMember says whether the name at a place follows a member operator.
func isMember(s *stream, at int) bool {
	prev := s.ids[at-1]
	return prev == dotID || prev == optionalDotID || prev == scopeID || prev == arrowID
}

var dotID, optionalDotID, scopeID, arrowID = wordHash("."), wordHash("?."), wordHash("::"), wordHash("->")

// candidate finds or makes the candidate of scratch. It is valid until the next call.
func (b *ballot) candidate(p *place) *candidate {
	key := emptyKey.withTokens(b.scratch)
	i, known := b.byKey[key]
	if !known {
		i = int32(len(b.candidates))
		b.byKey[key] = i
		start := len(b.tokens)
		b.tokens = append(b.tokens, b.scratch...)
		b.candidates = append(b.candidates, candidate{first: *p, tokens: b.tokens[start:len(b.tokens):len(b.tokens)]})
	}
	return &b.candidates[i]
}

// nextLineAgrees says whether the line after p's is the one below the cursor.
func (b *ballot) nextLineAgrees(p *place, end int) bool {
	next := b.query.next
	if next == nil || end+1+len(next) > len(p.in.ids) {
		return false
	}
	for i, id := range next {
		if p.in.ids[end+1+i] != id {
			return false
		}
	}
	at := end + 1 + len(next)
	return at == len(p.in.ids) || p.in.ids[at] <= newline
}

// text writes a candidate as it goes in at the cursor; ok is false if a word of
// it has no text.
func (q *query) text(c *candidate) (s string, ok bool) {
	var out strings.Builder
	for i, t := range c.tokens {
		word, ok := q.tokenText(c, i)
		if !ok {
			return "", false
		}
		if i == 0 {
			if !strings.HasPrefix(word, q.partial) {
				return "", false
			}
			word = word[len(q.partial):]
			if q.partial == "" && t.trait&spaced != 0 && q.wantsSpace() {
				out.WriteByte(' ')
			}
		} else if t.trait&spaced != 0 {
			out.WriteByte(' ')
		}
		out.WriteString(word)
	}
	return out.String(), true
}

// wantsSpace says whether text at the cursor may begin with a space: after a
// word, not after white space or at the start of a line.
func (q *query) wantsSpace() bool {
	n := len(q.typed)
	return n > 0 && int(q.typed[n-1].End) == len(q.prefix)
}

func (q *query) tokenText(c *candidate, i int) (string, bool) {
	t := c.tokens[i]
	switch {
	case t.context >= 0:
		return q.word(int(t.context)), true
	case c.first.doc != nil:
		return c.first.doc.word(c.first.at + i), true
	case t.trait&opaque != 0:
		return "", false
	}
	return c.first.from.words.Text(t.id)
}
