package eval

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"time"

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
		repo: repo, model: p, cold: local.New(local.DefaultOptions()), bigrams: newBigrams(),
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
	repo    *repository
	model   Predictor
	cold    Predictor // the same model, which learns nothing but the open document
	copier  *copier
	bigrams *bigrams
	run     *Run
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
			r.learnBaselines(e.path, newSource(language(e.path), e.path, content))
		}
	}
	return nil
}

func (r *replay) learnBaselines(path string, s *source) {
	r.copier.learn(path, s)
	r.bigrams.learn(path, s)
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

// change is a file of a commit, and its new text if the measure is about it.
type change struct {
	file    plannedFile
	content string
	ok      bool
}

// commit asks the chosen lines of c, and then learns what c has changed. No
// file sees another file of the same commit.
func (r *replay) commit(ctx context.Context, c plannedCommit) error {
	changes := make([]change, len(c.files))
	for i, f := range c.files {
		ch := change{file: f}
		if f.to != "" && (len(f.hunks) > 0 || f.from != f.to) {
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
	return r.learnChanges(ctx, changes)
}

// learnChanges learns a commit as a whole.
func (r *replay) learnChanges(ctx context.Context, changes []change) error {
	// First of all what is gone: a file may have got the name of another.
	for _, ch := range changes {
		if f := ch.file; f.from != "" && f.from != f.to {
			r.forget(f.from)
		}
	}
	var learn []local.File
	for _, ch := range changes {
		switch f := ch.file; {
		case ch.ok:
			learn = append(learn, local.File{URI: uri(f.to), Language: f.language, Content: ch.content})
			r.learnBaselines(f.to, newSource(f.language, f.to, ch.content))
		case f.to != "":
			r.forget(f.to)
		}
	}
	if len(learn) == 0 {
		return nil
	}
	return r.model.Learn(ctx, learn)
}

func (r *replay) forget(path string) {
	r.model.Forget(uri(path))
	r.copier.forget(path)
	r.bigrams.forget(path)
}
