package doctor

import (
	"context"
	"fmt"
	"time"

	"github.com/inkling-lsp/inkling/cmd/inkling/internal/doctor/probe"
	"github.com/inkling-lsp/inkling/model"
)

// serverPatience bounds what the model server may take: a cold one has a model to load.
const serverPatience = 30 * time.Second

// NoServer is what there is to say if no model server is named.
func NoServer() Finding {
	return Finding{"model server", Good, "none is named: the embedded model completes from what this workspace says (inkling model list names servers)", ""}
}

// Unasked is a model server that can't be asked, and why.
func Unasked(err error, mend string) Finding {
	return Finding{"model server", Wrong, err.Error() + "; the embedded model goes on without it", mend}
}

// Server asks a model server, and measures one request.
func Server(ctx context.Context, o model.Options, b model.Backend) Finding {
	ctx, cancel := context.WithTimeout(ctx, serverPatience)
	defer cancel()
	l, err := probe.LookAt(ctx, b)
	if err != nil {
		return Unasked(err, probe.Mend(err, o))
	}
	says := o.Name
	if o.URL != "" {
		says += " at " + o.URL
	}
	says += ", model " + l.Traits.Model
	if l.Traits.Fill == model.FillNone {
		return Finding{"model server", Note, says + ": it can't complete code", "name a model that fills in the middle: docs/models.md"}
	}
	a, err := probe.Fill(ctx, b, l.Traits, probe.Fresh(), false)
	if err != nil {
		return Unasked(err, probe.Mend(err, o))
	}
	says += fmt.Sprintf(": completes in %.0f ms", float64(a.Report.Whole.Microseconds())/1000)
	if speed := a.ReadPerSecond(); speed > 0 {
		says += fmt.Sprintf(", reads %.0f tokens/s", speed)
	}
	if speed := a.WrittenPerSecond(); speed > 0 {
		says += fmt.Sprintf(", writes %.0f tokens/s", speed)
	}
	if a.Report.FirstText > slow {
		return Finding{"model server", Note, says + ": too slow to type with", "a smaller model: docs/models.md; inkling model test measures more"}
	}
	return Finding{"model server", Good, says, ""}
}

// slow is the time to the first text from which on nobody waits for it.
const slow = 5 * time.Second
