package workspace

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"

	"github.com/fsnotify/fsnotify"
)

// notify reports changes as the system tells of them. It fails with a
// *DegradedError when the system refuses to tell.
func notify(ctx context.Context, roots []string, report func([]Event), ready func()) error {
	n, err := fsnotify.NewWatcher()
	if err != nil {
		return &DegradedError{Every: pollEvery, Err: err}
	}
	ctx, stop := context.WithCancel(ctx)
	batches := make(chan batch)
	var gatherer sync.WaitGroup
	gatherer.Go(func() { gather(ctx, n.Events, n.Errors, batches) })
	defer gatherer.Wait()
	defer func() { _ = n.Close() }() // a watch is only read from
	defer stop()

	w := &watch{notifier: n, lister: newLister(), roots: roots, watched: map[string]bool{}}
	if err := w.begin(ctx); err != nil {
		return err
	}
	ready()
	for {
		select {
		case <-ctx.Done():
			return nil
		case b := <-batches:
			events, err := w.events(ctx, b)
			if err != nil {
				return err
			}
			if len(events) > 0 && ctx.Err() == nil {
				report(events)
			}
		}
	}
}

// notifier is what a watch needs of fsnotify.
type notifier interface {
	Add(dir string) error
	Remove(dir string) error
}

// watch knows what is watched and what is listed. One goroutine owns it.
//
// Folders are watched, not files: a file that is saved by renaming another over it
// would lose its watch.
type watch struct {
	notifier notifier
	lister   lister
	roots    []string
	watched  map[string]bool // folders
	listed   map[string]bool // files
}

// begin watches every folder that may hold listed files or rules that count, and
// learns what is listed. It can be called again to bring both up to date.
func (w *watch) begin(ctx context.Context) error {
	wanted := map[string]bool{}
	add := func(dir string) error {
		wanted[dir] = true
		return w.add(dir)
	}
	for _, root := range w.roots {
		// Each folder is watched before it is read, so that nothing falls in between.
		if _, err := walk(ctx, root, ".", add); err != nil && !isGone(err) {
			return err
		}
		for _, dir := range ruleFolders(root) {
			if err := add(dir); err != nil {
				return err
			}
		}
	}
	if err := w.list(ctx); err != nil {
		return err
	}
	// Git lists tracked files in ignored folders as well, which a walk does not enter.
	more := false
	for file := range w.listed {
		if dir := filepath.Dir(file); !wanted[dir] {
			more = true
			if err := add(dir); err != nil {
				return err
			}
		}
	}
	for dir := range w.watched {
		if !wanted[dir] {
			w.remove(dir)
		}
	}
	if more {
		return w.list(ctx)
	}
	return nil
}

// isGone says that a root can't be read, which ends nothing for the others.
func isGone(err error) bool {
	var path *fs.PathError
	return errors.As(err, &path)
}

func (w *watch) list(ctx context.Context) error {
	files, err := w.lister.files(ctx, w.roots, nil)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil && len(files) == 0 {
		return err
	}
	w.listed = make(map[string]bool, len(files))
	for _, f := range files {
		w.listed[f.Path] = true
	}
	return nil
}

func (w *watch) add(dir string) error {
	err := w.notifier.Add(dir)
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) {
		return &DegradedError{Every: pollEvery, Err: err}
	}
	if err == nil {
		w.watched[dir] = true
	}
	return nil // a folder that is gone or closed to the user has nothing to tell
}

func (w *watch) remove(dir string) {
	_ = w.notifier.Remove(dir) // fails if the folder is gone, and its watch with it
	delete(w.watched, dir)
}

// events says what a batch means for who has listed the roots.
func (w *watch) events(ctx context.Context, b batch) ([]Event, error) {
	if b.lost || slices.ContainsFunc(slices.Collect(maps.Keys(b.paths)), ChangesRules) {
		if err := w.begin(ctx); err != nil {
			return nil, err
		}
		return []Event{{Kind: Rescan}}, nil
	}
	// What is gone comes first: after a move, the kernel's watches below the folder
	// still go by their old names, and adding them again would not change that.
	events := w.goneFolders(b)
	touched := map[string]bool{} // files that may have to be reported
	for path, op := range b.paths {
		info, err := os.Lstat(path)
		switch {
		case err != nil || !info.IsDir():
			touched[path] = true
		case op&^(fsnotify.Write|fsnotify.Chmod) != 0: // Windows tells of a write where a file was made
			if err := w.newFolder(ctx, path, touched); err != nil {
				return nil, err
			}
		}
	}
	more, err := w.verdicts(ctx, slices.Sorted(maps.Keys(touched)))
	return append(events, more...), err
}

// goneFolders forgets the folders that are gone, and reports those that held
// listed files.
func (w *watch) goneFolders(b batch) []Event {
	var events []Event
	for _, path := range slices.Sorted(maps.Keys(b.paths)) { // outer folders first
		if _, err := os.Lstat(path); err == nil || !w.watched[path] {
			continue
		}
		w.forgetFolder(path)
		files := w.listedUnder(path)
		for _, file := range files {
			delete(w.listed, file)
		}
		if len(files) > 0 {
			events = append(events, Event{Kind: Removed, Path: path})
		}
	}
	return events
}

// verdicts says of each path whether it is written, removed, or nobody's business.
func (w *watch) verdicts(ctx context.Context, paths []string) ([]Event, error) {
	if len(paths) == 0 {
		return nil, nil
	}
	files, err := w.lister.files(ctx, w.roots, paths)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil && len(files) == 0 {
		return nil, err
	}
	now := make(map[string]bool, len(files))
	for _, f := range files {
		now[f.Path] = true
	}
	var events []Event
	for _, path := range paths {
		switch {
		case now[path]:
			w.listed[path] = true
			events = append(events, Event{Kind: Written, Path: path})
		case w.listed[path]:
			delete(w.listed, path)
			events = append(events, Event{Kind: Removed, Path: path})
		}
	}
	return events, nil
}

// newFolder watches a folder that was made, or moved here, and all below it.
// Files that came into it before it was watched are touched, and those that were
// listed there before.
func (w *watch) newFolder(ctx context.Context, dir string, touched map[string]bool) error {
	w.forgetFolder(dir) // if it was made anew, the old watches died with the old folder
	for _, file := range w.listedUnder(dir) {
		touched[file] = true
	}
	for _, root := range w.roots {
		start, ok := below(root, dir)
		if !ok {
			continue
		}
		names, err := walk(ctx, root, start, w.add)
		if err != nil {
			return err
		}
		for _, name := range names {
			touched[filepath.Join(root, filepath.FromSlash(name))] = true
		}
	}
	return nil
}

// forgetFolder stops watching dir and all below it.
func (w *watch) forgetFolder(dir string) {
	for other := range w.watched {
		if other == dir || strings.HasPrefix(other, dir+string(filepath.Separator)) {
			w.remove(other)
		}
	}
}

func (w *watch) listedUnder(dir string) []string {
	var files []string
	for file := range w.listed {
		if strings.HasPrefix(file, dir+string(filepath.Separator)) {
			files = append(files, file)
		}
	}
	return files
}

// ChangesRules reports whether a change of path can change what is listed
// elsewhere: an ignore file, or the coming and going of a repository.
func ChangesRules(path string) bool {
	base := filepath.Base(path)
	return base == ".gitignore" || base == ".git" ||
		base == "exclude" && strings.HasSuffix(filepath.ToSlash(filepath.Dir(path)), "/info")
}

// ruleFolders are the folders outside root that hold ignore files for it.
func ruleFolders(root string) []string {
	top, ok := repositoryAround(root)
	if !ok {
		return nil
	}
	folders := []string{filepath.Join(repositoryData(top), "info")}
	for dir := root; dir != top; {
		dir = filepath.Dir(dir)
		folders = append(folders, dir)
	}
	return folders
}
