package completion

import (
	"context"
	"hash/maphash"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/context/workspace"
	"github.com/inkling-lsp/inkling/model/local"
)

const (
	// firstBatch and lastBatch are how much text (bytes) goes to the model at once:
	// the first is learned in some 20 ms, and the size doubles from there on. Larger
	// batches than the last save nothing, smaller ones cost half as much again
	// (docs/decisions/0009).
	firstBatch = 64 << 10
	lastBatch  = 4 << 20
	// quiet is how long changes are gathered: a checkout or a formatter touches many
	// files, and asking git about them has a price per question.
	quiet = 100 * time.Millisecond
)

// study is the work of a Learner. Only its goroutine touches it.
type study struct {
	knowledge Knowledge
	options   LearnerOptions
	disk      disk
	news      *inbox

	roots rootSet
	known map[string]lesson // by path
	bytes int64             // of all known files

	// The round under way: files to read, how many it had, and the next batch.
	todo  []workspace.File
	total int
	batch int64

	watching watching
}

// lesson is a file that the model has learned.
type lesson struct {
	uri  text.URI
	hash uint64 // of its text
	size int64  // bytes
}

var lessonSeed = maphash.MakeSeed()

// watching is the goroutine that watches the roots, if there is one.
type watching struct {
	cancel context.CancelFunc
	wait   sync.WaitGroup
}

func (s *study) run(ctx context.Context) {
	defer s.stopWatching()
	for {
		if len(s.todo) == 0 && !s.await(ctx) {
			return
		}
		if !s.look(ctx, s.news.take()) || !s.learnBatch(ctx) {
			return
		}
	}
}

// await returns when there is news worth looking at, or false when ctx ends.
func (s *study) await(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return false
	case <-s.news.arrived:
	}
	if s.news.urgent() {
		return true
	}
	select {
	case <-ctx.Done():
		return false
	case <-time.After(quiet):
		return true
	}
}

// urgent reports whether a user waits for what the news brings.
func (i *inbox) urgent() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.news.roots != nil
}

// look turns news into a new round, or learns what has changed at once.
func (s *study) look(ctx context.Context, n news) bool {
	if n.limit != nil && *n.limit != s.options.MaxBytes {
		s.options.MaxBytes, n.rescan = *n.limit, true
	}
	startWatch := n.watch && !s.options.Watch
	s.options.Watch = s.options.Watch || n.watch
	if n.empty() || n.roots == nil && len(s.roots.folders) == 0 {
		return ctx.Err() == nil
	}
	if n.roots != nil {
		same := slices.Equal(n.roots.folders, s.roots.folders)
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

// list begins a round with the files under the roots, and forgets what is gone or
// no longer within the limit.
func (s *study) list(ctx context.Context) {
	files, err := s.disk.List(ctx, s.roots.folders, s.roots.near)
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		s.options.Log.Warn("some files can't be learned: listing failed", "error", err)
	}
	files = affordable(files, s.options.MaxBytes)
	listed := make(map[string]bool, len(files))
	for _, f := range files {
		listed[f.Path] = true
	}
	s.forget(func(path string) bool { return !listed[path] })
	s.todo, s.total, s.batch = files, len(files), firstBatch
	s.options.Progress(0, s.total)
}

// affordable is the beginning of files that has at most limit bytes.
func affordable(files []workspace.File, limit int64) []workspace.File {
	for i, f := range files {
		if limit -= f.Size; limit < 0 {
			return files[:i]
		}
	}
	return files
}

// change learns or forgets the files that something has happened to.
func (s *study) change(ctx context.Context, changed map[string]workspace.EventKind) bool {
	var written []string
	var removed []string
	for path, kind := range changed {
		if kind == workspace.Removed {
			removed = append(removed, path)
		} else {
			written = append(written, path)
		}
	}
	if len(removed) > 0 {
		s.forget(func(path string) bool { return within(path, removed) })
	}
	files, err := s.disk.Filter(ctx, s.roots.folders, written)
	if ctx.Err() != nil {
		return false
	}
	if err != nil {
		s.options.Log.Warn("some changed files can't be learned: listing failed", "error", err)
	}
	// A known file that may no longer be read is as good as gone.
	still := make(map[string]bool, len(files))
	for _, f := range files {
		still[f.Path] = true
	}
	s.forget(func(path string) bool { _, w := changed[path]; return w && !still[path] })
	if err := s.learn(ctx, files); err != nil {
		return false
	}
	if len(s.todo) == 0 {
		s.options.Progress(s.total, s.total)
	}
	return true
}

// learnBatch learns the next files of the round, if there is one.
func (s *study) learnBatch(ctx context.Context) bool {
	if len(s.todo) == 0 {
		return true
	}
	n, size := 0, int64(0)
	for n < len(s.todo) && (n == 0 || size+s.todo[n].Size <= s.batch) {
		size += s.todo[n].Size
		n++
	}
	if err := s.learn(ctx, s.todo[:n]); err != nil {
		return false
	}
	s.todo = s.todo[n:]
	s.batch = min(2*s.batch, lastBatch)
	s.options.Progress(s.total-len(s.todo), s.total)
	return true
}

// learn reads files and gives the model those whose text it does not have. The
// only error is the end of ctx.
func (s *study) learn(ctx context.Context, files []workspace.File) error {
	readings := readAll(ctx, s.disk, files)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var fresh []local.File
	gone := make(map[string]bool)
	for i, f := range files {
		l := lesson{f.URI, maphash.String(lessonSeed, readings[i].text), int64(len(readings[i].text))}
		old := s.known[f.Path]
		switch {
		case readings[i].err != nil, s.bytes-old.size+l.size > s.options.MaxBytes:
			gone[f.Path] = true
		case l != old:
			s.bytes += l.size - old.size
			s.known[f.Path] = l
			fresh = append(fresh, local.File{URI: f.URI, Content: readings[i].text})
		}
	}
	s.forget(func(path string) bool { return gone[path] })
	if len(fresh) == 0 {
		return nil
	}
	if err := s.knowledge.Learn(ctx, fresh); err != nil && ctx.Err() == nil {
		s.options.Log.Error("files could not be learned", "files", len(fresh), "first", fresh[0].URI, "error", err)
	}
	return ctx.Err()
}

// forget forgets the known files for which gone holds.
func (s *study) forget(gone func(path string) bool) {
	var uris []text.URI
	for path, l := range s.known {
		if gone(path) {
			uris = append(uris, l.uri)
			s.drop(path)
		}
	}
	if len(uris) > 0 {
		s.knowledge.Forget(uris...)
	}
}

func (s *study) drop(path string) {
	s.bytes -= s.known[path].size
	delete(s.known, path)
}

// within reports whether path is one of paths or in a folder of them.
func within(path string, paths []string) bool {
	for _, p := range paths {
		if rest, ok := strings.CutPrefix(path, p); ok && (rest == "" || rest[0] == filepath.Separator) {
			return true
		}
	}
	return false
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
		err := s.disk.Watch(ctx, roots, ready, tell)
		if err != nil && ctx.Err() == nil {
			s.options.Log.Warn("changes on disk will not be noticed", "error", err)
		}
	})
}

func (s *study) stopWatching() {
	if s.watching.cancel != nil {
		s.watching.cancel()
		s.watching.wait.Wait()
	}
}
