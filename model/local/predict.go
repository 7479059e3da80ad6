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
	if q.Snapshot.Len() > maxDocument {
		return Prediction{Silence: TooLarge}, nil
	}
	own, others := m.lives(q.Snapshot)
	m.liveMu.Lock()
	defer m.liveMu.Unlock()
	own.sync(q.Snapshot)
	if own.long > 0 {
		return Prediction{Silence: LongLine}, nil
	}
	others = slices.DeleteFunc(others, func(d *live) bool { return !d.follow() })
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

// follow brings an open document up to date and reports whether it can be searched.
func (d *live) follow() bool {
	s := d.latest.Load()
	if s.Len() > maxDocument {
		return false
	}
	d.sync(s)
	return d.long == 0
}

// search is one prediction's view of what is known.
type search struct {
	index        *index
	own          *live
	others       []*live
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
	for _, d := range append([]*live{s.own}, s.others...) {
		if family(d.language) == family(q.doc.language) {
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

// acceptor tells which places may support q. Saved versions of open documents
// give way to the open ones; of the query's own document stays what the editor
// has never shown, never a line that the user took out.
func (s *search) acceptor(q *query) func(*place) bool {
	uri, language := q.doc.snapshot.URI(), family(q.doc.language)
	open := make(map[text.URI]bool, len(s.others))
	for _, d := range s.others {
		open[d.snapshot.URI()] = true
	}
	fitting := make(map[wordID]bool)
	return func(p *place) bool {
		if p.from != nil {
			name := p.from.names[p.source]
			if family(p.from.sources[p.source].language) != language || len(open) > 0 && open[name.uri] {
				return false
			}
			if name.uri == uri {
				key := lineKeyOf(p.in.lineAround(p.at))
				if _, shown := q.doc.current[key]; shown || q.doc.lost(key) {
					return false
				}
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

// goesOn says whether the word at a place could be what the user has begun.
// Where names are replaced the word itself may differ, so any name will do.
func (q *query) goesOn(p *place) bool {
	if p.in.ids[p.at] < firstWord {
		return false
	}
	var word string
	ok := true
	if p.doc != nil {
		word = p.doc.word(p.at)
	} else {
		word, ok = p.from.words.text(p.in.ids[p.at])
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
		if i < typed && id != q.ids[typed-1-i] || i >= typed && id != c.tokens[i-typed].id {
			return false
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
