package probe

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http/httptrace"
	"strings"
	"sync"
	"time"

	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/backends"
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
	if e.Kind == model.Overloaded && strings.Contains(e.Says, "Loading model") { // llama-server's words
		return "the server is still loading its model: try again in a few seconds"
	}
	switch e.Kind {
	case model.Unreachable:
		return reach(o)
	case model.Withheld:
		return Allow(o)
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

// Allow says how the user allows requests to a server that others have named.
func Allow(o model.Options) string {
	return "if your code may go there, run: inkling config trust --host " + backends.Host(o)
}

// Withheld says whether a server was not asked for want of the user's yes.
func Withheld(err error) bool {
	var e *model.Error
	return errors.As(err, &e) && e.Kind == model.Withheld
}

// reach says what to do about a server that can't be reached.
func reach(o model.Options) string {
	const where = "say where it listens: --url URL, INKLING_URL, backend.url"
	switch {
	case o.Name == "managed":
		return "inkling doctor says what is missing: llama.cpp, or weights (inkling model pull NAME)"
	case backends.Remote(o):
		return "is this machine online, or behind a proxy? Else " + where
	case o.Name == "llamacpp":
		return "start it (llama-server --model FILE.gguf --port " + port(o) + "), or " + where
	}
	return "start it, or " + where
}

// port is where o's server was asked.
func port(o model.Options) string {
	_, port, _ := strings.Cut(strings.TrimPrefix(backends.Host(o), "[::1]"), ":")
	return cmp.Or(port, "443")
}

// editorPatience is how long a suggestion waits for a server in an editor.
const editorPatience = 800 * time.Millisecond

// Slow says whether an editor would rarely show what a server has taken so long for.
func Slow(a Ask) bool { return a.Report.Whole > editorPatience }

// SlowSays is what there is to say of a slow server, SlowMend what is to be done.
const (
	SlowSays = "an editor waits 0.8 s, so it will rarely be seen"
	SlowMend = "a smaller model (inkling model pull qwen2.5-coder-0.5b), or a GPU"
)

// Took writes a time as a person reads it.
func Took(d time.Duration) string {
	if d < editorPatience {
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}

// Configured says whether an error is one of the settings rather than of the server.
func Configured(err error) bool {
	var e *model.Error
	return errors.As(err, &e) && (e.Kind == model.Denied || e.Kind == model.NoModel)
}
