package local

// Punctuation as ids.
var (
	roundID, roundEndID   = wordHash("("), wordHash(")")
	squareID, squareEndID = wordHash("["), wordHash("]")
	curlyID, curlyEndID   = wordHash("{"), wordHash("}")
	colonID               = wordHash(":")
)

func isOpener(id wordID) bool { return id == roundID || id == squareID || id == curlyID }

func isCloser(id wordID) bool { return openerOf(id) != 0 }

// openerOf is the bracket that id closes, 0 if it closes none.
func openerOf(id wordID) wordID {
	switch id {
	case roundEndID:
		return roundID
	case squareEndID:
		return squareID
	case curlyEndID:
		return curlyID
	}
	return 0
}

// balance is how many brackets a candidate opens, less those it closes.
func (c *candidate) balance() (n int) {
	for _, t := range c.tokens {
		n += depthStep(t.id)
	}
	return n
}

func depthStep(id wordID) int {
	switch {
	case isOpener(id):
		return 1
	case isCloser(id):
		return -1
	}
	return 0
}

// fits says whether a candidate's brackets are right where it would stand: it
// closes only what is open at the cursor, in the right order, and its line leaves
// something open only if the last token opens a bracket, as the head of a block or
// of a list that goes on below does. What that one may leave open with it is
// docs/decisions/0010.
func (q *query) fits(c *candidate) bool {
	var open []wordID
	outer := newOuterBrackets(q)
	for _, t := range c.tokens {
		switch want := openerOf(t.id); {
		case isOpener(t.id):
			open = append(open, t.id)
		case want == 0:
		case len(open) > 0:
			if open[len(open)-1] != want {
				return false
			}
			open = open[:len(open)-1]
		case !outer.closes(want):
			return false
		}
	}
	if len(open) == 0 && !outer.openOnLine() {
		return true
	}
	return isOpener(c.tokens[len(c.tokens)-1].id)
}

// outerBrackets walks back from the cursor over the brackets that are open there.
type outerBrackets struct {
	query *query
	i     int // tokens of the line, then of the document, already walked over
}

// maxBracketWalk bounds how far an open bracket is looked for, in tokens; a
// bracket that opened further up counts as open.
const maxBracketWalk = 20_000

func newOuterBrackets(q *query) *outerBrackets { return &outerBrackets{query: q} }

// next is the nearest bracket outside those passed; ok is false if there is none.
func (o *outerBrackets) next() (id wordID, ok bool) {
	depth := 0
	for ; o.i < maxBracketWalk; o.i++ {
		id, more := o.query.before(o.i)
		if !more {
			return 0, false
		}
		if isCloser(id) {
			depth++
		}
		if isOpener(id) {
			if depth == 0 {
				o.i++
				return id, true
			}
			depth--
		}
	}
	return 0, false
}

func (o *outerBrackets) closes(opener wordID) bool {
	id, ok := o.next()
	return ok && id == opener || !ok && o.i >= maxBracketWalk
}

// openOnLine says whether a bracket that was typed on this line is still open.
func (o *outerBrackets) openOnLine() bool {
	rest := outerBrackets{o.query, o.i}
	if rest.i >= len(o.query.typed) {
		return false
	}
	_, ok := rest.next()
	return ok && rest.i <= len(o.query.typed)
}

// before is the token i tokens before the cursor.
func (q *query) before(i int) (wordID, bool) {
	if i < len(q.typed) {
		t := q.typed[len(q.typed)-1-i]
		return wordHash(q.prefix[t.Start:t.End]), true
	}
	p := q.at - 1 - (i - len(q.typed))
	if p < 0 || q.doc.ids[p] == separator {
		return 0, false
	}
	return q.doc.ids[p], true
}
