package index

import (
	"context"
	"errors"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/context/workspace"
)

// catchUpBatch is how much text (bytes) the later learners are given at once. A
// change waits for it, and they are slow.
const catchUpBatch = 512 << 10

// teach gives learners the texts that they can't recall. Of a round only the first
// learner does: the others would keep the first answers waiting, so they catch up
// when it knows all.
func (s *study) teach(ctx context.Context, texts []Text) {
	for i, l := range s.learners {
		unknown := missing(ctx, l, texts)
		if i > 0 && s.inRound {
			for _, t := range unknown {
				s.behind = append(s.behind, t.URI)
			}
			continue
		}
		s.give(ctx, l, unknown)
	}
}

// missing are the texts that a learner can't recall.
func missing(ctx context.Context, l Learner, texts []Text) (missing []Text) {
	files := make([]File, len(texts))
	for i, t := range texts {
		files[i] = t.File
	}
	unknown := make(map[text.URI]bool)
	for _, f := range l.Recall(ctx, files) {
		unknown[f.URI] = true
	}
	for _, t := range texts {
		if unknown[t.URI] {
			missing = append(missing, t)
		}
	}
	return missing
}

func (s *study) give(ctx context.Context, l Learner, texts []Text) {
	if len(texts) == 0 {
		return
	}
	err := l.Learn(ctx, texts)
	switch {
	case err == nil, ctx.Err() != nil:
		return
	case errors.Is(err, ErrFull):
		// Reading on would only throw away what it reads.
		s.options.Log.Warn("the workspace is larger than what is learned of it", "left", len(s.todo), "error", err)
		s.todo, s.full = nil, true
	default:
		s.options.Log.Error("files could not be learned", "files", len(texts), "first", texts[0].URI, "error", err)
	}
	// What is known has been learned, by all. The next listing tries the rest again.
	failed := make(map[text.URI]bool, len(texts))
	for _, t := range texts {
		failed[t.URI] = true
	}
	s.forgetWhere(func(_ string, l lesson) bool { return failed[l.uri] })
}

// catchUp gives the learners after the first some of the files that they do not
// know. A file that is another by now is taken for one that has changed.
func (s *study) catchUp(ctx context.Context) bool {
	var files []workspace.File
	size := int64(0)
	for len(s.behind) > 0 && (len(files) == 0 || size < catchUpBatch) {
		path, _ := s.behind[0].Path()
		if l, known := s.known[path]; known && !l.left {
			files = append(files, workspace.File{Path: path, URI: l.uri})
			size += l.size
		}
		s.behind = s.behind[1:]
	}
	readings := readAll(ctx, s.disk, files, 1) // nobody waits
	if ctx.Err() != nil {
		return false
	}
	var texts []Text
	var changed []workspace.Event
	for i, r := range readings {
		f := files[i]
		if r.err != nil || r.sum != s.known[f.Path].sum {
			changed = append(changed, workspace.Event{Kind: workspace.Written, Path: f.Path})
			continue
		}
		texts = append(texts, Text{File{f.URI, r.sum}, r.text})
	}
	if len(changed) > 0 {
		s.news.put(func(n *news) { n.add(changed) })
	}
	if len(texts) > 0 {
		s.unkept = true
		for _, l := range s.learners[1:] {
			s.give(ctx, l, missing(ctx, l, texts))
		}
		s.keep(ctx, Busy)
	}
	return ctx.Err() == nil
}
