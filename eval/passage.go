package eval

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Passage is a run of lines that a commit has written into a file, between what
// was around them while they were written: the new text above, the old text below.
type Passage struct {
	Repository, Commit, Path, Language string

	First int      // the number of the first line in the new file, from 0
	Above string   // empty, or with a line feed at its end
	Lines []string // without their endings
	Below string
	// Code are those of Lines that somebody may have typed and that are code to
	// their end.
	Code []int
}

// Buffer is the text in the editor when the lines before line n are written, and of
// that line what was typed. The cursor is at offset, in bytes.
func (p Passage) Buffer(n int, typed string) (content string, offset int) {
	above := p.Above
	for _, l := range p.Lines[:n] {
		above += l + "\n"
	}
	above += typed
	return above + "\n" + p.Below, len(above)
}

// Passages chooses passages that were written after a time, by hash and so the same
// on every machine: at most one of a file, and at most so many of a language. keep
// says which are fit.
func Passages(ctx context.Context, name, dir string, after time.Time, most int, keep func(Passage) bool) (_ []Passage, err error) {
	repo, err := openRepository(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, repo.close()) }()
	out, err := repo.run(ctx, "rev-list", "--first-parent", "--min-parents=1", "--since="+after.Format(time.RFC3339), "HEAD")
	if err != nil {
		return nil, fmt.Errorf("choose passages of %s: %w", name, err)
	}
	ids := strings.Fields(string(out))
	slices.SortFunc(ids, func(a, b string) int { return cmp.Compare(hash(a, "", 0), hash(b, "", 0)) })
	s := &selection{repo: repo, name: name, most: most, keep: keep, taken: make(map[string]bool), count: make(map[string]int)}
	for _, id := range ids {
		if err := s.commit(ctx, id); err != nil {
			return nil, fmt.Errorf("choose passages of %s: %w", name, err)
		}
		if s.full() {
			break
		}
	}
	return s.passages, nil
}

// selection is a choice of passages under way.
type selection struct {
	repo     *repository
	name     string
	most     int
	keep     func(Passage) bool
	taken    map[string]bool // paths
	count    map[string]int  // by language
	passages []Passage
}

// full says whether the languages that were seen have all they may have. A language
// that is rare in a repository does not keep the search from ending.
func (s *selection) full() bool {
	for _, n := range s.count {
		if n < s.most && 10*n > s.most {
			return false
		}
	}
	return len(s.count) > 0 && len(s.passages) >= s.most
}

func (s *selection) commit(ctx context.Context, id string) error {
	d, err := s.repo.diff(ctx, id+"^", id)
	if err != nil {
		return ctx.Err() // a partial clone lacks files that are needed for it
	}
	if len(d.files) > maxCommitFiles || d.added > maxCommitLines {
		return nil
	}
	for _, f := range codeFiles(d) {
		if s.taken[f.to] || s.count[f.language] >= s.most {
			continue
		}
		p, ok, err := s.file(id, f, d.removed)
		if err != nil {
			return err
		}
		if ok {
			s.taken[f.to] = true
			s.count[f.language]++
			s.passages = append(s.passages, p)
		}
	}
	return nil
}

// file chooses one of the passages of a file that are fit.
func (s *selection) file(commit string, f plannedFile, removed map[string]int) (chosen Passage, ok bool, err error) {
	lines, err := s.repo.writtenLines(f, removed)
	if err != nil || len(lines) == 0 {
		return Passage{}, false, err
	}
	content, err := s.repo.blob(f.toBlob)
	if err != nil || strings.Contains(content, "\r") {
		return Passage{}, false, err
	}
	var old string
	if f.from != "" {
		if old, err = s.repo.blob(f.fromBlob); errors.Is(err, errMissing) || strings.Contains(old, "\r") {
			return Passage{}, false, nil
		} else if err != nil {
			return Passage{}, false, err
		}
	}
	e := editing{hunks: f.hunks, old: newSource(f.language, f.from, old), new: newSource(f.language, f.to, content)}
	best := uint64(0)
	for _, h := range f.hunks {
		p := e.passage(h, lines)
		p.Repository, p.Commit, p.Path, p.Language = s.name, commit, f.to, f.language
		if order := hash(commit, f.to, uint64(h.new)|1<<42); order >= best && s.keep(p) {
			best, chosen, ok = order, p, true
		}
	}
	return chosen, ok, nil
}

// passage is what a hunk writes. lines are those of the new file that may be asked.
func (e *editing) passage(h hunk, lines []int) Passage {
	p := Passage{First: h.new}
	var above, below strings.Builder
	for _, l := range e.new.lines[:h.new] {
		above.WriteString(l.text + l.ending)
	}
	for _, l := range e.new.lines[h.new:h.newEnd] {
		p.Lines = append(p.Lines, l.text)
	}
	for _, l := range e.old.lines[min(h.oldEnd, len(e.old.lines)):] {
		below.WriteString(l.text + l.ending)
	}
	for _, n := range lines {
		if h.new <= n && n < h.newEnd && e.new.lines[n].end() == len(strings.TrimRight(e.new.lines[n].text, " \t")) {
			p.Code = append(p.Code, n-h.new)
		}
	}
	p.Above, p.Below = above.String(), below.String()
	return p
}
