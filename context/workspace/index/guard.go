package index

import (
	"context"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/internal/background"
	"github.com/inkling-lsp/inkling/internal/bug"
)

// safely does a part of the work, and says whether it came to its end. A mistake of
// ours costs that part alone: whoever waits for the rest still sees the round end.
func (s *study) safely(part string, work func()) (ended bool) {
	defer func() {
		if value := recover(); value != nil {
			_ = bug.Recovered(s.options.Log, "the index, "+part, value) // it has been logged
		}
	}()
	work()
	return true
}

// step looks at what has come in and learns a batch, if there is one. It returns
// false when ctx ends. What went wrong in neither a learner nor the reading of a file
// may go wrong for ever, so it ends the round; the next listing tries again.
func (s *study) step(ctx context.Context) (goOn bool) {
	if !s.safely("in a round", func() {
		goOn = s.look(ctx, s.news.take()) && (len(s.todo)+len(s.behind) == 0 || s.learnBatch(ctx))
	}) {
		s.todo, s.behind, s.inRound = nil, nil, false
		s.options.Progress(s.total, s.total)
		return ctx.Err() == nil
	}
	return goOn
}

// recall asks a learner, and takes for missing what it fails to answer.
func (s *study) recall(ctx context.Context, l Learner, files []File) (missing []File) {
	if !s.safely("recalling files", func() { missing = l.Recall(ctx, files) }) {
		return files
	}
	return missing
}

// keep lets learners keep what is not in the store yet, and say what of it they use.
func (s *study) keep(ctx context.Context, t Time) {
	if !s.unkept && (t != Idle || len(s.known) == 0) {
		return
	}
	for _, l := range s.learners {
		s.safely("keeping what was learned", func() {
			if err := l.Keep(ctx, t); err != nil && ctx.Err() == nil {
				s.options.Log.Warn("what was learned is not kept: the next start learns it again", "error", err)
			}
		})
	}
	if t != Busy {
		s.keepStamps()
		s.unkept = false
	}
}

// keepInTime is keep when nobody waits for it.
func (s *study) keepInTime(ctx context.Context) {
	background.Do(func() { s.safely("keeping stamps", func() { s.keep(ctx, Idle) }) })
}

func (s *study) forgetAll(uris []text.URI) {
	if len(uris) == 0 {
		return
	}
	s.unkept = true
	for _, l := range s.learners {
		s.safely("forgetting files", func() { l.Forget(uris...) })
	}
}
