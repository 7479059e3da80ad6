package completion

import (
	"context"
	"log/slog"
	"sync"

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
	// MaxBytes bounds the text of the workspace that is learned; the farthest files
	// are left out. 400 MB are about ten million lines. The model may stop before.
	MaxBytes int64 `setting:"max_bytes" min:"0" max:"4000000000" unit:"bytes"`
	// Progress, if set, hears how many of the files known so far are learned. It is
	// called from the learner's goroutine; done == total ends a round.
	Progress func(done, total int)
	// Log, if set, hears of what could not be listed, watched or learned.
	Log *slog.Logger
}

// DefaultLearnerOptions are those of a user who has set none.
func DefaultLearnerOptions() LearnerOptions { return LearnerOptions{MaxBytes: 400e6} }

// Learner keeps a model in step with the files of a workspace, in one goroutine
// of its own: nearest files first, then every change as it comes.
//
// A round learns in batches that grow, so that the first answers come at once
// and the many files after them cost few rebuilds of the model's index. What has
// changed meanwhile goes first, between two batches. Go has no priorities for
// goroutines: typing stays quick because predictions read an index that Learn
// does not lock, and because the learner is one goroutine, not one per core.
type Learner struct {
	news   *inbox
	cancel context.CancelFunc
	ended  chan struct{}
}

// NewLearner starts a learner. It learns nothing before SetRoots.
func NewLearner(k Knowledge, o LearnerOptions) *Learner {
	return newLearner(k, o, realDisk{})
}

func newLearner(k Knowledge, o LearnerOptions, d disk) *Learner {
	if o.Progress == nil {
		o.Progress = func(int, int) {}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	ctx, cancel := context.WithCancel(context.Background())
	l := &Learner{news: newInbox(), cancel: cancel, ended: make(chan struct{})}
	s := &study{knowledge: k, options: o, disk: d, news: l.news, known: make(map[string]lesson)}
	go func() {
		defer close(l.ended)
		s.run(ctx)
	}()
	return l
}

// SetRoots says which folders to learn, those nearest to the file near first. It
// returns at once. What was learned under other roots is forgotten.
func (l *Learner) SetRoots(roots []string, near string) {
	l.news.put(func(n *news) {
		n.roots = &rootSet{roots, near}
	})
}

// Changed tells of changes on disk that somebody else saw. It returns at once.
func (l *Learner) Changed(events []workspace.Event) {
	l.news.put(func(n *news) { n.add(events) })
}

// Watch makes the learner watch the disk from now on, as if LearnerOptions.Watch
// had been set, and look at once at what has changed so far. It returns at once.
func (l *Learner) Watch() {
	l.news.put(func(n *news) { n.watch, n.rescan = true, true })
}

// Limit replaces LearnerOptions.MaxBytes. It returns at once.
func (l *Learner) Limit(maxBytes int64) {
	l.news.put(func(n *news) { n.limit = &maxBytes })
}

// Close ends the learner and returns when its goroutines are gone.
func (l *Learner) Close() {
	l.cancel()
	<-l.ended
}

// news is what a learner has been told and has not yet looked at.
type news struct {
	roots  *rootSet
	watch  bool // from now on; comes with rescan
	rescan bool
	limit  *int64 // bytes
	// changed holds the last that happened to each path.
	changed map[string]workspace.EventKind
}

type rootSet struct {
	folders []string
	near    string
}

func (n *news) empty() bool { return n.roots == nil && !n.rescan && len(n.changed) == 0 }

func (n *news) add(events []workspace.Event) {
	for _, e := range events {
		if e.Kind == workspace.Rescan {
			n.rescan = true
			continue
		}
		if n.changed == nil {
			n.changed = make(map[string]workspace.EventKind)
		}
		n.changed[e.Path] = e.Kind
	}
}

// inbox hands news to the one goroutine that takes it. Nobody ever waits to put
// something in: the read loop of the server does, and what comes twice is one.
type inbox struct {
	mu   sync.Mutex
	news news
	// arrived holds a token while there is news.
	arrived chan struct{}
}

func newInbox() *inbox { return &inbox{arrived: make(chan struct{}, 1)} }

func (i *inbox) put(tell func(*news)) {
	i.mu.Lock()
	defer i.mu.Unlock()
	tell(&i.news)
	select {
	case i.arrived <- struct{}{}:
	default:
	}
}

func (i *inbox) take() news {
	i.mu.Lock()
	defer i.mu.Unlock()
	taken := i.news
	i.news = news{}
	return taken
}
