package served

import (
	"fmt"
	"io"
	"time"
)

// pace says, after a while, how long a run will take.
type pace struct {
	what        string
	started     time.Time
	done, asked int // places; of those, in this run
	all         int
	to          io.Writer
}

func newPace(what string, all int, to io.Writer) *pace {
	return &pace{what: what, started: time.Now(), all: all, to: to}
}

// step counts a place.
func (p *pace) step(asked bool) {
	p.done++
	if !asked {
		return
	}
	if p.asked++; p.asked%10 == 1 {
		each := time.Since(p.started) / time.Duration(p.asked)
		fmt.Fprintf(p.to, "%s: %d of %d places, %.1f s each, %s to go\n", p.what, p.done, p.all, each.Seconds(), (each * time.Duration(p.all-p.done)).Round(time.Minute))
	}
}
