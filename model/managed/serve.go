package managed

import (
	"context"
	"errors"
	"fmt"
	"net"

	"github.com/inkling-lsp/inkling/model"
)

// Serving is a server that is ready.
type Serving struct {
	URL   string
	Key   string // who has it may ask the server
	Model string // as the server calls it
	PID   int
	Log   string // the file of what the server says
}

// Serve starts the server that backends with the same options share, or joins it, and
// holds it until ctx ends. It ends with that if nobody else has a lease. on hears of
// each step: says is for a person; s is set when the server can be asked, and again if
// it was started anew.
func Serve(ctx context.Context, o model.Options, on func(says string, s *Serving)) error {
	l, err := newLaunch(o)
	if err != nil {
		return err
	}
	on(fmt.Sprintf("%s with %s", l.Program, l.Weights), nil)
	lasting, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	var why error
	connected := func(conn net.Conn) {
		context.AfterFunc(ctx, func() {
			_, _ = conn.Write([]byte(farewell + "\n")) // one that is lost has ended anyway
			end()
		})
	}
	err = hold(lasting, l, connected, func(now state) {
		switch now.Phase {
		case ready:
			on("ready", &Serving{URL: now.URL, Key: now.Key, Model: l.alias(), PID: now.PID, Log: l.log()})
		case failed:
			why = errors.New(now.Says)
		case restarting:
			on(now.Says, nil)
		case loading:
			on("loading the model", nil)
		}
	})
	switch {
	case why != nil:
		return why
	case ctx.Err() != nil:
		return nil
	}
	return err
}
