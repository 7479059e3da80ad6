package workspace

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// Watcher watches roots. Its zero value is ready; its functions are called from
// the goroutine that called Watch.
type Watcher struct {
	// Ready, if set, is called once, when every later change will be reported: who
	// lists the roots after it misses nothing.
	Ready func()

	// LeftOut, if set, is called at most once, before Ready, with an error that names
	// the roots that are not there and so are not watched. Unset, it is logged.
	LeftOut func(error)

	// Degraded, if set, is called at most once, with a *DegradedError, when the system
	// can't tell of changes and they are looked for instead. Unset, it is logged.
	Degraded func(error)
}

// DegradedError says that changes are noticed late.
type DegradedError struct {
	Every time.Duration // how often they are looked for
	Err   error         // what the system said
}

func (e *DegradedError) Error() string {
	return fmt.Sprintf("can't watch the workspace for changes (%v), looking for them every %s; "+
		"raising the system's limit (on Linux: fs.inotify.max_user_watches, max_user_instances) helps", e.Err, e.Every)
}

func (e *DegradedError) Unwrap() error { return e.Err }

const (
	// quiet ends a batch: a save, a formatter and a checkout write in bursts.
	quiet = 100 * time.Millisecond

	// hold is the longest that a batch waits for a quiet moment.
	hold = time.Second

	// pollEvery is how often a degraded watcher looks. Listing 20,000 files costs a
	// fifth of a second of one core, so this is 2 %.
	pollEvery = 10 * time.Second
)

// Watch reports changes under roots, in batches after a quiet moment, and returns
// when ctx ends or none of the roots can be watched. report is called from one
// goroutine at a time, never after Watch has returned.
func (w Watcher) Watch(ctx context.Context, roots []string, report func([]Event)) error {
	roots, err := cleanRoots(roots)
	switch {
	case err != nil && len(roots) == 0:
		return err
	case err != nil && w.LeftOut != nil:
		w.LeftOut(err)
	case err != nil:
		slog.Warn("some workspace folders are not watched", "error", err)
	}
	ready := false
	err = notify(ctx, roots, report, func() {
		ready = true
		if w.Ready != nil {
			w.Ready()
		}
	})
	var degraded *DegradedError
	if ctx.Err() != nil {
		return nil //nolint:nilerr // the end of ctx is how a watch ends
	}
	if !errors.As(err, &degraded) {
		return err
	}
	if w.Degraded != nil {
		w.Degraded(degraded)
	} else {
		slog.Warn("workspace watcher degraded", "error", degraded)
	}
	return poll(ctx, roots, report, func() {
		if ready { // what happened since the watch broke is unknown
			report([]Event{{Kind: Rescan}})
		} else if w.Ready != nil {
			w.Ready()
		}
	})
}
