package weights

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/inkling-lsp/inkling/internal/filelock"
	"github.com/inkling-lsp/inkling/model"
)

// Store is the folder that holds weights, each in a file NAME.gguf.
type Store struct{ dir string }

// In returns the store in a folder, which need not exist yet. An empty one is the
// default: inkling/models in the user's cache folder.
func In(dir string) (Store, error) {
	if dir == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return Store{}, fmt.Errorf("the user's cache folder is not known: %w", err)
		}
		dir = filepath.Join(cache, "inkling", "models")
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return Store{}, fmt.Errorf("the folder of the weights: %w", err)
	}
	return Store{dir}, nil
}

// Dir is the folder.
func (s Store) Dir() string { return s.dir }

const (
	suffix     = ".gguf"
	partSuffix = ".gguf.part"
	noteSuffix = ".gguf.part.json" // what a part is of
	lockSuffix = ".gguf.lock"
)

func (s Store) file(name, suffix string) string { return filepath.Join(s.dir, name+suffix) }

// Pulled is a file of the store.
type Pulled struct {
	Name  string
	Path  string
	Bytes int64
	// Whole is false for what a download that was cut off has left.
	Whole bool
}

// List returns what is there, the catalogue's first in its order, then by name.
func (s Store) List() ([]Pulled, error) {
	entries, err := os.ReadDir(s.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("list the weights: %w", err)
	}
	var all []Pulled
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		name, whole := strings.CutSuffix(e.Name(), suffix)
		if !whole {
			var part bool
			if name, part = strings.CutSuffix(e.Name(), partSuffix); !part {
				continue
			}
		}
		all = append(all, Pulled{Name: name, Path: filepath.Join(s.dir, e.Name()), Bytes: info.Size(), Whole: whole})
	}
	order := names()
	rank := func(p Pulled) uint { return uint(slices.Index(order, p.Name)) } // of those that are not in it, the highest
	slices.SortStableFunc(all, func(a, b Pulled) int { return cmp.Compare(rank(a), rank(b)) })
	return all, nil
}

// Resolve returns the file that a person means: the name of what was pulled, or the
// path of a file. An empty name is the first of List.
func (s Store) Resolve(name string) (path string, err error) {
	if name != "" && looksLikePath(name) {
		if path, err = filepath.Abs(name); err == nil {
			_, err = os.Stat(path)
		}
		if err != nil {
			return "", fmt.Errorf("the weights: %w", err)
		}
		return path, nil
	}
	all, err := s.List()
	if err != nil {
		return "", err
	}
	all = slices.DeleteFunc(all, func(p Pulled) bool { return !p.Whole })
	var there []string
	for _, p := range all {
		if name == "" || strings.EqualFold(p.Name, name) {
			return p.Path, nil
		}
		there = append(there, p.Name)
	}
	_, known := Named(name)
	switch {
	case known:
		return "", fmt.Errorf("the weights %s are not here yet: inkling model pull %s", name, name)
	case name == "":
		return "", errors.New("no weights are here: inkling model pull NAME fetches some, inkling model list shows which there are")
	}
	return "", fmt.Errorf("there are no weights %q here; there is %s", name, strings.Join(model.Near(name, append(there, names()...)), ", "))
}

// Remove takes weights away, and what a download has left of them. It returns how
// many bytes that were.
func (s Store) Remove(name string) (int64, error) {
	if !plain(name) {
		return 0, fmt.Errorf("%q is not a name: only what was pulled is removed", name)
	}
	var there []string
	bytes := int64(0)
	for _, suffix := range []string{suffix, partSuffix, noteSuffix} {
		if info, err := os.Lstat(s.file(name, suffix)); err == nil {
			there = append(there, s.file(name, suffix))
			bytes += info.Size()
		}
	}
	if len(there) == 0 {
		return 0, fmt.Errorf("there are no weights %q here", name)
	}
	lock, err := s.lock(name)
	if err != nil {
		return 0, err
	}
	defer lock.Release()
	for _, path := range there {
		if err := os.Remove(path); err != nil {
			return 0, fmt.Errorf("remove the weights %s: %w", name, err)
		}
	}
	return bytes, nil
}

// lock keeps others from writing the same file.
func (s Store) lock(name string) (*filelock.Lock, error) {
	lock, err := filelock.Try(s.file(name, lockSuffix))
	if errors.Is(err, filelock.ErrHeld) {
		return nil, fmt.Errorf("another process is pulling %s", name)
	}
	return lock, err
}
