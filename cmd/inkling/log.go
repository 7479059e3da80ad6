package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/inkling-lsp/inkling/internal/logqueue"
)

const (
	maxLogWaiting = 1 << 20     // bytes of the log that may wait for a slow disk or reader
	logEnd        = time.Second // how long the end of the session waits for what is left of it
)

// startLog returns a log that nobody waits for, and what ends it. That takes the
// error that the program is about to end with, which is not to be printed if standard
// error is where the log got stuck.
func (s *server) startLog() (log *slog.Logger, end func(context.Context, error) error) {
	queue := logqueue.New(s.log, maxLogWaiting)
	end = func(ctx context.Context, err error) error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), logEnd)
		defer cancel()
		if queue.Close(ctx) != nil && err != nil {
			return unsaid{err}
		}
		return err
	}
	return slog.New(slog.NewTextHandler(queue, &slog.HandlerOptions{Level: s.level})), end
}

// logOutput is where a log goes. It can be moved while it is written to, also while
// a write is stuck.
type logOutput struct {
	std  io.Writer
	file atomic.Pointer[os.File] // nil for std

	mu   sync.Mutex // guards path, which says where file is
	path string
}

func (l *logOutput) Write(lines []byte) (int, error) {
	for {
		file := l.file.Load()
		if file == nil {
			return l.std.Write(lines)
		}
		n, err := file.Write(lines)
		if !errors.Is(err, os.ErrClosed) || l.file.Load() == file {
			return n, err
		} // it was moved just now
	}
}

// move makes the log go on in a file, or on std if path is empty. On an error it
// stays where it is.
func (l *logOutput) move(path string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if path == l.path {
		return nil
	}
	file, err := openLog(path)
	if err != nil {
		return fmt.Errorf("the log can't be kept: %w", err)
	}
	l.path = path
	if old := l.file.Swap(file); old != nil {
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

func (l *logOutput) Close() error { return l.move("") }
