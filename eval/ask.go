package eval

import (
	"context"
	"errors"
	"time"
	"unicode/utf8"

	"github.com/inkling-lsp/inkling/completion"
	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/model/local"
)

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
	if err := r.rename(ctx, f, old); err != nil {
		return err
	}
	d := r.open(f, old, content)
	defer d.close()
	for _, n := range f.chosen {
		for _, at := range cursors(commit, f.to, n, d.edited.new.lines[n]) {
			q := Outcome{Repository: r.run.Repository, Commit: commit, Path: f.to, Language: f.language, Line: n, Task: at.task}
			if err := d.ask(ctx, &q, at); err != nil {
				return err
			}
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

// rename lets a rename come first: its file is where the buffer is.
func (r *replay) rename(ctx context.Context, f plannedFile, old string) error {
	if f.from == "" || f.from == f.to {
		return nil
	}
	r.model.Forget(uri(f.from))
	return r.model.Learn(ctx, []local.File{{URI: uri(f.to), Language: f.language, Content: old}})
}

// document is a file that is open in the model and in the baseline.
type document struct {
	model   Predictor
	cold    Predictor
	bigrams *bigrams
	uri     text.URI
	version int32
	edited  *editing
	base    baseline
}

func (r *replay) open(f plannedFile, old, content string) *document {
	d := &document{
		model:   r.model,
		cold:    r.cold,
		bigrams: r.bigrams,
		uri:     uri(f.to),
		edited: &editing{
			hunks: f.hunks,
			old:   newSource(f.language, f.from, old),
			new:   newSource(f.language, f.to, content),
		},
		base: baseline{copier: r.copier, saved: -1},
	}
	if saved, ok := r.copier.byPath[f.from]; ok {
		d.base.saved = saved
	}
	d.base.open(d.edited.new)
	d.model.Open(text.NewSnapshot(d.uri, f.language, 0, old))
	d.cold.Open(text.NewSnapshot(d.uri, f.language, 0, old))
	return d
}

func (d *document) close() {
	d.model.Close(d.uri)
	d.cold.Close(d.uri)
	d.base.close()
}

// ask asks the model and the baselines for the rest of line q.Line.
func (d *document) ask(ctx context.Context, q *Outcome, at cursor) error {
	l := d.edited.new.lines[q.Line]
	q.Tokens, q.Typed, q.Target = len(l.tokens), d.edited.typed(q.Line, at), l.text[at.offset:l.end()]
	b := d.edited.buffer(q.Line, q.Typed)
	if err := d.askModel(ctx, q, l, b); err != nil {
		return err
	}
	q.Copy, q.FileCopy = d.base.right(q.Line, at, l, b.below)
	if q.Task == Next {
		q.Bigram = d.bigrams.right(d.edited.new, q.Line)
	}
	return nil
}

// askModel types the last character before the cursor and takes the model's
// answer to that. The model has seen the keystroke before, as it would in an
// editor, so that the time taken is that of a keystroke and not of the way here.
func (d *document) askModel(ctx context.Context, q *Outcome, l sourceLine, b buffer) error {
	_, last := utf8.DecodeLastRuneInString(b.above)
	before := text.NewSnapshot(d.uri, q.Language, d.version+1, b.above[:len(b.above)-last]+b.under)
	d.model.Change(before)
	if _, err := d.model.Predict(ctx, local.Query{Snapshot: before, Offset: len(b.above) - last}); err != nil {
		return err
	}
	d.version += 2
	now := text.NewSnapshot(d.uri, q.Language, d.version, b.above+b.under)
	start := time.Now()
	d.model.Change(now)
	answer, err := d.model.Predict(ctx, local.Query{Snapshot: now, Offset: len(b.above)})
	q.Nanos = int64(time.Since(start))
	if err != nil {
		return err
	}
	q.Silence = string(answer.Silence)
	for _, c := range answer.Candidates {
		q.Guesses = append(q.Guesses, Guess{
			Text: c.Text, Probability: c.Probability, Right: d.edited.new.equals(l, q.Typed+c.Text),
			Features: c.Features, Table: int(c.Task),
		})
	}
	if err := d.askCold(ctx, q, l, now, len(b.above)); err != nil {
		return err
	}
	return d.askEngine(ctx, q, l, completion.Request{Snapshot: now, Offset: len(b.above)}, answer)
}

// askCold asks what the model says when it has learned no workspace.
func (d *document) askCold(ctx context.Context, q *Outcome, l sourceLine, s *text.Snapshot, offset int) error {
	d.cold.Change(s)
	answer, err := d.cold.Predict(ctx, local.Query{Snapshot: s, Offset: offset})
	if err == nil && len(answer.Candidates) > 0 {
		q.Cold = Baseline(d.edited.new.equals(l, q.Typed+answer.Candidates[0].Text))
	}
	return err
}

// askEngine has the completion engine, as it is by default, decide what of the
// model's answer a user would see.
func (d *document) askEngine(ctx context.Context, q *Outcome, l sourceLine, r completion.Request, p local.Prediction) error {
	engine := completion.New(completion.DefaultOptions(), completion.Deps{Predictor: told{p}})
	answer, err := engine.Suggest(ctx, r)
	if err != nil || len(answer.Suggestions) == 0 {
		return err
	}
	first := answer.Suggestions[0]
	q.Shown = &Guess{Text: first.Text, Probability: first.Probability, Right: d.edited.new.equals(l, q.Typed+first.Text)}
	return nil
}

// told is a predictor whose answer is known.
type told struct{ prediction local.Prediction }

func (t told) Predict(context.Context, local.Query) (local.Prediction, error) {
	return t.prediction, nil
}
