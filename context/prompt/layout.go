package prompt

import (
	"errors"
	"slices"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/context/workspace"
	"github.com/inkling-lsp/inkling/model"
)

// Layout is how the last prompt of one document was laid out: what its server has
// read, if that prompt was sent. It never changes; Next makes another. The zero value
// is that of a document for which nothing was sent yet, and what to begin with again
// for another backend.
type Layout struct {
	seen   *text.Snapshot // the document as it was then
	top    int            // where in it the window begins
	above  string         // from there to the anchor
	suffix string
	blocks []Block
	window int    // the window's budget
	size   int    // the tokens of above
	sent   string // the prompt
}

// Style is how much of the usual layout is used.
type Style uint8

// The styles.
const (
	// Anchored is the usual one: what was typed on the line stands after the middle
	// marker, where there is one.
	Anchored Style = iota
	// Plain has it before the suffix, as most models have seen it most. The suffix is
	// then read again for each word, and on a real model no more lines are right
	// (docs/decisions/0024): eval compares with it.
	Plain
	// Unhealed is Plain up to the cursor: one request a key, for when an answer did
	// not begin with the word that was left out.
	Unhealed
)

// Want is what a prompt is wanted for.
type Want struct {
	Snapshot *text.Snapshot
	Offset   int     // of the cursor, in bytes
	Path     string  // of the document, as the model is to see it: from the workspace's root, with slashes
	Repo     string  // the workspace's name
	Blocks   []Block // what may be in the prompt, best first
	Traits   model.Traits
	Budget   Budget
	Count    Count
	Style    Style
	// Idle says that nobody waits: blocks come and go, and the window moves and grows.
	// What then changes is to be sent as Request.Warm.
	Idle bool
	// Lost says that the server's cache holds another document's prompt by now.
	Lost bool
}

// Change is why the frozen part of a prompt is another than the last one's.
type Change string

// The changes; of several, the first of these.
const (
	Same   Change = ""       // it is not
	First  Change = "first"  // there was no prompt of this document
	Lost   Change = "lost"   // the server has forgotten it
	Blocks Change = "blocks" // some came or went
	Shrunk Change = "shrunk" // it would have taken too long to read
	Grown  Change = "grown"  // there was time to read more
	Slid   Change = "slid"   // the window was overfull, or the cursor left it
	Line   Change = "line"   // another line is being typed, or the text above has changed
	Below  Change = "below"  // the text below has
)

// Request is a prompt, laid out.
type Request struct {
	// Fill has the prompt, and Begin where the server can be made to obey it. What
	// ends an answer is the caller's to say.
	Fill model.FillRequest
	// Begin is the typed part of a word that is not in the prompt. The answer begins
	// with it, or is of no use: see Rest.
	Begin string
	// Warm has the part of the prompt that stays while the line is typed, and asks
	// for no answer: to be sent ahead, where Traits.Warms, after a Change.
	Warm   model.FillRequest
	Change Change
	// Fresh is how many tokens the server is likely to read for it.
	Fresh int
	Parts []Part // of which it is made, in its order
}

// Part is a piece of a prompt, for those who ask what was sent.
type Part struct {
	What        string // a Kind's name, above, below or line
	Path        string
	First, Last int // its lines, from 1
	Tokens      int
	Why         string
}

// ErrSecret is why there is no prompt for a document that is secret by its name.
var ErrSecret = errors.New("the document is secret by its name: nothing of it is sent")

// ErrNoFill is why there is no prompt for a backend that can't fill in.
var ErrNoFill = errors.New("the backend can't complete code at a place in it")

// Next lays out the prompt for a cursor so that as much of the last one as possible
// stays as it is, and returns the layout to go on from if it is sent. It computes
// only, and takes well below a millisecond.
func (l Layout) Next(w Want) (Layout, Request, error) {
	switch {
	case workspace.Secret(w.Path) || workspace.SecretDocument(w.Snapshot.URI()):
		return l, Request{}, ErrSecret
	case w.Traits.Fill == model.FillNone:
		return l, Request{}, ErrNoFill
	}
	c := newCursor(w.Snapshot, w.Offset, w.Style)
	if l.seen != nil && l.seen.URI() != w.Snapshot.URI() {
		l = Layout{}
	}
	next, change := w.next(l, c)
	next = w.settle(l, next, c)
	r := w.request(l, &next, c)
	for _, blocks := range []bool{false, true} {
		if w.Idle || r.Fresh <= w.Budget.Cold || change == First {
			break
		}
		small := w.shrink(l, next, c, blocks)
		if s := w.request(l, &small, c); s.Fresh < r.Fresh {
			next, r, change = small, s, Shrunk
		}
	}
	r.Change = w.name(l, next, change)
	return next, r, nil
}

// next is the layout that follows l, as far as its blocks and its window go, and why.
func (w *Want) next(l Layout, c cursor) (Layout, Change) {
	switch {
	case l.seen == nil:
		return w.begin(c), First
	case w.Idle:
		return w.improve(l, c)
	default:
		return w.follow(l, c)
	}
}

// begin is the layout of a first prompt: one that can be read while somebody waits.
func (w *Want) begin(c cursor) Layout {
	room := max(w.Budget.Cold-w.Budget.suffix(), 0)
	shown := w.Snapshot.Slice(text.Range{Start: w.above(c.anchor, room), End: c.anchor}) + w.below(c, w.Budget.suffix())
	l := Layout{window: room}
	l.blocks = revise(nil, w.welcome(shown), min(room/2, w.Budget.blocks(room)))
	l.window = room - tokensOf(l.blocks)
	l.top = w.above(c.anchor, l.window)
	return l
}

// follow carries a layout over to where the cursor is now.
func (w *Want) follow(l Layout, c cursor) (Layout, Change) {
	next := l
	next.top = w.carried(l)
	if size := w.size(next.top, c.anchor); next.top > c.anchor || overfull(size, l.window) {
		next.top = w.above(c.anchor, l.window*3/4)
		return next, Slid
	} else if next.top > 0 && size < l.window/4 && w.jumped(l, c) {
		next.top = w.above(c.anchor, l.window)
		return next, Slid
	}
	return next, Line
}

// improve makes of a layout what would have been too slow while somebody waited.
func (w *Want) improve(l Layout, c cursor) (Layout, Change) {
	next := l
	next.top = w.carried(l)
	wanted := w.welcome(l.above + l.suffix)
	lacks := next.top > 0 || slices.ContainsFunc(wanted, func(b Block) bool { return !among(l.blocks, b) })
	if lacks {
		next.window += max(2*pageTokens, l.window) // each step reads the whole window again
	}
	most := w.Budget.Most - w.Budget.suffix()
	next.blocks = revise(l.blocks, wanted, w.Budget.blocks(min(next.window, most)))
	next.window = max(min(next.window, most-tokensOf(next.blocks)), 0)
	switch size := w.size(next.top, c.anchor); {
	case next.top > c.anchor || size > next.window:
		next.top = w.above(c.anchor, next.window*3/4)
		return next, Slid
	case next.top > 0 && (next.window > l.window || size < next.window/2):
		next.top = w.above(c.anchor, next.window)
		return next, Grown
	}
	return next, Line
}

// shrink returns next with a window that can be read while somebody waits, or with a
// window and blocks that can be.
func (w *Want) shrink(l, next Layout, c cursor, blocks bool) Layout {
	room := max(w.Budget.Cold-w.Budget.suffix(), 0)
	if blocks {
		next.blocks, _ = evict(next.blocks, nil, room/2, room/2)
		room -= tokensOf(next.blocks)
	}
	next.window = min(next.window, room)
	if w.size(next.top, c.anchor) > room {
		next.top = max(next.top, w.above(c.anchor, room))
	}
	return w.settle(l, next, c)
}

// settle puts into a layout what follows from where its window begins. The suffix
// stays as it is where what is read before it does too, and it still serves.
func (w *Want) settle(l, next Layout, c cursor) Layout {
	next.seen = w.Snapshot
	next.above = w.Snapshot.Slice(text.Range{Start: next.top, End: c.anchor})
	if next.size = l.size; next.above != l.above {
		next.size = w.count(next.above)
	}
	fresh := w.below(c, w.Budget.suffix())
	m := w.Traits.Markers
	first := w.Traits.Fill == model.FillRaw && m != nil && m.SuffixFirst
	if l.seen == nil || !first && next.above != l.above || !near(l.suffix, fresh) {
		next.suffix = fresh
	}
	return next
}

// carried is where the top of a window is now. If it was at the start of a line, it is
// at the start of one.
func (w *Want) carried(l Layout) int {
	top := moved(l.seen, w.Snapshot, l.top)
	if lineStart(l.seen, l.top) != l.top {
		return top
	}
	return lineStart(w.Snapshot, top)
}

// jumped says whether the cursor is at another line than the next one.
func (w *Want) jumped(l Layout, c cursor) bool {
	was := w.Snapshot.LineAt(moved(l.seen, w.Snapshot, l.top+len(l.above)))
	is := w.Snapshot.LineAt(c.anchor)
	return is < was || is > was+1
}

// size counts a window, if it can be one at all.
func (w *Want) size(top, anchor int) int {
	if anchor-top > 2*w.Budget.Most*longestToken {
		return 2 * w.Budget.Most // far too much
	}
	return w.count(w.Snapshot.Slice(text.Range{Start: top, End: anchor}))
}

func (w *Want) count(s string) int { return w.Count(w.Snapshot.Language(), s) }

// name says what has changed in what is frozen.
func (w *Want) name(l, next Layout, change Change) Change {
	switch {
	case change == First || change == Shrunk:
		return change
	case w.Lost:
		return Lost
	case !slices.EqualFunc(l.blocks, next.blocks, Block.is):
		return Blocks
	case next.above != l.above:
		return change
	case next.suffix != l.suffix:
		return Below
	default:
		return Same
	}
}
