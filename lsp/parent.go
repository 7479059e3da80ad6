package lsp

import (
	"context"
	"errors"
	"time"
)

// parentPoll is how often the editor's process is looked for. An editor that
// dies closes our input too, nearly always; this is for the rest.
const parentPoll = 3 * time.Second

var errParentDied = errors.New("the editor's process is gone")

// watchParent begins to watch the editor's process. One that can't be seen is not
// watched: the editor may run in another container. Whether it can is asked here,
// on the read loop and while the editor waits for an answer: asked beside it, an
// editor that dies at once could not be told from one that was never to be seen.
func (s *session) watchParent(pid int) {
	if pid <= 0 {
		return
	}
	if !alive(pid) {
		s.log.Debug("the editor's process can't be seen and is not watched", "pid", pid)
		return
	}
	s.run("watch of the parent", func(ctx context.Context) { s.awaitDeath(ctx, pid) })
}

// awaitDeath ends the session when the process does.
func (s *session) awaitDeath(ctx context.Context, pid int) {
	tick := time.NewTicker(s.parts.parentPoll)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if !alive(pid) {
				s.end(errParentDied)
				return
			}
		}
	}
}
