package served

import (
	"context"
	"fmt"
	"unicode"

	"github.com/inkling-lsp/inkling/context/prompt"
	"github.com/inkling-lsp/inkling/eval"
)

const (
	readingFiles = 34 // of the first, for which the server reads most
	wordsEach    = 4  // of a line
	fewTokens    = 8  // of an answer: only its beginning is timed
)

// The requests that are told apart.
const (
	warm  = "warm"      // what is sent ahead for a new line
	vim   = "llama.vim" // its layout
	ahead = "llama.vim at the line's start"
)

// reading types the first words of lines and asks at each, in the usual layout and
// in llama.vim's, both through one slot: one line in one layout, then in the other,
// as two users would.
func reading(ctx context.Context, b *bench) error {
	passages, err := b.choose(ctx)
	if err != nil {
		return err
	}
	passages = passages[:min(readingFiles, len(passages))]
	s, err := b.serve(ctx)
	if err != nil {
		return err
	}
	defer s.end()
	p := newPace("reading", len(passages), b.options.Progress)
	for _, passage := range passages {
		cursors := words(passage)
		known := b.book.has(s.record("reading", cursors[len(cursors)-1], vim))
		if !known {
			if err := b.read(ctx, s, cursors); err != nil {
				return fmt.Errorf("%s/%s: %w", passage.Repository, passage.Path, err)
			}
		}
		p.step(!known)
	}
	return nil
}

// words are the cursors after the first letter of each of the first words of the
// line in which a passage is asked first.
func words(p eval.Passage) []place {
	at := places(p)[0]
	var all []place
	in, column := false, 0
	for _, r := range at.text() {
		column += len(string(r))
		word := r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r)
		if word && !in && len(all) < wordsEach {
			all = append(all, place{p, at.line, column})
		}
		in = word
	}
	return all
}

// read asks at the cursors of one line in both layouts. The answers go into the file
// together, since a run that went on in the middle would find a cold cache.
func (b *bench) read(ctx context.Context, s *served, cursors []place) error {
	ours, err := s.readAnchored(ctx, cursors)
	if err != nil {
		return err
	}
	theirs, err := s.readVim(ctx, cursors)
	if err != nil {
		return err
	}
	for _, r := range append(ours, theirs...) {
		if err := b.book.add(r); err != nil {
			return err
		}
	}
	return nil
}

func (s *served) readAnchored(ctx context.Context, cursors []place) ([]Record, error) {
	var records []Record
	var layout prompt.Layout
	for i, at := range cursors {
		next, r, err := layout.Next(s.want(at, int32(i)))
		if err != nil {
			return nil, err
		}
		layout = next
		if i == 0 {
			sent := s.record("reading", at, warm)
			report, err := s.backend.Fill(ctx, r.Warm, func(string) bool { return true })
			if err != nil {
				return nil, err
			}
			records = append(records, sent.costing(report))
		}
		record := s.record("reading", at, anchored)
		if err := s.fill(ctx, &record, r, fewTokens); err != nil {
			return nil, err
		}
		records = append(records, record)
	}
	return records, nil
}

func (s *served) readVim(ctx context.Context, cursors []place) ([]Record, error) {
	before := cursors[0]
	before.column = 0
	var records []Record
	for i, at := range append([]place{before}, cursors...) {
		layout := vim
		if i == 0 {
			layout = ahead
		}
		record := s.record("reading", at, layout)
		answered, err := s.infill(ctx, record, at)
		if err != nil {
			return nil, err
		}
		records = append(records, answered)
	}
	return records, nil
}

// readingRows compare what is read and how long it takes.
func readingRows(records []Record) []Row {
	ours, theirs := longEnough(records)
	const least = 100
	what := []string{
		fmt.Sprintf("tokens read for a word's request, ≥%d places, caches warm", least),
		"from request to first new text against llama.vim's layout, same places and run",
	}
	target := []string{"p50 ≤2, p99 ≤200", "≥30× faster"}
	if len(ours) == 0 || len(theirs) == 0 {
		return []Row{{what[0], target[0], "not measured", unknown}, {what[1], target[1], "not measured", unknown}}
	}
	enough := len(ours) >= least && len(theirs) >= least
	read, readVim := each(ours, Record.Read), each(theirs, Record.Read)
	first := func(r Record) float64 { return r.NewMS }
	quick, slow := percentile(each(ours, first), 50), percentile(each(theirs, first), 50)
	size := func(r Record) int { return r.TokensIn }
	return []Row{
		{
			what[0], target[0], fmt.Sprintf("p50 %d, p99 %d of %d requests with prompts of %d tokens (p50), %d at least; llama.vim's layout: p50 %d of %d tokens",
				percentile(read, 50), percentile(read, 99), len(ours), percentile(each(ours, size), 50), percentile(each(ours, size), 0),
				percentile(readVim, 50), percentile(each(theirs, size), 50)),
			verdict(enough, percentile(read, 50) <= 2 && percentile(read, 99) <= 200),
		},
		{what[1], target[1], fmt.Sprintf("%.0f× (p50 %.0f against %.0f ms)", slow/quick, quick, slow), verdict(enough, slow >= 30*quick)},
	}
}

// longEnough are the requests in both layouts where the usual one's prompt is long
// enough to say something.
func longEnough(records []Record) (ours, theirs []Record) {
	long := make(map[string]bool)
	for _, r := range records {
		if r.Layout == anchored && r.TokensIn >= leastPrompt {
			long[r.File+r.Place] = true
			ours = append(ours, r)
		}
	}
	for _, r := range records {
		if r.Layout == vim && long[r.File+r.Place] {
			theirs = append(theirs, r)
		}
	}
	return ours, theirs
}

// each is a measure of each record.
func each[T any](records []Record, measure func(Record) T) []T {
	values := make([]T, len(records))
	for i, r := range records {
		values[i] = measure(r)
	}
	return values
}
