package store

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

// form is the version of the files' outer form. Each has a folder of its own, so
// that an older Inkling beside a newer one finds what it knows.
const form = 1

const (
	maxFiles = 1024
	// staleAfter is when a temporary file has no living writer any more.
	staleAfter = time.Hour
	// touchAfter is how old a pack's time of last use may be. Telling it more often
	// would write to the disk for nothing.
	touchAfter = time.Hour
)

// Options say where and how much is kept.
type Options struct {
	// Dir is the folder in which is kept what was learned of workspaces. Without it,
	// that is inkling in the user's cache folder.
	Dir string `setting:"dir" kind:"path" own:"true"`
	// MaxBytes bounds what is kept of all workspaces; what was used longest ago goes
	// first. 100 MB are about a million lines, and 0 keeps nothing.
	MaxBytes int64 `setting:"max_bytes" min:"0" max:"1000000000000" unit:"bytes" own:"true"`
	// Log, if set, hears of what can't be kept.
	Log *slog.Logger
}

// DefaultOptions are those of a user who has set none.
func DefaultOptions() Options { return Options{MaxBytes: 1e9} }

// Store is the folder as one process sees it. It is safe for concurrent use, also
// by several processes. Nothing is done before the first use, so that making one
// costs nothing; a folder that can't be had is logged once, and nothing is kept
// then. A nil Store keeps nothing.
type Store struct {
	options Options
	open    func() string // the folder, or "" if there is none; once

	mu     sync.Mutex
	packs  map[string]*Pack // by file name; nil for a file that is none of ours to read
	mapped int64            // bytes
}

// New returns a store.
func New(o Options) *Store {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Store{options: o, packs: make(map[string]*Pack)}
	s.open = sync.OnceValue(s.makeFolder)
	return s
}

// Folder is where o keeps things.
func (o Options) Folder() (string, error) {
	dir, err := o.parent()
	return filepath.Join(dir, strconv.Itoa(form)), err
}

func (o Options) parent() (string, error) {
	if o.Dir != "" {
		dir, err := filepath.Abs(o.Dir)
		if err != nil {
			return "", fmt.Errorf("the folder of what is learned, %s: %w", o.Dir, err)
		}
		return dir, nil
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("the user's cache folder is not known: %w", err)
	}
	return filepath.Join(cache, "inkling"), nil
}

// Clear removes all that o keeps, of every version. Servers that run go on with
// what they have in memory and may write it again.
func Clear(o Options) error {
	dir, err := o.parent()
	if err != nil {
		return err
	}
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("clear what is kept of the workspaces: %w", err)
	}
	var errs []error
	for _, e := range entries {
		// The folder may be one that the user named and that holds other things.
		if _, err := strconv.ParseUint(e.Name(), 10, 32); err == nil && e.IsDir() {
			errs = append(errs, clearFolder(filepath.Join(dir, e.Name())))
		}
	}
	return errors.Join(errs...)
}

func clearFolder(dir string) error {
	entries, err := os.ReadDir(dir)
	errs := []error{err}
	for _, e := range entries {
		if ours(e.Name()) {
			errs = append(errs, os.Remove(filepath.Join(dir, e.Name())))
		}
	}
	if err := os.Remove(dir); err != nil && len(errs) == 1 {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

const (
	packSuffix = ".pack"
	noteSuffix = ".note"
	tempPrefix = "tmp-"
)

// ours says whether a name in the folder is one that a store gives.
func ours(name string) bool {
	return strings.HasSuffix(name, packSuffix) || strings.HasSuffix(name, noteSuffix) || strings.HasPrefix(name, tempPrefix)
}

// makeFolder makes the folder and sweeps it. It returns "" if there can't be one.
func (s *Store) makeFolder() string {
	if s.options.MaxBytes == 0 {
		return ""
	}
	dir, err := s.options.Folder()
	if err == nil {
		err = private(dir)
	}
	if err != nil {
		s.options.Log.Warn("what is learned will not be kept: every start learns the workspace anew", "error", err)
		return ""
	}
	s.sweep(dir)
	return dir
}

// private makes a folder that only the user can enter.
func private(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make the folder of what is learned: %w", err)
	}
	info, err := os.Lstat(dir)
	if err == nil && info.Mode().Perm()&0o077 != 0 {
		err = os.Chmod(dir, 0o700) // fails for a folder of somebody else
	}
	if err != nil {
		return fmt.Errorf("keep the folder of what is learned to oneself: %w", err)
	}
	return nil
}

// sweep removes what writers that were killed have left, and what is too much.
func (s *Store) sweep(dir string) {
	var kept []fs.FileInfo
	total := int64(0)
	for _, info := range list(dir) {
		if strings.HasPrefix(info.Name(), tempPrefix) && time.Since(info.ModTime()) > staleAfter {
			_ = os.Remove(filepath.Join(dir, info.Name())) // or another server has
			continue
		}
		kept = append(kept, info)
		total += info.Size()
	}
	s.evict(dir, kept, total)
}

// list is what a store has in its folder.
func list(dir string) []fs.FileInfo {
	entries, _ := os.ReadDir(dir) // what can be read of it
	infos := make([]fs.FileInfo, 0, len(entries))
	for _, e := range entries {
		if !ours(e.Name()) {
			continue
		}
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
			infos = append(infos, info)
		}
	}
	return infos
}
