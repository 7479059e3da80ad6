package local

import (
	"cmp"
	"context"
	"path"
	"slices"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/model/local/lexer"
)

// Predict completes the line. It takes some 0.1 ms, and a few milliseconds after
// a document is opened; it does no I/O. Candidates are in order of probability,
// at most 14, or 40 with Options.KeepFeatures.
func (m *Model) Predict(ctx context.Context, q Query) (Prediction, error) {
	if err := ctx.Err(); err != nil {
		return Prediction{}, err
	}
	if q.Snapshot.Len() > MaxDocument {
		return Prediction{Silence: TooLarge}, nil
	}
	m.liveMu.Lock()
	defer m.liveMu.Unlock()
	if err := ctx.Err(); err != nil { // superseded while it waited for its turn
		return Prediction{}, err
	}
	own, others := m.lives(q.Snapshot)
	own.sync(q.Snapshot)
	own.searched, own.tooLarge = true, false
	if own.long > 0 {
		return Prediction{Silence: LongLine}, nil
	}
	follow(others)
	whole, place := newQuery(own, q.Offset)
	if place != lexer.Code {
		return Prediction{Silence: InComment}, nil
	}
	search := search{index: m.index.Load(), own: own, others: others, ballot: m.ballot, limit: maxCandidates}
	if search.keepFeatures = m.options.Load().KeepFeatures; search.keepFeatures {
		search.limit = maxFitCandidates
	}
	var found []Candidate
	if !whole.inString() {
		found = search.candidates(whole)
	}
	if part := whole.splitPartial(); part != nil {
		found = append(found, search.candidates(part)...)
	}
	if len(found) == 0 {
		return Prediction{Silence: NoMatch}, nil
	}
	return Prediction{Candidates: best(found, search.limit)}, nil
}

// best orders candidates and keeps one of each text.
func best(found []Candidate, limit int) []Candidate {
	slices.SortStableFunc(found, func(a, b Candidate) int { return cmp.Compare(b.Probability, a.Probability) })
	seen := make(map[string]bool, len(found))
	found = slices.DeleteFunc(found, func(c Candidate) bool {
		twice := seen[c.Text]
		seen[c.Text] = true
		return twice
	})
	found = found[:min(len(found), limit)]
	for i := range found {
		found[i].Source = found[i].from.source()
		found[i].from = candidate{}
	}
	return found
}

// search is one prediction's view of what is known.
type search struct {
	index        *index
	own          *live
	others       []*live // of the same family
	ballot       *ballot
	keepFeatures bool
	limit        int // candidates
}

// candidates retrieves, substitutes and votes for one reading of the cursor.
func (s *search) candidates(q *query) []Candidate {
	q.readContext()
	b := s.ballot
	b.reset(q, path.Dir(string(q.doc.snapshot.URI())))
	accept := s.acceptor(q)
	scan(q, s.own, accept, &b.open)
	for _, d := range s.others {
		if d.searched {
			scan(q, d, accept, &b.open)
		}
	}
	for l := range levels {
		f := finder{query: q, level: l, limit: maxExactPlaces, least: q.leastExact(), accept: accept, found: b.found}
		if l != exact {
			f.limit, f.least = maxClassPlaces, minClassMatch
		}
		b.open[l] = sortOpen(q, b.open[l], f.limit)
		b.found = f.find(s.index, b.open[l])
		for i := range b.found {
			b.vote(&b.found[i], l)
		}
	}
	return s.judge(b)
}

// judge turns the ballot's best candidates into answers.
func (s *search) judge(b *ballot) []Candidate {
	task, situation := b.query.task(), b.situation()
	judged := make([]Candidate, 0, s.limit)
	order := make([]judgement, len(b.candidates))
	for i := range order {
		features := b.features(situation, &b.candidates[i])
		order[i] = judgement{int32(i), task.odds(&features)}
	}
	slices.SortFunc(order, func(x, y judgement) int {
		return cmp.Or(cmp.Compare(y.odds, x.odds), cmp.Compare(x.candidate, y.candidate))
	})
	for _, j := range order {
		c := &b.candidates[j.candidate]
		if b.query.repeatsBelow(c) || !b.query.fits(c) {
			continue
		}
		text, ok := b.query.text(c)
		if !ok || text == "" {
			continue
		}
		a := Candidate{
			Text: text, Probability: probability(j.odds), Task: task, from: *c,
			LoneCloser: len(c.tokens) == 1 && isCloser(c.tokens[0].id),
		}
		if s.keepFeatures {
			features := b.features(situation, c)
			a.Features = features[:]
		}
		if judged = append(judged, a); len(judged) == s.limit {
			break
		}
	}
	return judged
}

type judgement struct {
	candidate int32
	odds      float32
}

// acceptor tells which places may support q. Of the saved version of an open
// document stays what the editor has never shown, never a line that the user took
// out, and nothing if another program wrote it.
func (s *search) acceptor(q *query) func(*place) bool {
	uri, language := q.doc.snapshot.URI(), family(q.doc.language)
	open := make(map[text.URI]*live, len(s.others))
	for _, d := range s.others {
		open[d.latest.Load().URI()] = d
	}
	fitting := make(map[wordID]bool)
	return func(p *place) bool {
		if p.from != nil {
			if family(p.from.sources[p.source].language) != language {
				return false
			}
			d := q.doc
			if saved := p.from.names[p.source].uri; saved != uri {
				d = open[saved]
			}
			if d != nil && d.overrules(p.in.lineAround(p.at)) {
				return false
			}
		}
		if q.partial == "" {
			return true
		}
		id := p.in.ids[p.at]
		fits, known := fitting[id]
		if !known {
			fits = q.goesOn(p)
			fitting[id] = fits
		}
		return fits
	}
}

// lineAround is the tokens of the line that holds p.
func (s *stream) lineAround(p int) []wordID {
	end, _ := s.lineEnd(p, len(s.ids))
	return s.ids[s.lineStart(p):end]
}

// goesOn says whether the word at a place goes on with what the user has begun. A
// name that would only be replaced by such a word is not looked for.
func (q *query) goesOn(p *place) bool {
	if p.in.ids[p.at] < firstWord {
		return false
	}
	var word string
	ok := true
	if p.doc != nil {
		if s := p.doc.spans[p.at]; int(s.end-s.start) <= len(q.partial) || s.head != q.partial[0] {
			return false
		}
		word = p.doc.word(p.at)
	} else {
		word, ok = p.from.words.Text(p.in.ids[p.at])
	}
	return ok && len(word) > len(q.partial) && word[:len(q.partial)] == q.partial
}

// repeatsBelow says whether a candidate would make the line the one below it.
func (q *query) repeatsBelow(c *candidate) bool {
	typed := len(q.typed)
	if len(q.next) != typed+len(c.tokens) {
		return false
	}
	for i, id := range q.next {
		if i >= typed && id != c.tokens[i-typed].id {
			return false
		}
		if i < typed {
			if was, _ := q.before(typed - 1 - i); id != was { // not of ids, which end after maxContext
				return false
			}
		}
	}
	return true
}

func (c *candidate) source() Source {
	match := max(c.best[exact], c.best[locals], c.best[names])
	if p := c.first; p.doc != nil {
		return Source{p.doc.snapshot.URI(), p.doc.lineOf(p.at), match}
	}
	return Source{c.first.from.names[c.first.source].uri, c.first.from.lineNumber(uint32(c.first.at)), match}
}

// family puts languages together that can be copied from one another.
func family(l *lexer.Language) int {
	switch l.Name {
	case "go":
		return 1
	case "python":
		return 2
	case "typescript", "typescriptreact", "javascript", "javascriptreact":
		return 3
	case "rust":
		return 4
	case "java":
		return 5
	}
	return 0
}
