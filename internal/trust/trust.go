package trust

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// State is how far a workspace is trusted.
type State uint8

// The states.
const (
	Untrusted State = iota
	// Changed is a workspace that was trusted with other values.
	Changed
	Trusted
)

// Digest stands for values that are trusted together.
type Digest string

// Sum is the digest of values, by key. What a value looks like is the caller's
// affair, as long as equal values look the same.
func Sum(values map[string]string) Digest {
	keys := make([]string, 0, len(values))
	for key := range values {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	h := sha256.New()
	for _, key := range keys {
		for _, part := range []string{key, values[key]} {
			// With their lengths, so that no two lists of parts read the same.
			_ = binary.Write(h, binary.BigEndian, uint64(len(part))) // a hash takes all
			h.Write([]byte(part))
		}
	}
	return Digest(hex.EncodeToString(h.Sum(nil)))
}

// Entry is a workspace that the user trusts.
type Entry struct {
	Folder string `json:"folder"` // canonical
	Values Digest `json:"values"`
}

// Store is a folder with one small file for each trusted workspace and each allowed
// host. Each file is put in place whole, so that any number of processes may use a Store at once.
type Store struct{ dir string }

// In returns the store in a folder, which need not exist yet.
func In(dir string) *Store { return &Store{dir} }

// Dir is the folder of the store.
func (s *Store) Dir() string { return s.dir }

// State tells whether the user trusts a folder with these values. On an error
// nothing is trusted.
func (s *Store) State(folder string, values Digest) (State, error) {
	folder, err := Canonical(folder)
	if err != nil {
		return Untrusted, err
	}
	e, err := read(s.file(folder))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Untrusted, nil
	case err != nil:
		return Untrusted, err
	case e.Folder != folder:
		return Untrusted, nil
	case e.Values != values:
		return Changed, nil
	}
	return Trusted, nil
}

// Trust remembers that the user trusts a folder with these values, in place of
// those it was trusted with before.
func (s *Store) Trust(folder string, values Digest) error {
	folder, err := Canonical(folder)
	if err != nil {
		return err
	}
	content, err := json.Marshal(Entry{folder, values})
	if err != nil {
		return fmt.Errorf("trust %s: %w", folder, err)
	}
	if err := s.replace(s.file(folder), append(content, '\n')); err != nil {
		return fmt.Errorf("remember that %s is trusted: %w", folder, err)
	}
	return nil
}

// Revoke forgets a folder and reports whether it was trusted. The folder may be
// gone by now.
func (s *Store) Revoke(folder string) (bool, error) {
	canonical, err := Canonical(folder)
	if err != nil {
		if canonical, err = filepath.Abs(folder); err != nil {
			return false, fmt.Errorf("revoke the trust in %s: %w", folder, err)
		}
	}
	err = os.Remove(s.file(canonical))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("revoke the trust in %s: %w", folder, err)
	}
	return true, nil
}

// List returns what is trusted, by folder. Files that can't be read are left out
// and told of by the error.
func (s *Store) List() ([]Entry, error) {
	all, err := list(s.dir, suffix, read)
	slices.SortFunc(all, func(a, b Entry) int { return strings.Compare(a.Folder, b.Folder) })
	return all, err
}

// list reads the files in a folder that end with suffix; others are of a write that
// was cut off, or of another kind. Those that can't be read are told of by the error.
func list[T any](dir, suffix string, read func(path string) (T, error)) ([]T, error) {
	names, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list what is trusted: %w", err)
	}
	var all []T
	var problems []error
	for _, name := range names {
		if !strings.HasSuffix(name.Name(), suffix) {
			continue
		}
		e, err := read(filepath.Join(dir, name.Name()))
		if err != nil {
			problems = append(problems, err)
			continue
		}
		all = append(all, e)
	}
	return all, errors.Join(problems...)
}

// Canonical is the one name of a folder that exists: absolute, with every link
// followed.
func Canonical(folder string) (string, error) {
	absolute, err := filepath.Abs(folder)
	if err == nil {
		absolute, err = filepath.EvalSymlinks(absolute)
	}
	if err != nil {
		return "", fmt.Errorf("find the folder %s: %w", folder, err)
	}
	return absolute, nil
}

const suffix = ".json"

// file is where the entry of a folder is kept. A folder's own name may be longer
// than a file's name may be.
func (s *Store) file(folder string) string { return s.named(folder, suffix) }

func (s *Store) named(name, suffix string) string {
	sum := sha256.Sum256([]byte(name))
	return filepath.Join(s.dir, hex.EncodeToString(sum[:16])+suffix)
}

func read(path string) (Entry, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return Entry{}, fmt.Errorf("read who is trusted: %w", err)
	}
	return parse(path, content)
}

func parse(path string, content []byte) (Entry, error) {
	var e Entry
	err := json.Unmarshal(content, &e)
	if err == nil && (e.Folder == "" || e.Values == "") {
		err = errors.New("it names no folder or no values")
	}
	if err != nil {
		return Entry{}, fmt.Errorf("%s is broken, remove it and trust the workspace again: %w", path, err)
	}
	return e, nil
}

// replace puts a file in place whole, readable by the user alone.
func (s *Store) replace(path string, content []byte) error {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(s.dir, "new-*") // with mode 0600
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		err = errors.Join(err, os.Remove(f.Name()))
	}
	return err
}
