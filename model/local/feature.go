package local

import (
	"cmp"
	"math"
	"slices"

	"github.com/inkling-lsp/inkling/model/local/lexer"
)

// feature is a number that tells how likely a candidate is right. Its value is
// looked up in the vote table by bucket.
type feature int

const (
	exactMatch  feature = iota // longest exact match, tokens
	exactBehind                // the longest exact match of any candidate, less this one's
	exactVotes                 // log2(1+votes)
	exactShare                 // of the weight of all exact votes
	exactPlaces                // log2(1+places that voted)
	localsMatch
	localsBehind
	localsOverlap
	localsSwaps
	localsVotes
	namesMatch
	namesBehind
	namesOverlap
	namesSwaps
	namesVotes
	nearAbove
	nearBelow
	nearFolder
	nearElsewhere
	length       // tokens
	strangeNames // names that the context does not have
	nameCount
	typedTokens
	rivals        // log2(1+candidates)
	followsBelow  // log2(1+supports whose next line is the one below)
	repeatsAbove  // the line is the one above again
	afterOpener   // the line above ends with an opening bracket or colon
	beforeCloser  // the line below begins with a closing bracket
	lastKind      // kind of the token before the cursor, newline 5
	firstKind     // kind of the first token, closer 5
	endsOpen      // ends with an opening bracket or colon
	typedBalance  // brackets that the typed part leaves open
	balance       // brackets that the candidate opens, less those it closes
	indentStep    // indentation above less below, in quarter steps of 4 columns
	partialLength // characters typed of the word
	language      // family
	cursorIndent  // sign of the cursor's step from the line above, 2 unknown
	indentAgrees  // the best place's line took the same step: 0 no, 1 yes, 2 unknown
	linesHere     // how often the document has the whole line, 3 at most
	distance      // log2 of the tokens to the nearest support in the document, 20 if none
	features
)

// FeatureNames names the columns of Candidate.Features, in order.
func FeatureNames() []string {
	return append([]string(nil), featureNames[:]...)
}

var featureNames = [features]string{
	"exactMatch", "exactBehind", "exactVotes", "exactShare", "exactPlaces",
	"localsMatch", "localsBehind", "localsOverlap", "localsSwaps", "localsVotes",
	"namesMatch", "namesBehind", "namesOverlap", "namesSwaps", "namesVotes",
	"nearAbove", "nearBelow", "nearFolder", "nearElsewhere",
	"length", "strangeNames", "nameCount", "typedTokens", "rivals", "followsBelow", "repeatsAbove",
	"afterOpener", "beforeCloser", "lastKind", "firstKind", "endsOpen", "typedBalance", "balance",
	"indentStep", "partialLength", "language",
	"cursorIndent", "indentAgrees", "linesHere", "distance",
}

// situation is what all candidates of a ballot have in common.
type situation struct {
	longest   [levels]int
	common    [features]float32
	names     []wordID // in the context
	step      int      // sign of the cursor's indentation step
	stepKnown bool
	typed     lineKey // of the typed tokens
}

func (b *ballot) situation() *situation {
	q := b.query
	s := &situation{typed: emptyKey, names: b.names[:0]}
	for i := range b.candidates {
		for l := range levels {
			s.longest[l] = max(s.longest[l], b.candidates[i].best[l])
		}
	}
	for i, id := range q.ids {
		if q.classes[names][i] == anyName {
			s.names = append(s.names, id)
		}
	}
	b.names = s.names
	s.common[exactPlaces] = log2(b.places)
	s.common[typedTokens] = float32(len(q.typed))
	s.common[rivals] = log2(len(b.candidates))
	s.common[partialLength] = float32(len(q.partial))
	s.common[language] = float32(family(q.doc.language))
	s.common[afterOpener] = flag(q.afterOpener())
	s.common[beforeCloser] = flag(len(q.next) > 0 && isCloser(q.next[0]))
	s.common[lastKind] = 5
	if n := len(q.typed); n > 0 {
		s.common[lastKind] = float32(q.typed[n-1].Kind)
	}
	s.common[indentStep] = q.indentStep()
	s.common[cursorIndent] = 2
	if step, ok := q.cursorStep(); ok && len(q.typed) == 0 {
		s.common[cursorIndent], s.step, s.stepKnown = float32(sign(step)), sign(step), true
	}
	for _, t := range q.typed {
		id := wordHash(q.prefix[t.Start:t.End])
		s.typed = s.typed.with(id)
		s.common[typedBalance] += float32(depthStep(id))
	}
	return s
}

// features reads the numbers of a candidate.
func (b *ballot) features(s *situation, c *candidate) (f [features]float32) {
	f = s.common
	for l, at := range [levels]struct{ match, behind, votes feature }{
		{exactMatch, exactBehind, exactVotes}, {localsMatch, localsBehind, localsVotes}, {namesMatch, namesBehind, namesVotes},
	} {
		f[at.match] = float32(c.best[l])
		f[at.behind] = float32(s.longest[l] - c.best[l])
		f[at.votes] = log2(c.votes[l])
	}
	f[localsOverlap], f[namesOverlap] = c.overlap[locals], c.overlap[names]
	f[localsSwaps], f[namesSwaps] = float32(c.swaps[locals]), float32(c.swaps[names])
	if b.weight > 0 {
		f[exactShare] = float32(c.weight / b.weight)
	}
	for i, at := range [scopes]feature{nearAbove, nearBelow, nearFolder, nearElsewhere} {
		f[at] = flag(c.near[i])
	}
	b.lineFeatures(s, c, &f)
	return f
}

// lineFeatures reads what the line itself and its place say.
func (b *ballot) lineFeatures(s *situation, c *candidate, f *[features]float32) {
	f[length] = float32(len(c.tokens))
	f[followsBelow] = log2(c.follows)
	f[repeatsAbove] = flag(b.repeatsAbove(c))
	for i, t := range c.tokens {
		if t.trait.kind() == lexer.Identifier && (i == 0 || c.tokens[i-1].id != dotID) {
			f[nameCount]++
			if !slices.Contains(s.names, t.id) {
				f[strangeNames]++
			}
		}
	}
	f[indentAgrees] = 2
	if s.stepKnown {
		if step, ok := c.first.indentStep(); ok {
			f[indentAgrees] = flag(sign(step) == s.step)
		}
	}
	f[linesHere] = float32(min(3, b.query.doc.current[s.typed.withTokens(c.tokens)]))
	f[distance] = 20
	if c.distance > 0 {
		f[distance] = log2(int(c.distance))
	}
	last := c.tokens[len(c.tokens)-1].id
	f[endsOpen] = flag(isOpener(last) || last == colonID)
	f[firstKind] = float32(c.tokens[0].trait.kind())
	if isCloser(c.tokens[0].id) {
		f[firstKind] = 5
	}
	f[balance] = float32(c.balance())
}

// repeatsAbove says whether the whole line would be the one above again.
func (b *ballot) repeatsAbove(c *candidate) bool {
	typed, context := len(b.query.typed), b.query.ids
	n := typed + len(c.tokens)
	if typed+1+n >= len(context) || context[typed] != newline || context[typed+1+n] > newline {
		return false
	}
	for i := range n {
		id := context[max(0, typed-1-i)]
		if i >= typed {
			id = c.tokens[i-typed].id
		}
		if id != context[typed+n-i] {
			return false
		}
	}
	return true
}

func (q *query) afterOpener() bool {
	typed := len(q.typed)
	return typed+1 < len(q.ids) && (isOpener(q.ids[typed+1]) || q.ids[typed+1] == colonID)
}

// indentStep compares the indentation of the lines above and below that have
// tokens: positive if the line below is further left.
func (q *query) indentStep() float32 {
	if q.next == nil || q.at <= 2 {
		return -9
	}
	return float32(q.doc.indent(q.doc.lineOf(q.at-1))-q.doc.indent(q.doc.lineOf(q.below))) / 4
}

// indent is the width of line n's indentation.
func (d *live) indent(n int) int { return indentWidth(d.snapshot.LineText(n)) }

// cursorStep is how much further right the cursor stands than the line with
// tokens above it; ok is false where the line has not been indented yet.
func (q *query) cursorStep() (step int, ok bool) {
	if q.at <= 2 {
		return 0, false
	}
	above := q.doc.indent(q.doc.lineOf(q.at - 1))
	if q.prefix == "" && above > 0 {
		return 0, false
	}
	return indentWidth(q.prefix) - above, true
}

// indentStep is how much further right a place's line stands than the one above it.
func (p *place) indentStep() (step int, ok bool) {
	if p.doc == nil {
		return p.from.indentStep(&p.from.sources[p.source], uint32(p.at))
	}
	if p.at <= 2 {
		return 0, false
	}
	start := p.in.lineStart(p.at)
	if start <= 2 {
		return 0, false
	}
	return p.doc.indent(p.doc.lineOf(start)) - p.doc.indent(p.doc.lineOf(start-1)), true
}

func sign(n int) int { return cmp.Compare(n, 0) }

func log2(n int) float32 { return float32(math.Log2(float64(1 + n))) }

func flag(b bool) float32 {
	if b {
		return 1
	}
	return 0
}
