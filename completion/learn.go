package completion

import (
	"context"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/context/workspace"
	"github.com/inkling-lsp/inkling/model/local"
)

// Knowledge is what a Learner fills: the embedded model.
type Knowledge interface {
	Learn(ctx context.Context, files []local.File) error
	Forget(uris ...text.URI)
}

// LearnerOptions are how a Learner works.
type LearnerOptions struct {
	// Watch makes the learner watch the disk itself, for clients that do not.
	Watch bool
	// Progress, if set, hears how many of the files known so far are learned. It is
	// called from the learner's goroutine; done == total ends a round.
	Progress func(done, total int)
}

// Learner keeps a model in step with the files of a workspace, in one goroutine
// of its own: nearest files first, then every change as it comes.
type Learner struct{}

// NewLearner starts a learner.
func NewLearner(k Knowledge, o LearnerOptions) *Learner { return &Learner{} }

// SetRoots says which folders to learn, those nearest to the file near first.
func (l *Learner) SetRoots(roots []string, near string) {}

// Changed tells of changes on disk that somebody else saw. It returns at once.
func (l *Learner) Changed(events []workspace.Event) {}

// Close ends the learner and returns when its goroutine is gone.
func (l *Learner) Close() {}
