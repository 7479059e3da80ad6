package logqueue

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
)

// Output is where a log goes: std, or a file. It can be moved while it is written to, also while
// a write is stuck.
type Output struct {
	std  io.Writer
	file atomic.Pointer[os.File] // nil for std

	mu   sync.Mutex // guards path, which says where file is
	path string
}

// NewOutput returns an output to std, until it is moved.
func NewOutput(std io.Writer) *Output { return &Output{std: std} }

// Write implements io.Writer.
func (o *Output) Write(lines []byte) (int, error) {
	for {
		file := o.file.Load()
		if file == nil {
			return o.std.Write(lines)
		}
		n, err := file.Write(lines)
		if !errors.Is(err, os.ErrClosed) || o.file.Load() == file {
			return n, err
		} // it was moved just now
	}
}

// Move makes the log go on in a file, or on std if path is empty. On an error it
// stays where it is.
func (o *Output) Move(path string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if path == o.path {
		return nil
	}
	file, err := openLog(path)
	if err != nil {
		return fmt.Errorf("the log can't be kept: %w", err)
	}
	o.path = path
	if old := o.file.Swap(file); old != nil {
		return old.Close()
	}
	return nil
}

// openLog opens a file to append to; none for an empty path. A pipe without a reader
// would hold up whoever opens it.
func openLog(path string) (*os.File, error) {
	if path == "" {
		return nil, nil
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file", path)
	}
	return os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
}

// Close goes back to std.
func (o *Output) Close() error { return o.Move("") }
