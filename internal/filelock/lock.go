package filelock

import (
	"errors"
	"fmt"
	"os"
)

// ErrHeld is the error for a lock that another process has, or another Lock of this one.
var ErrHeld = errors.New("held by another process")

// Lock is a lock that is held.
type Lock struct{ file *os.File }

// Try takes the lock that a file stands for, and makes the file if it is not there.
// Release leaves the file where it is.
func Try(path string) (*Lock, error) {
	for {
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			return nil, fmt.Errorf("lock: %w", err)
		}
		if err := lock(f); err != nil {
			_ = f.Close()
			return nil, fmt.Errorf("lock %s: %w", path, err)
		}
		// It may have been removed meanwhile, and whoever comes next locks another file.
		if stands(f, path) {
			return &Lock{f}, nil
		}
		_ = f.Close()
	}
}

func stands(f *os.File, path string) bool {
	ours, err := f.Stat()
	if err != nil {
		return false
	}
	there, err := os.Stat(path)
	return err == nil && os.SameFile(ours, there)
}

// Release gives the lock back.
func (l *Lock) Release() { _ = l.file.Close() } // which the system unlocks

// Remove gives the lock back for good, with its file. Where the system keeps a file
// that is open, it stays.
func (l *Lock) Remove() {
	_ = os.Remove(l.file.Name())
	l.Release()
}
