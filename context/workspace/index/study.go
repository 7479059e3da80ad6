package index

import (
	"context"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/context/workspace"
)

const (
	// quiet is how long changes are gathered: a checkout or a formatter touches many
	// files, and asking git about them has a price per question. The first change
	// after a quiet time is not kept waiting: most are the only one.
	quiet = 100 * time.Millisecond
	// restful is how long nothing happens before it is time to keep what was learned
	// in a round; keepEvery is the least time between two such times, as little is
	// lost of what is learned of single changes.
	restful   = time.Second
	keepEvery = 5 * time.Minute
	// A watch that has failed is tried again after watchAgain, then after twice as
	// long, and so on: what it failed of may pass, and may not.
	watchAgain     = time.Second
	watchAgainMost = 5 * time.Minute
)

// study is the work of an index. Only its goroutine touches it.
type study struct {
	learners []Learner
	options  Options
	disk     disk
	news     *inbox

	roots rootSet
	known map[string]lesson // by path
	notes map[string]lesson // what an earlier process knew under these roots
	bytes int64             // of all known files

	// The round under way: files to read, how many it had, and the next batch.
	todo   []workspace.File
	listed time.Time // when their stamps were taken, or before
	total  int
	batch  int64
	// behind are the files that a learner after the first does not know, some twice.
	behind  []text.URI
	inRound bool // a batch of the round is being learned
	full    bool // a learner took no more, so files are left out

	looked   time.Time // when the last news was dealt with
	unkept   bool      // something was learned that may not be in the store
	keepNext time.Time // not before; zero after a round

	watching watching
}

// watching is the goroutine that watches the roots, if there is one.
type watching struct {
	cancel context.CancelFunc
	wait   sync.WaitGroup
}

func (s *study) run(ctx context.Context) {
	defer s.keep(context.WithoutCancel(ctx), Ending)
	defer s.stopWatching()
	for {
		if len(s.todo) == 0 {
			s.options.Behind(len(s.behind))
			if len(s.behind) == 0 && !s.await(ctx) {
				return
			}
		}
		if !s.step(ctx) {
			return
		}
		s.looked = time.Now()
	}
}

// await returns when there is news worth looking at, or false when ctx ends.
func (s *study) await(ctx context.Context) bool {
	rest := time.NewTimer(max(restful, time.Until(s.keepNext)))
	defer rest.Stop()
	for {
		select {
		case <-ctx.Done():
			return false
		case <-rest.C:
			s.keepInTime(ctx)
			continue
		case <-s.news.arrived:
		}
		break
	}
	if s.news.urgent() || time.Since(s.looked) >= quiet {
		return true
	}
	select {
	case <-ctx.Done():
		return false
	case <-time.After(quiet):
		return true
	}
}

// look turns news into a new round, or learns what has changed at once.
func (s *study) look(ctx context.Context, n news) bool {
	if n.limit != nil && (s.full || *n.limit != s.options.MaxBytes) {
		s.options.MaxBytes, n.rescan = *n.limit, true
	}
	startWatch := n.watch && !s.options.Watch
	s.options.Watch = s.options.Watch || n.watch
	if n.empty() || n.roots == nil && len(s.roots.folders) == 0 {
		return ctx.Err() == nil
	}
	if n.roots != nil {
		same := slices.Equal(n.roots.folders, s.roots.folders)
		if !same {
			s.keepStamps()
			s.notes = s.readStamps(n.roots.folders)
		}
		s.roots = *n.roots
		startWatch = startWatch || !same || s.watching.cancel == nil
	}
	if startWatch {
		s.stopWatching()
		s.startWatching(ctx)
	}
	if n.roots != nil || n.rescan {
		s.list(ctx)
		return ctx.Err() == nil
	}
	return s.change(ctx, n.changed)
}

// change learns or forgets the files that something has happened to.
func (s *study) change(ctx context.Context, changed map[string]workspace.EventKind) bool {
	began, pending := time.Now(), s.unkept
	var known, unknown, removed []string
	for path, kind := range changed {
		switch _, isKnown := s.known[path]; {
		case kind == workspace.Removed:
			removed = append(removed, path)
		case isKnown:
			known = append(known, path)
		default:
			unknown = append(unknown, path)
		}
	}
	if len(removed) > 0 {
		s.forget(within(removed))
	}
	files := s.ask(ctx, s.disk.Still, known)
	files = append(files, s.ask(ctx, s.disk.Filter, unknown)...)
	if ctx.Err() != nil {
		return false
	}
	// A known file that may no longer be read is as good as gone.
	still := make(map[string]bool, len(files))
	for _, f := range files {
		still[f.Path] = true
	}
	s.forget(func(path string) bool { _, w := changed[path]; return w && !still[path] })
	if s.learn(ctx, files, began) != nil {
		return false
	}
	if len(s.todo) == 0 {
		s.total = len(s.known)
		s.options.Progress(s.total, s.total)
	}
	if !pending {
		s.keepNext = time.Now().Add(keepEvery)
	}
	return true
}

type question func(ctx context.Context, roots, paths []string) ([]workspace.File, error)

func (s *study) ask(ctx context.Context, q question, paths []string) []workspace.File {
	if len(paths) == 0 {
		return nil
	}
	files, err := q(ctx, s.roots.folders, paths)
	if err != nil && ctx.Err() == nil {
		s.options.Log.Warn("some changed files can't be learned: listing failed", "error", err)
	}
	return files
}

// forget forgets the known files for which gone holds.
func (s *study) forget(gone func(path string) bool) {
	s.forgetWhere(func(path string, _ lesson) bool { return gone(path) })
}

func (s *study) forgetWhere(gone func(path string, l lesson) bool) {
	var uris []text.URI
	for path, l := range s.known {
		if gone(path, l) {
			uris = append(uris, l.uri)
			s.drop(path)
		}
	}
	s.forgetAll(uris)
}

func (s *study) drop(path string) {
	s.bytes -= s.known[path].size
	delete(s.known, path)
}

// within returns whether a path is one of paths or in a folder of them.
func within(paths []string) func(path string) bool {
	gone := make(map[string]bool, len(paths))
	for _, p := range paths {
		gone[p] = true
	}
	return func(path string) bool {
		for up := path; ; up = filepath.Dir(up) {
			if gone[up] {
				return true
			}
			if up == filepath.Dir(up) {
				return false
			}
		}
	}
}

// startWatching begins to watch and does not wait until every folder is watched,
// which takes long in a large workspace. What has changed meanwhile is found by
// listing again.
func (s *study) startWatching(ctx context.Context) {
	if !s.options.Watch {
		return
	}
	ctx, s.watching.cancel = context.WithCancel(ctx)
	roots := s.roots.folders
	s.watching.wait.Go(func() {
		tell := func(events []workspace.Event) {
			s.news.put(func(n *news) { n.add(events) })
		}
		ready := func() { tell([]workspace.Event{{Kind: workspace.Rescan}}) }
		for wait := watchAgain; ; wait = min(2*wait, watchAgainMost) {
			err := s.disk.Watch(ctx, roots, ready, tell)
			if ctx.Err() != nil {
				return
			}
			s.options.Log.Warn("changes on disk are not noticed until the watch is tried again", "in", wait, "error", err)
			select {
			case <-ctx.Done():
				return
			case <-time.After(wait):
			}
		}
	})
}

func (s *study) stopWatching() {
	if s.watching.cancel != nil {
		s.watching.cancel()
		s.watching.wait.Wait()
	}
}
