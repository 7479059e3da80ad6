package llamacpp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync/atomic"
	"time"

	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/family"
	"github.com/inkling-lsp/inkling/model/wire"
)

// Name is what the configuration calls this backend.
const Name = "llamacpp"

// DefaultURL is where a llama-server listens that was built as its authors do and
// started without a port. Distributions have their own.
const DefaultURL = "http://127.0.0.1:8080"

// Backend is a llama-server.
type Backend struct {
	client   *wire.Client
	template family.Template
	wanted   string // the model that the configuration names, or empty
	known    *wire.Once[server]
	last     *server       // what known was before; only of use while asking
	told     atomic.Uint64 // the server whose traits the caller has heard of, 0 if of none
}

// New returns the backend of the server that o.URL names, and connects to nothing
// yet.
func New(o model.Options, limits wire.Options) (*Backend, error) {
	if o.URL == "" {
		o.URL = DefaultURL
	}
	// Other programs want the address with this at its end.
	o.URL = strings.TrimSuffix(strings.TrimRight(o.URL, "/"), "/v1")
	// The server closes a connection after five seconds without a request. We are
	// first, so that none is sent into a connection that is just being closed.
	limits.Idle = min(limits.Idle, 4*time.Second)
	template, err := family.ParseTemplate(o.Template)
	if err != nil {
		return nil, fmt.Errorf("backend %s: %w", Name, err)
	}
	client, err := wire.New(Name, o, limits)
	if err != nil {
		return nil, err
	}
	return &Backend{client: client, template: template, wanted: o.Model, known: wire.NewOnce[server](client).EachConnection()}, nil
}

// Name is llamacpp.
func (b *Backend) Name() string { return Name }

// Close ends idle connections.
func (b *Backend) Close() { b.client.Close() }

// Traits asks the server what it serves and how.
func (b *Backend) Traits(ctx context.Context) (model.Traits, error) {
	s, err := b.server(ctx)
	if err == nil {
		b.told.Store(s.number)
	}
	return s.traits, err
}

func (b *Backend) server(ctx context.Context) (server, error) {
	return b.known.Get(ctx, b.look)
}

// look asks what the server is, and numbers it: the number stays while that does.
func (b *Backend) look(ctx context.Context) (server, error) {
	s, err := b.ask(ctx)
	if err != nil {
		return server{}, err
	}
	switch {
	case b.last == nil:
		s.number = 1
	case b.last.name == s.name && reflect.DeepEqual(b.last.traits, s.traits):
		s.number = b.last.number
	default:
		s.number = b.last.number + 1
	}
	b.last = &s
	return s, nil
}

// another is why a prompt that was laid out for what was served before is not sent,
// nil if it fits. To the caller it is as if the server had gone and come back.
func (b *Backend) another(s server) error {
	if told := b.told.Load(); told == 0 || told == s.number {
		return nil
	}
	return b.client.Errorf(model.Unreachable, "another model has come in the place of the one before, %s", s.traits.Model)
}

// reader passes a piece of an answer on, and returns false after the last.
type reader func(a *wire.Answer, piece []byte) (more bool, err error)

// answer asks the server for an answer, by the path and the body that request
// makes.
func (b *Backend) answer(ctx context.Context, class wire.Class, emit model.Emit,
	request func(server) (path string, body any, err error), read reader,
) (model.Report, error) {
	s, err := b.server(ctx)
	if err != nil {
		return unasked, err
	}
	path, body, err := request(s)
	if err != nil {
		return unasked, err
	}
	return b.client.Answer(ctx, class, emit, func(ctx context.Context, a *wire.Answer) error {
		return b.stream(ctx, a, path, body, read)
	})
}

func (b *Backend) stream(ctx context.Context, a *wire.Answer, path string, body any, read reader) error {
	response, err := b.client.Stream(ctx, path, body)
	if err != nil {
		return err
	}
	defer response.Close()
	for event, err := range b.client.Events(response) {
		if err != nil {
			return err
		}
		if event.Name == "error" {
			return b.refused(fault(event.Data), body)
		}
		more, err := read(a, event.Data)
		if err != nil {
			return b.refused(err, body)
		}
		if !more {
			if !a.Enough() {
				wire.Drain(response)
			}
			return nil
		}
	}
	return errBrokenOff
}

// fault is what a server says is wrong, in the middle of its answer.
type fault json.RawMessage

func (fault) Error() string { return "the server says what is wrong" }

// refused makes an *Error of a fault, and leaves other errors as they are.
func (b *Backend) refused(err error, body any) error {
	var f fault
	if !errors.As(err, &f) {
		return err
	}
	sent, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return b.client.Fault(json.RawMessage(f), sent)
}

// unasked is the report of a request that was not sent.
var unasked = model.Report{TokensIn: -1, TokensCached: -1, TokensOut: -1, End: model.Broken}
