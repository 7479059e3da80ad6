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
// The file stays: removing it would let two processes lock two files of one name.
func Try(path string) (*Lock, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock: %w", err)
	}
	if err := lock(f); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	return &Lock{f}, nil
}

// Release gives the lock back.
func (l *Lock) Release() { _ = l.file.Close() } // which the system unlocks
