package parent

import (
	"context"
	"time"
)

// Poll is how often the editor is looked for.
const Poll = 3 * time.Second

// Await returns true when a process is gone, and false when ctx ends first. It looks
// now and then, at the pace of poll.
func Await(ctx context.Context, pid int, poll time.Duration) (gone bool) {
	tick := time.NewTicker(poll)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return false
		case <-tick.C:
			if !Alive(pid) {
				return true
			}
		}
	}
}
