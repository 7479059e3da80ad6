package store

import (
	"io"
	"os"
	"unsafe"
)

// aligned is memory that starts at an address that 8 divides, as mapped memory does.
func aligned(n int) []byte {
	words := make([]uint64, (n+7)/8)
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(words))), n)
}

// content maps a file, or reads it where that can't be or enough is mapped.
func (s *Store) content(f *os.File, size int64) ([]byte, error) {
	s.mu.Lock()
	within := s.mapped+size <= 2*s.options.MaxBytes
	if within {
		s.mapped += size
	}
	s.mu.Unlock()
	if within {
		if b, err := mapFile(f, int(size)); err == nil {
			return b, nil
		} // a file system that can't: read it
		s.mu.Lock()
		s.mapped -= size
		s.mu.Unlock()
	}
	b := aligned(int(size))
	_, err := io.ReadFull(io.NewSectionReader(f, 0, size), b)
	return b, err
}
