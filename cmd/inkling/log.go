package main

import (
	"context"
	"log/slog"
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
