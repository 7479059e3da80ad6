package local

import (
	"slices"
	"sort"
	"sync/atomic"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/model/local/lexer"
)

// live is an open document, lexed. It follows the snapshots it is given by
// lexing only the lines that changed. Model.openMu guards the first few
// fields, up to saved; Model.liveMu the others.
type live struct {
	latest  atomic.Pointer[text.Snapshot] // what the client last sent
	changed uint64                        // when that was, in Model.changes
	onDisk  *text.Snapshot                // what the editor has put on disk, or found there
	foreign bool                          // whether another program has put something else there
	saved   []*text.Snapshot              // what was saved since the last prediction, at most maxSaved

	opening  *text.Snapshot   // the text at the time of opening, until it is lexed
	unseen   []*text.Snapshot // what was saved and is to be lexed
	language *lexer.Language
	snapshot *text.Snapshot // what is lexed, nil if nothing is yet

	stream
	classes []wordID // of the tokens at level names, which the scan compares first
	spans   []span
	lines   []liveLine // one more than the document has: the last marks the end
	long    int        // how many lines are longer than maxLine

	seen    map[lineKey]struct{} // the lines that any version had that was lexed
	current map[lineKey]int      // how often each line occurs now

	disowned bool // whether its saved version is another program's, in the prediction under way
	searched bool // whether the prediction under way searches it
	tooLarge bool // whether it is over MaxDocument, so that what is lexed is out of date
}

// maxSeen bounds the lines that are remembered beside those that a document has.
const maxSeen = 1 << 17

// span is a token's place in its line, in bytes; that of a newline is empty. A line
// that is lexed has at most maxLineBytes.
type span struct {
	start, end uint16
	head       byte // the token's first, which tells most words apart without the text
}

const _ = uint16(maxLineBytes) // it fits

// liveLine is where a line's tokens begin and the lexer's state before it.
type liveLine struct {
	first int32
	state lexer.State
	long  bool // over maxLine: not lexed
}

func countLong(lines []liveLine) (n int) {
	for _, l := range lines {
		if l.long {
			n++
		}
	}
	return n
}

// lineKey names a line by its tokens.
type lineKey uint64

func lineKeyOf(ids []wordID) lineKey {
	key := emptyKey
	for _, id := range ids {
		key = key.with(id)
	}
	return key
}

func (k lineKey) withTokens(tokens []token) lineKey {
	for i := range tokens {
		k = k.with(tokens[i].id)
	}
	return k
}

const emptyKey lineKey = 14695981039346656037

func (k lineKey) with(id wordID) lineKey {
	k = (k ^ lineKey(id)) * 1099511628211
	return k ^ k>>29
}

func newLive(opened *text.Snapshot) *live {
	d := &live{opening: opened, onDisk: opened, language: lexer.For(opened.Language(), string(opened.URI()))}
	d.latest.Store(opened)
	return d
}

// sync makes the tokens those of s, by way of what was saved before.
func (d *live) sync(s *text.Snapshot) {
	if d.snapshot == nil {
		if d.opening.Len() > MaxDocument {
			d.opening = s
		}
		d.reset(d.opening)
		d.opening = nil
	}
	for _, saved := range d.unseen {
		if saved.Len() <= MaxDocument {
			d.advance(saved)
		}
	}
	d.unseen = nil
	d.advance(s)
}

func (d *live) advance(s *text.Snapshot) {
	if d.snapshot == s {
		return
	}
	old := d.snapshot
	inOld, inNew := text.Difference(old, s)
	d.snapshot = s
	if inOld.Len() == 0 && inNew.Len() == 0 {
		return
	}
	// One line more on each side, since a \r and a \n that meet or part there change where lines end.
	first := max(0, min(old.LineAt(inOld.Start), s.LineAt(inNew.Start))-1)
	last := min(old.Lines()-1, old.LineAt(inOld.End)+1)
	d.replace(first, last, last+s.Lines()-old.Lines())
}

func (d *live) reset(s *text.Snapshot) {
	d.snapshot = s
	d.seen = make(map[lineKey]struct{})
	d.current = make(map[lineKey]int)
	d.append(separator, trait(lexer.Operator))
	d.append(newline, trait(lexer.Operator))
	d.spans = append(d.spans, span{}, span{})
	d.classes = append(d.classes, separator, newline)
	d.lines = append(d.lines, liveLine{first: 2})
	fresh := d.lex(0, s.Lines()-1, 0)
	d.splice(0, -1, fresh)
}

// replace lexes the new lines first to last2, which take the place of the old
// lines first to last, and further ones until the state agrees again.
func (d *live) replace(first, last, last2 int) {
	fresh := d.lex(first, last2, d.lines[first].state)
	for last+2 < len(d.lines) && fresh.after != d.lines[last+1].state {
		last++
		last2++
		more := d.lex(last2, last2, fresh.after)
		fresh.join(more)
	}
	d.splice(first, last, fresh)
}

// lexed is a run of lines on its way into a live document.
type lexed struct {
	stream
	spans []span
	lines []liveLine // places count from the run's start
	after lexer.State
}

func (x *lexed) join(more lexed) {
	for i := range more.lines {
		more.lines[i].first += int32(len(x.ids))
	}
	x.ids, x.traits = append(x.ids, more.ids...), append(x.traits, more.traits...)
	x.spans, x.lines = append(x.spans, more.spans...), append(x.lines, more.lines...)
	x.after = more.after
}

// classes are those of the tokens at level names.
func (x *lexed) classes() []wordID {
	classes := make([]wordID, len(x.ids))
	for i, id := range x.ids {
		classes[i] = names.class(id, x.traits[i])
	}
	return classes
}

// lex cuts the lines first to last of the snapshot into tokens.
func (d *live) lex(first, last int, state lexer.State) lexed {
	var x lexed
	var tokens []lexer.Token
	for n := first; n <= last; n++ {
		r := d.snapshot.Line(n)
		line, long := "", r.Len() > maxLineBytes
		if !long {
			line = d.snapshot.Slice(r)
			long = overlong(line)
		}
		x.lines = append(x.lines, liveLine{int32(len(x.ids)), state, long})
		if long {
			continue
		}
		tokens, state = d.language.Line(tokens[:0], state, line)
		x.appendLine(d.language, line, tokens)
		for _, t := range tokens {
			x.spans = append(x.spans, span{uint16(t.Start), uint16(t.End), line[t.Start]})
		}
		if len(tokens) > 0 {
			x.append(newline, trait(lexer.Operator))
			x.spans = append(x.spans, span{})
		}
	}
	x.after = state
	return x
}

// splice puts a run of lines in the place of the lines first to last.
func (d *live) splice(first, last int, x lexed) {
	from, to := int(d.lines[first].first), int(d.lines[last+1].first)
	d.count(d.ids[from:to], -1)
	d.count(x.ids, 1)
	d.ids = slices.Replace(d.ids, from, to, x.ids...)
	d.traits = slices.Replace(d.traits, from, to, x.traits...)
	d.classes = slices.Replace(d.classes, from, to, x.classes()...)
	d.spans = slices.Replace(d.spans, from, to, x.spans...)
	for i := range x.lines {
		x.lines[i].first += int32(from)
	}
	d.long += countLong(x.lines) - countLong(d.lines[first:last+1])
	d.lines = slices.Replace(d.lines, first, last+1, x.lines...)
	if shift := int32(len(x.ids) - (to - from)); shift != 0 {
		for i := first + len(x.lines); i < len(d.lines); i++ {
			d.lines[i].first += shift
		}
	}
}

// count adds by to the number of times each line of a run of tokens occurs, and
// remembers those that are new.
func (d *live) count(ids []wordID, by int) {
	start := 0
	for i, id := range ids {
		if id != newline {
			continue
		}
		key := lineKeyOf(ids[start:i])
		if d.current[key] += by; d.current[key] == 0 {
			delete(d.current, key)
		}
		if by > 0 {
			d.remember(key)
		}
		start = i + 1
	}
}

// remember adds to the lines that were seen. If they become too many, those are
// forgotten that the document has lost.
func (d *live) remember(key lineKey) {
	if len(d.seen) >= maxSeen+2*len(d.current) {
		clear(d.seen)
		for key := range d.current {
			d.seen[key] = struct{}{}
		}
	}
	d.seen[key] = struct{}{}
}

// lost reports whether the document had a line since it was opened and has it no more.
func (d *live) lost(key lineKey) bool {
	_, had := d.seen[key]
	return had && d.current[key] == 0
}

// lineOf is the number of the line that holds place p.
func (d *live) lineOf(p int) int {
	return sort.Search(len(d.lines), func(i int) bool { return int(d.lines[i].first) > p }) - 1
}

// word is the text of the token at place p.
func (d *live) word(p int) string {
	line := d.snapshot.Line(d.lineOf(p))
	s := d.spans[p]
	return d.snapshot.Slice(text.Range{Start: line.Start + int(s.start), End: line.Start + int(s.end)})
}
