//go:build unix

package store

import (
	"os"

	"golang.org/x/sys/unix"
)

// mapFile maps a file of size bytes for reading, until the process ends.
func mapFile(f *os.File, size int) ([]byte, error) {
	return unix.Mmap(int(f.Fd()), 0, size, unix.PROT_READ, unix.MAP_SHARED)
}
