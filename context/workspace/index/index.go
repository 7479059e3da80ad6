package index

import (
	"context"
	"crypto/sha256"
	"errors"
	"log/slog"
	"sync"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/context/workspace"
	"github.com/inkling-lsp/inkling/internal/bug"
)

// ErrFull is what a learner's error wraps when it takes no more: the round ends.
var ErrFull = errors.New("the limit of what is learned is reached")

// Learner is who knows something of each file. Its methods are called one at a
// time, by one goroutine or another. What a file had before counts until it has
// something new or is forgotten.
type Learner interface {
	// Recall makes files known by what was learned of the same texts before, and
	// returns those of which nothing was. It must be quick: it learns nothing.
	Recall(ctx context.Context, files []File) (missing []File)
	// Learn learns texts. It takes long, and ends early with ctx. An error says what
	// could not be learned; the rest was.
	Learn(ctx context.Context, files []Text) error
	Forget(uris ...text.URI)
	// Keep puts into the store what is not there. It is asked after every batch, and
	// writes then only what is there to stay; and when there is time, when it also says
	// what of the store it uses.
	Keep(ctx context.Context, t Time) error
}

// Time says how much time there is.
type Time uint8

// The times.
const (
	Busy   Time = iota // a round of learning is under way
	Idle               // nothing is left to learn
	Ending             // the user waits for the end
)

// File is a file of the workspace as it is on disk.
type File struct {
	URI text.URI
	Sum [sha256.Size]byte // SHA-256 of its text
}

// Text is a file with its text.
type Text struct {
	File
	Content string
}

// Options are how an index works.
type Options struct {
	// Watch makes the index watch the disk itself, for clients that do not.
	Watch bool
	// MaxBytes bounds the text of the workspace that is learned; the farthest files
	// are left out. 400 MB are about ten million lines. The model may stop before.
	MaxBytes int64 `setting:"max_bytes" min:"0" max:"4000000000" unit:"bytes"`
	// Notes is where stamps are noted; nil notes them nowhere.
	Notes Notes
	// Progress, if set, hears how many of the files known so far are learned by the
	// first learner; done == total ends a round. It is called once at a time.
	Progress func(done, total int)
	// Behind, if set, hears after a round how many files the other learners have yet
	// to learn, and 0 when there is nothing left to do. Never while Progress is called.
	Behind func(files int)
	// Log, if set, hears of what could not be listed, watched, learned or kept.
	Log *slog.Logger
}

// DefaultOptions are those of a user who has set none.
func DefaultOptions() Options { return Options{MaxBytes: 400e6} }

// Index keeps learners in step with the files of a workspace, in one goroutine.
//
// Learners come in the order of how soon they are needed: the first learns a whole
// round before the others learn anything of it, and then these catch up, reading
// again what they do not recall. A single change goes to all.
//
// A round learns in batches that grow, so that the first answers come at once
// and the many files after them cost few rebuilds of a learner's index. What has
// changed meanwhile goes first, between two batches. Go has no priorities for
// goroutines: typing stays quick because predictions read what learning does not
// lock, and because learning has threads of a low priority that yield.
type Index struct {
	news   *inbox
	cancel context.CancelFunc
	ended  chan struct{}
}

// Start starts an index. It does nothing before SetRoots.
func Start(learners []Learner, o Options) *Index {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return start(learners, o, realDisk{o.Log})
}

func start(learners []Learner, o Options, d disk) *Index {
	if o.Notes == nil {
		o.Notes = noNotes{}
	}
	if o.Progress == nil {
		o.Progress = func(int, int) {}
	}
	if o.Behind == nil {
		o.Behind = func(int) {}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	ctx, cancel := context.WithCancel(context.Background())
	x := &Index{news: newInbox(), cancel: cancel, ended: make(chan struct{})}
	s := &study{learners: learners, options: o, disk: d, news: x.news, known: make(map[string]lesson)}
	go func() {
		defer close(x.ended)
		defer func() {
			if value := recover(); value != nil {
				_ = bug.Recovered(o.Log, "the index, which learns no more", value) // it has been logged
			}
		}()
		s.run(ctx)
	}()
	return x
}

// SetRoots says which folders to learn, those nearest to the file near first. It
// returns at once. What was learned under other roots is forgotten.
func (x *Index) SetRoots(roots []string, near string) {
	x.news.put(func(n *news) {
		n.roots = &rootSet{roots, near}
	})
}

// Changed tells of changes on disk that somebody else saw. It returns at once.
func (x *Index) Changed(events []workspace.Event) {
	x.news.put(func(n *news) { n.add(events) })
}

// Watch makes the index watch the disk from now on, as if Options.Watch had been
// set, and look at once at what has changed so far. It returns at once.
func (x *Index) Watch() {
	x.news.put(func(n *news) { n.watch, n.rescan = true, true })
}

// Limit replaces Options.MaxBytes, and is to be told when a learner's own limit may
// be another: what was left out is tried again. It returns at once.
func (x *Index) Limit(maxBytes int64) {
	x.news.put(func(n *news) { n.limit = &maxBytes })
}

// Close ends the index and returns when its goroutines are gone. What learners
// can keep quickly is kept.
func (x *Index) Close() {
	x.cancel()
	<-x.ended
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

// urgent reports whether a user waits for what the news brings.
func (i *inbox) urgent() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.news.roots != nil
}

// news is what an index has been told and has not yet looked at.
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
		// An editor's own watcher does not know what an ignore file means.
		if e.Kind == workspace.Rescan || workspace.ChangesRules(e.Path) {
			n.rescan = true
			continue
		}
		if n.changed == nil {
			n.changed = make(map[string]workspace.EventKind)
		}
		n.changed[e.Path] = e.Kind
	}
}
