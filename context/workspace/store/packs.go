package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
)

// Pack is a pack on disk. It never changes.
type Pack struct {
	store  *Store
	name   string // of the file
	header header
	keys   []Key // ascending
	body   func() ([]byte, error)
}

// Packs returns the packs of a kind that are on disk now, the newest first.
func (s *Store) Packs(k Kind) []*Pack {
	dir := s.folder()
	if dir == "" {
		return nil
	}
	var found []*Pack
	files := list(dir)
	s.forgetUnlisted(files)
	slices.SortFunc(files, func(a, b fs.FileInfo) int { return b.ModTime().Compare(a.ModTime()) })
	for _, info := range files {
		if strings.HasPrefix(info.Name(), k.Name+"-") && strings.HasSuffix(info.Name(), packSuffix) {
			if p := s.pack(filepath.Join(dir, info.Name())); p != nil && p.header.kind == k {
				found = append(found, p)
			}
		}
	}
	return found
}

// forgetUnlisted lets packs go that another server has removed.
func (s *Store) forgetUnlisted(files []fs.FileInfo) {
	listed := make(map[string]bool, len(files))
	for _, f := range files {
		listed[f.Name()] = true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.DeleteFunc(s.packs, func(name string, _ *Pack) bool { return !listed[name] })
}

func (s *Store) folder() string {
	if s == nil {
		return ""
	}
	return s.open()
}

// pack opens a pack once, or returns nil for a file that is none.
func (s *Store) pack(path string) *Pack {
	s.mu.Lock()
	defer s.mu.Unlock()
	name := filepath.Base(path)
	p, known := s.packs[name]
	if known {
		return p
	}
	p, err := s.openPack(path)
	if err != nil {
		s.reject(path, err)
		if !errors.Is(err, errForeign) {
			return nil // gone, or written again by its next reader
		}
	}
	s.packs[name] = p
	return p
}

func (s *Store) openPack(path string) (*Pack, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	p := &Pack{store: s, name: filepath.Base(path)}
	if p.header, p.keys, err = readTable(f, info.Size()); err != nil {
		return nil, err
	}
	p.body = sync.OnceValues(func() ([]byte, error) { return s.read(path) })
	return p, nil
}

// reject removes a file that is damaged, so that it is learned again.
func (s *Store) reject(path string, why error) {
	if errors.Is(why, errDamaged) {
		s.options.Log.Warn("part of what was learned is damaged and will be learned again", "file", path, "error", why)
		_ = os.Remove(path) // or another server has
	}
}

// Keys are the keys of the pack, ascending.
func (p *Pack) Keys() []Key { return p.keys }

// Has says whether the pack has a key.
func (p *Pack) Has(key Key) bool {
	_, found := slices.BinarySearchFunc(p.keys, key, compareKeys)
	return found
}

// Body returns what was learned. It is memory that must not be written to, that
// starts at an address that 8 divides, and that stays as it is until the process
// ends: a mapping is never undone. What points into it could outlive any other
// rule by one careless string, address space costs nothing, and its pages are the
// file's, which the system takes back when it needs them. How much is mapped is
// bounded all the same; beyond, packs are read into ordinary memory.
func (p *Pack) Body() ([]byte, error) {
	body, err := p.body()
	if err != nil {
		p.store.forget(p) // what is written under its name again is another
		return nil, fmt.Errorf("read what was learned from %s: %w", p.name, err)
	}
	return body, nil
}

// Reject removes a pack whose body its learner can't read.
func (p *Pack) Reject(why error) {
	p.store.reject(filepath.Join(p.store.folder(), p.name), errors.Join(errDamaged, why))
	p.store.forget(p)
}

// Remove removes a pack whose keys are all in another one.
func (p *Pack) Remove() {
	_ = os.Remove(filepath.Join(p.store.folder(), p.name)) // or another server has
	p.store.forget(p)
}

func (s *Store) forget(p *Pack) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.packs, p.name)
}

// read maps a file, or reads it, and checks its body.
func (s *Store) read(path string) (body []byte, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	// Since it was listed, another server may have put another body of these keys here.
	h, _, err := readTable(f, info.Size())
	if err != nil {
		return nil, err
	}
	touch(path)
	content, err := s.content(f, h.start()+h.body)
	if err != nil {
		return nil, err
	}
	body = content[h.start():]
	if err := checkFaulting(&h, body); err != nil {
		s.reject(path, err)
		return nil, err
	}
	return body, nil
}

// checkFaulting checks a mapped body. A disk that can't be read tells so by a
// fault, which would end the process.
func checkFaulting(h *header, body []byte) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("%w: %v", errDamaged, fault)
		}
	}()
	return h.checkBody(body)
}

// Put keeps what was learned of some texts. If there is a pack with just these
// keys already, nothing is written.
func (s *Store) Put(k Kind, keys []Key, body io.WriterTo) error {
	dir := s.folder()
	if dir == "" {
		return nil
	}
	keys = slices.Clone(keys)
	slices.SortFunc(keys, compareKeys)
	sum := sha256.Sum256(append(fmt.Appendf(nil, "%s %d ", k.Name, k.Version), keyBytes(keys)...))
	path := filepath.Join(dir, k.Name+"-"+hex.EncodeToString(sum[:16])+packSuffix)
	if _, err := os.Lstat(path); err == nil {
		return nil
	}
	return s.write(dir, path, k, keys, body)
}

// write writes a file whole, or not at all.
func (s *Store) write(dir, path string, k Kind, keys []Key, body io.WriterTo) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("keep what was learned in %s: %w", path, err)
		}
	}()
	f, err := os.CreateTemp(dir, tempPrefix) // readable by its user only
	if errors.Is(err, fs.ErrNotExist) {      // somebody cleared the cache
		if err = private(dir); err == nil {
			f, err = os.CreateTemp(dir, tempPrefix)
		}
	}
	if err != nil {
		return err
	}
	err = errors.Join(writePack(f, k, keys, body), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	s.sweep(dir)
	return nil
}

// note is the kind of notes. Who writes one says in it which version it is.
var note = Kind{Name: "note", Version: 1}

// Note returns a note, or nil if there is none that can be read. A note is read
// whole: it is small.
func (s *Store) Note(name string) []byte {
	dir := s.folder()
	if dir == "" {
		return nil
	}
	path := notePath(dir, name)
	content, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	body, err := readNote(content)
	if err != nil {
		s.reject(path, err)
		return nil
	}
	touch(path)
	return body
}

func readNote(content []byte) ([]byte, error) {
	h, _, err := readTable(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, err
	}
	if h.kind != note {
		return nil, errForeign
	}
	body := content[h.start():]
	return body, h.checkBody(body)
}

// PutNote replaces a note. The last writer wins.
func (s *Store) PutNote(name string, body []byte) error {
	dir := s.folder()
	if dir == "" {
		return nil
	}
	return s.write(dir, notePath(dir, name), note, nil, bytes.NewReader(body))
}

func notePath(dir, name string) string {
	sum := sha256.Sum256([]byte(name))
	return filepath.Join(dir, note.Name+"-"+hex.EncodeToString(sum[:16])+noteSuffix)
}
