package probe

import (
	"context"
	"errors"
	"net/http/httptrace"
	"sync"
	"time"

	"github.com/inkling-lsp/inkling/model"
)

// Look is what a server says of itself.
type Look struct {
	Traits model.Traits
	// Connect is how long the first connection took, its name and TLS included; 0 if no
	// connection was seen. Whole is the time to the end of all answers.
	Connect, Whole time.Duration
}

// LookAt asks a server what it can take. An error is that of the backend.
func LookAt(ctx context.Context, b model.Backend) (Look, error) {
	var c connecting
	begin := time.Now()
	t, err := b.Traits(httptrace.WithClientTrace(ctx, c.trace()))
	return Look{Traits: t, Connect: c.took(), Whole: time.Since(begin)}, err
}

// connecting times the first connection of a request.
type connecting struct {
	mu    sync.Mutex // guards what follows: dialing has goroutines of its own
	begun time.Time
	whole time.Duration
}

func (c *connecting) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn: func(string) {
			c.mu.Lock()
			defer c.mu.Unlock()
			if c.begun.IsZero() {
				c.begun = time.Now()
			}
		},
		GotConn: func(i httptrace.GotConnInfo) {
			c.mu.Lock()
			defer c.mu.Unlock()
			if c.whole == 0 && !i.Reused {
				c.whole = time.Since(c.begun)
			}
		},
	}
}

func (c *connecting) took() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.whole
}

// Mend says what to do about an error of a backend; empty if nothing is known.
func Mend(err error, o model.Options) string {
	var e *model.Error
	if !errors.As(err, &e) {
		return ""
	}
	switch e.Kind {
	case model.Unreachable:
		if o.Name == "managed" {
			return "inkling doctor says what is missing: llama.cpp, or weights (inkling model pull NAME)"
		}
		if o.Name == "llamacpp" {
			return "start it (llama-server --model FILE.gguf --port 8080), or say where it listens: --url URL, INKLING_URL, backend.url"
		}
		return "start it, or say where it listens: --url URL, INKLING_URL, backend.url"
	case model.Denied:
		return "give it its key: inkling model key set, or the variable INKLING_API_KEY"
	case model.NoModel:
		return "name one of its models, which inkling model list shows: --model MODEL, INKLING_MODEL, backend.model; or another kind of server"
	case model.TooSlow, model.Overloaded, model.Suspended:
		return "try again later, or name a smaller model"
	case model.BadRequest, model.BadAnswer:
		return "is it the kind of server that backend.name says? inkling model list names them"
	}
	return ""
}

// Configured says whether an error is one of the settings rather than of the server.
func Configured(err error) bool {
	var e *model.Error
	return errors.As(err, &e) && (e.Kind == model.Denied || e.Kind == model.NoModel)
}
