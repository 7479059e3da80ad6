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

// watchParent ends the session when the process does. A process that can't be
// seen from the start is not watched: the editor may run in another container.
func (s *session) watchParent(ctx context.Context, pid int) {
	if !alive(pid) {
		s.log.Debug("the editor's process can't be seen and is not watched", "pid", pid)
		return
	}
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
