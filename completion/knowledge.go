package completion

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/context/workspace/index"
	"github.com/inkling-lsp/inkling/context/workspace/store"
	"github.com/inkling-lsp/inkling/model/local"
)

// segments are the packs of the embedded model: each is a segment.
var segments = store.Kind{Name: "segments", Version: local.SegmentVersion}

// quickTokens is how much is written when the user waits for the end: some 35 MB
// into the system's page cache, a few dozen ms.
const quickTokens = 2 << 20

// Knowledge makes the embedded model a learner of the workspace's index, and
// keeps its segments in a store. One goroutine at a time uses it.
type Knowledge struct {
	model *local.Model
	store *store.Store // nil keeps nothing
	// opened are the segments that the model has from packs, kept all that the store
	// has no need of any more.
	opened map[*store.Pack]*local.Segment
	kept   map[*local.Segment]bool
}

// NewKnowledge returns what connects a model, the index and a store, which may
// be nil.
func NewKnowledge(m *local.Model, s *store.Store) *Knowledge {
	return &Knowledge{m, s, make(map[*store.Pack]*local.Segment), make(map[*local.Segment]bool)}
}

// Recall is index.Learner's.
func (k *Knowledge) Recall(ctx context.Context, files []index.File) (missing []index.File) {
	sums := make(map[text.URI]index.File, len(files))
	known := make([]local.Known, len(files))
	for i, f := range files {
		sums[f.URI] = f
		known[i] = local.Known{URI: f.URI, Key: local.KeyOf("", f.URI, f.Sum)}
	}
	if known = k.model.Recall(known); len(known) > 0 {
		for _, p := range k.store.Packs(segments) {
			if ctx.Err() == nil && hasAny(p, known) {
				if s := k.segment(p); s != nil {
					known = k.model.Recall(known, s)
				}
			}
		}
	}
	for _, f := range known {
		missing = append(missing, sums[f.URI])
	}
	return missing
}

func hasAny(p *store.Pack, files []local.Known) bool {
	for _, f := range files {
		if p.Has(store.Key(f.Key)) {
			return true
		}
	}
	return false
}

// segment opens a pack. One that can't be read is gone from the store.
func (k *Knowledge) segment(p *store.Pack) *local.Segment {
	if s, ok := k.opened[p]; ok {
		return s
	}
	body, err := p.Body()
	if err != nil {
		return nil // the store has said so
	}
	s, err := local.OpenSegment(body)
	if err != nil {
		p.Reject(err)
		return nil
	}
	k.opened[p], k.kept[s] = s, true
	return s
}

// Learn is index.Learner's.
func (k *Knowledge) Learn(ctx context.Context, files []index.Text) error {
	texts := make([]local.File, len(files))
	for i, f := range files {
		texts[i] = local.File{URI: f.URI, Content: f.Content, Sum: f.Sum}
	}
	err := k.model.Learn(ctx, texts)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, local.ErrFull):
		return fmt.Errorf("teach the embedded model: %w; embedded.max_tokens allows more: %w", index.ErrFull, err)
	}
	return fmt.Errorf("teach the embedded model: %w", err)
}

// Forget is index.Learner's.
func (k *Knowledge) Forget(uris ...text.URI) { k.model.Forget(uris...) }

// Keep is index.Learner's. While a round is under way, only segments of their
// final size are written: smaller ones will be joined.
func (k *Knowledge) Keep(ctx context.Context, t index.Time) error {
	if k.store == nil {
		return nil
	}
	if t == index.Idle {
		k.model.Compact()
	}
	var errs []error
	left := quickTokens
	for _, s := range k.unkept() {
		if left -= s.Tokens(); ctx.Err() != nil || t == index.Ending && left < 0 {
			break
		}
		if s.Full() || t != index.Busy {
			errs = append(errs, k.write(s))
		}
	}
	if t == index.Idle {
		k.use()
	}
	return errors.Join(errs...)
}

// use tells the store which packs the model works with.
func (k *Knowledge) use() {
	used := make(map[store.Key]bool)
	for _, s := range k.model.Segments() {
		for _, key := range s.Keys() {
			used[store.Key(key)] = true
		}
	}
	k.store.Use(segments, func(key store.Key) bool { return used[key] })
}

// unkept are the model's segments that may not be in the store. What the model
// has no more is let go.
func (k *Knowledge) unkept() (unkept []*local.Segment) {
	used := make(map[*local.Segment]bool)
	for _, s := range k.model.Segments() {
		if used[s] = true; !k.kept[s] {
			unkept = append(unkept, s)
		}
	}
	maps.DeleteFunc(k.kept, func(s *local.Segment, _ bool) bool { return !used[s] })
	maps.DeleteFunc(k.opened, func(_ *store.Pack, s *local.Segment) bool { return !used[s] })
	return unkept
}

// write keeps a segment, unless one pack has all of it already, and removes the
// packs that it makes needless.
func (k *Knowledge) write(s *local.Segment) error {
	keys := make([]store.Key, 0, len(s.Keys()))
	for _, key := range s.Keys() {
		keys = append(keys, store.Key(key))
	}
	packs := k.store.Packs(segments)
	covered := slices.ContainsFunc(packs, func(p *store.Pack) bool { return shared(p, keys) == len(keys) })
	if !covered {
		if err := k.store.Put(segments, keys, s); err != nil {
			return err
		}
		for _, p := range packs {
			if shared(p, keys) == len(p.Keys()) {
				p.Remove()
			}
		}
	}
	k.kept[s] = true
	return nil
}

// shared is how many of a pack's keys are also in keys. A key that is there twice
// (two files of one text) counts twice.
func shared(p *store.Pack, keys []store.Key) (n int) {
	left := make(map[store.Key]int, len(keys))
	for _, key := range keys {
		left[key]++
	}
	for _, key := range p.Keys() {
		if left[key] > 0 {
			left[key]--
			n++
		}
	}
	return n
}
