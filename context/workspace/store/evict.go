package store

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Use says of which keys what was learned is in use. Packs that have one of them are
// the last to be evicted. It opens no pack and writes to the disk once an hour at most.
func (s *Store) Use(k Kind, used func(Key) bool) {
	for _, p := range s.Packs(k) {
		if slices.ContainsFunc(p.keys, used) {
			touch(filepath.Join(s.folder(), p.name))
		}
	}
}

// touch makes a file one that was used just now.
func touch(path string) {
	if info, err := os.Lstat(path); err == nil && time.Since(info.ModTime()) > touchAfter {
		now := time.Now()
		_ = os.Chtimes(path, now, now) // or another server has removed it
	}
}

// evict removes the files that were used longest ago until the rest is within
// the bounds. Another server may have one of them mapped, or be about to open it:
// the first keeps its mapping, the second finds one pack fewer.
func (s *Store) evict(dir string, files []fs.FileInfo, total int64) {
	slices.SortFunc(files, func(a, b fs.FileInfo) int { return a.ModTime().Compare(b.ModTime()) })
	for len(files) > 0 && (total > s.options.MaxBytes || len(files) > maxFiles) {
		// On Windows a file that is mapped can't be removed: the next one can.
		_ = os.Remove(filepath.Join(dir, files[0].Name()))
		total -= files[0].Size()
		files = files[1:]
	}
}
