package eval

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/model/local"
)

// Predictor is the model under test.
type Predictor interface {
	Learn(ctx context.Context, files []local.File) error
	Forget(uris ...text.URI)
	Open(s *text.Snapshot)
	Change(s *text.Snapshot)
	Close(u text.URI)
	Predict(ctx context.Context, q local.Query) (local.Prediction, error)
}

// Options bound a replay. The zero value gives the defaults.
type Options struct {
	Commits  int               // how many of the newest first-parent commits; 0 means 250
	Lines    int               // how many of their lines are asked at most; 0 means 1500
	Progress func(done string) // told about each step, if not nil
}

// Run is what one repository gave.
type Run struct {
	Repository string
	Head       string // the newest commit
	Base       string // the commit whose tree was learned first
	Commits    int    // replayed
	Candidates int    // lines that could have been asked
	Files      int    // learned at first
	Lines      int    // learned at first
	Learn      time.Duration
	Heap       int64 // bytes that live longer by what was learned at first
	Outcomes   []Outcome
}

// Outcome is one query and what came of it.
type Outcome struct {
	Repository string   `json:"repository"`
	Commit     string   `json:"commit"`
	Path       string   `json:"path"`
	Language   string   `json:"language"`
	Line       int      `json:"line"` // from zero, in the commit's text
	Task       Task     `json:"task"`
	Tokens     int      `json:"tokens"` // of the whole line
	Typed      string   `json:"typed"`  // of the line, with its indentation
	Target     string   `json:"target"` // the rest of its code
	Guesses    []Guess  `json:"guesses"`
	Silence    string   `json:"silence,omitempty"`
	Copy       Baseline `json:"copy"`      // longest-suffix copy over the workspace
	FileCopy   Baseline `json:"file_copy"` // the same over the text above the cursor
	Nanos      int64    `json:"nanos"`
}

// Guess is a candidate of the model and whether it is the line.
type Guess struct {
	Text        string  `json:"text"`
	Probability float64 `json:"probability"`
	Right       bool    `json:"right"`
	// Hidden is never shown, however probable.
	Hidden bool `json:"hidden,omitempty"`
	// Features are what the model knew of the candidate, if it was told to keep
	// them; fit.Queries takes them from here.
	Features []float32 `json:"features,omitempty"`
	// Table says which of the model's tables judged the candidate.
	Table int `json:"table,omitempty"`
}

// Baseline is whether a baseline was right.
type Baseline bool

// Replay asks p for lines that the last commits of the repository at dir, a
// work tree or git directory, have added. p must be new: it learns the tree
// before those commits, then each commit after its lines were asked.
func Replay(ctx context.Context, name, dir string, p Predictor, o Options) (_ *Run, err error) {
	repo, err := openRepository(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, repo.close()) }()
	if o.Progress == nil {
		o.Progress = func(string) {}
	}
	o.Progress(name + ": choose lines")
	plan, err := planReplay(ctx, repo, cmp.Or(o.Commits, 250), cmp.Or(o.Lines, 1500))
	if err != nil {
		return nil, fmt.Errorf("replay %s: %w", name, err)
	}
	r := &replay{
		repo: repo, model: p,
		run: &Run{
			Repository: name, Base: plan.base, Head: plan.commits[len(plan.commits)-1].id,
			Commits: len(plan.commits), Candidates: plan.lines,
		},
	}
	o.Progress(name + ": learn")
	if err := r.learnTree(ctx, plan.base); err != nil {
		return nil, fmt.Errorf("replay %s: %w", name, err)
	}
	for i, c := range plan.commits {
		o.Progress(fmt.Sprintf("%s: commit %d of %d, %d queries", name, i+1, len(plan.commits), len(r.run.Outcomes)))
		if err := r.commit(ctx, c); err != nil {
			return nil, fmt.Errorf("replay %s of %s: %w", c.id, name, err)
		}
	}
	return r.run, nil
}

// replay is a replay under way.
type replay struct {
	repo   *repository
	model  Predictor
	copier *copier
	run    *Run
}

func uri(path string) text.URI { return text.URI("file:///replay/" + path) }

// content is a blob's text if the measure is about it.
func (r *replay) content(path, blob string) (string, bool, error) {
	if language(path) == "" {
		return "", false, nil
	}
	content, err := r.repo.blob(blob)
	if errors.Is(err, errMissing) {
		return "", false, nil
	}
	return content, err == nil && written(content), err
}

// learnTree gives the tree of a commit to the model, alone for the sake of its
// measured memory, and then to the baseline.
func (r *replay) learnTree(ctx context.Context, commit string) error {
	entries, err := r.repo.tree(ctx, commit)
	if err != nil {
		return err
	}
	before := heap()
	if err := r.learnModel(ctx, entries); err != nil {
		return err
	}
	r.run.Heap = heap() - before
	r.copier = newCopier(r.run.Lines)
	for _, e := range entries {
		content, ok, err := r.content(e.path, e.blob)
		if err != nil {
			return err
		}
		if ok {
			r.copier.learn(e.path, newSource(language(e.path), e.path, content))
		}
	}
	return nil
}

func (r *replay) learnModel(ctx context.Context, entries []entry) error {
	var files []local.File
	for _, e := range entries {
		content, ok, err := r.content(e.path, e.blob)
		if err != nil {
			return err
		}
		if ok {
			files = append(files, local.File{URI: uri(e.path), Language: language(e.path), Content: content})
			r.run.Lines += strings.Count(content, "\n")
		}
	}
	r.run.Files = len(files)
	start := time.Now()
	err := r.model.Learn(ctx, files)
	r.run.Learn = time.Since(start)
	return err
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// commit asks the chosen lines of c, and then learns what c has changed. No
// file sees another file of the same commit.
func (r *replay) commit(ctx context.Context, c plannedCommit) error {
	type change struct {
		file    plannedFile
		content string
		ok      bool
	}
	changes := make([]change, len(c.files))
	for i, f := range c.files {
		ch := change{file: f}
		if f.to != "" && len(f.hunks) > 0 || f.from != f.to && f.to != "" {
			var err error
			if ch.content, ch.ok, err = r.content(f.to, f.toBlob); err != nil {
				return err
			}
		}
		if ch.ok && len(f.chosen) > 0 {
			if err := r.file(ctx, c.id, f, ch.content); err != nil {
				return fmt.Errorf("%s: %w", f.to, err)
			}
		}
		changes[i] = ch
	}
	var learn []local.File
	for _, ch := range changes {
		if f := ch.file; f.from != "" && f.from != f.to {
			r.model.Forget(uri(f.from))
			r.copier.forget(f.from)
		}
	}
	for _, ch := range changes {
		switch f := ch.file; {
		case ch.ok:
			learn = append(learn, local.File{URI: uri(f.to), Language: f.language, Content: ch.content})
			r.copier.learn(f.to, newSource(f.language, f.to, ch.content))
		case f.to != "":
			r.model.Forget(uri(f.to))
			r.copier.forget(f.to)
		}
	}
	if len(learn) == 0 {
		return nil
	}
	return r.model.Learn(ctx, learn)
}

// file asks the chosen lines of one file, from top to bottom, as somebody would
// type them into the old version.
func (r *replay) file(ctx context.Context, commit string, f plannedFile, content string) error {
	old, err := r.old(f)
	if errors.Is(err, errMissing) {
		return nil
	}
	if err != nil {
		return err
	}
	u := uri(f.to)
	if f.from != "" && f.from != f.to {
		// The rename came first: its file is where the buffer is.
		r.model.Forget(uri(f.from))
		if err := r.model.Learn(ctx, []local.File{{URI: u, Language: f.language, Content: old}}); err != nil {
			return err
		}
	}
	edited := &editing{
		hunks: f.hunks,
		old:   newSource(f.language, f.from, old),
		new:   newSource(f.language, f.to, content),
	}
	base := baseline{copier: r.copier, saved: -1}
	if d, ok := r.copier.byPath[f.from]; ok {
		base.saved = d
	}
	base.open(edited.new)
	defer base.close()
	r.model.Open(text.NewSnapshot(u, f.language, 0, old))
	defer r.model.Close(u)
	version := int32(0)
	for _, n := range f.chosen {
		l := edited.new.lines[n]
		for _, at := range cursors(commit, f.to, n, l) {
			q := Outcome{
				Repository: r.run.Repository, Commit: commit, Path: f.to, Language: f.language, Line: n,
				Task: at.task, Tokens: len(l.tokens), Typed: edited.typed(n, at), Target: l.text[at.offset:l.end()],
			}
			b := edited.buffer(n, q.Typed)
			version += 2
			if err := r.ask(ctx, &q, edited.new, l, b, u, version); err != nil {
				return err
			}
			q.Copy, q.FileCopy = base.right(n, at, l, b.below)
			r.run.Outcomes = append(r.run.Outcomes, q)
		}
	}
	return nil
}

// old is the text that f had before its commit.
func (r *replay) old(f plannedFile) (string, error) {
	if f.from == "" {
		return "", nil
	}
	return r.repo.blob(f.fromBlob)
}

// ask types the last character before the cursor and takes the model's answer
// to that. The model has seen the keystroke before, as it would in an editor,
// so that the time taken is that of a keystroke and not of the way here.
func (r *replay) ask(ctx context.Context, q *Outcome, s *source, l sourceLine, b buffer, u text.URI, version int32) error {
	_, last := utf8.DecodeLastRuneInString(b.above)
	before := text.NewSnapshot(u, q.Language, version-1, b.above[:len(b.above)-last]+b.under)
	r.model.Change(before)
	if _, err := r.model.Predict(ctx, local.Query{Snapshot: before, Offset: len(b.above) - last}); err != nil {
		return err
	}
	now := text.NewSnapshot(u, q.Language, version, b.above+b.under)
	start := time.Now()
	r.model.Change(now)
	answer, err := r.model.Predict(ctx, local.Query{Snapshot: now, Offset: len(b.above)})
	q.Nanos = int64(time.Since(start))
	if err != nil {
		return err
	}
	q.Silence = string(answer.Silence)
	for _, c := range answer.Candidates {
		q.Guesses = append(q.Guesses, Guess{
			Text: c.Text, Probability: c.Probability, Right: s.equals(l, q.Typed+c.Text),
			Hidden: c.LoneCloser, Features: c.Features, Table: int(c.Task),
		})
	}
	return nil
}
