package symbols

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"

	"github.com/inkling-lsp/inkling/context/syntax"
	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/context/workspace/index"
	"github.com/inkling-lsp/inkling/context/workspace/store"
	"github.com/inkling-lsp/inkling/internal/background"
	"github.com/inkling-lsp/inkling/internal/bug"
)

// Learner fills a table from the workspace's index, and keeps what it learns in a
// store. One goroutine at a time uses it; Table may be called by any.
type Learner struct {
	log     *slog.Logger
	outline func(*syntax.Language, string) (syntax.Outline, error) // syntax.ReadOutline; tests script it
	table   atomic.Pointer[Table]
	learned atomic.Int64 // files
	packs   packs
}

// New returns a learner that knows nothing yet. The store may be nil. The log, if
// not nil, hears of broken invariants.
func New(s *store.Store, log *slog.Logger) *Learner {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	if len(syntax.Languages()) == 0 {
		s = nil // what this build can't parse, another one can
	}
	l := &Learner{log: log, outline: syntax.ReadOutline, packs: packs{store: s, opened: make(map[*store.Pack]*pack), unkept: make(map[store.Key]*record)}}
	l.table.Store(&Table{base: &names{}, files: make(map[text.URI]entry), later: make(map[text.URI]entry)})
	return l
}

// Table is what is known now.
func (l *Learner) Table() *Table { return l.table.Load() }

// Learned is how many files were parsed and not recalled; one that changed counts again.
func (l *Learner) Learned() int { return int(l.learned.Load()) }

// keyOf is the key of a text in a file of this name: what else says the language
// is in the text.
func keyOf(f index.File) store.Key {
	name := ""
	if language, ok := syntax.Detect("", fileName(f.URI), ""); ok {
		name = language.Name
	}
	return sha256.Sum256(append(f.Sum[:], name...))
}

func fileName(uri text.URI) string {
	path, _ := uri.Path()
	return path
}

// Recall is index.Learner's.
func (l *Learner) Recall(ctx context.Context, files []index.File) (missing []index.File) {
	now := l.Table()
	set := make(map[text.URI]entry)
	var unknown []sought
	for _, f := range files {
		if key := keyOf(f); now.files[f.URI].record == nil || now.files[f.URI].key != key {
			unknown = append(unknown, sought{file: f, key: key})
		}
	}
	for _, s := range l.packs.find(ctx, unknown) {
		if s.record == nil {
			missing = append(missing, s.file)
			continue
		}
		set[s.file.URI] = entry{s.key, s.record}
	}
	if len(set) > 0 {
		l.table.Store(now.with(set, nil))
	}
	return missing
}

// workers is how many files are parsed at once. Nobody waits for symbols, and with
// more, typing beside them takes several times as long at p99.
const workers = 1

// Learn is index.Learner's. It works on threads that give way to typing.
func (l *Learner) Learn(ctx context.Context, files []index.Text) error {
	records := make([]*record, len(files))
	background.Each(len(files), workers, func(i int) {
		if ctx.Err() == nil {
			records[i] = l.learn(files[i])
		}
	})
	if err := ctx.Err(); err != nil {
		return err
	}
	set := make(map[text.URI]entry, len(files))
	for i, f := range files {
		e := entry{keyOf(f.File), records[i]}
		set[f.URI] = e
		l.packs.add(e)
	}
	l.learned.Add(int64(len(files)))
	l.table.Store(l.Table().with(set, nil))
	return nil
}

// learn makes the record of a file. A mistake of ours costs this file.
func (l *Learner) learn(f index.Text) (r *record) {
	defer func() {
		if value := recover(); value != nil {
			_ = bug.Recovered(l.log, fmt.Sprintf("the symbols of %s", f.URI), value) // it has been logged
			r = passing()
		}
	}()
	firstLine, _, _ := strings.Cut(f.Content, "\n")
	language, ok := syntax.Detect("", fileName(f.URI), firstLine)
	if !ok {
		return newRecord(unknown, syntax.Outline{})
	}
	o, err := l.outline(language, f.Content)
	switch {
	case errors.Is(err, syntax.ErrTooSlow):
		return passing()
	case err != nil:
		return newRecord(failed, syntax.Outline{})
	}
	return newRecord(outlined, o)
}

// passing is the record of a file that the next process tries again.
func passing() *record {
	r := newRecord(failed, syntax.Outline{})
	r.passing = true
	return r
}

// Forget is index.Learner's.
func (l *Learner) Forget(uris ...text.URI) { l.table.Store(l.Table().with(nil, uris)) }

// Keep is index.Learner's.
func (l *Learner) Keep(_ context.Context, t index.Time) error {
	err := l.packs.keep(t)
	if t == index.Idle {
		used := make(map[store.Key]bool)
		for _, e := range l.Table().files {
			used[e.key] = true
		}
		l.packs.store.Use(kind, func(key store.Key) bool { return used[key] })
	}
	return err
}
