package lsp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"go.lsp.dev/jsonrpc2"

	"github.com/inkling-lsp/inkling/completion"
	"github.com/inkling-lsp/inkling/completion/fill"
	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/context/workspace"
	"github.com/inkling-lsp/inkling/context/workspace/index"
	"github.com/inkling-lsp/inkling/context/workspace/store"
	"github.com/inkling-lsp/inkling/context/workspace/symbols"
	"github.com/inkling-lsp/inkling/lsp/parent"
	"github.com/inkling-lsp/inkling/lsp/transport"
	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/backends"
	"github.com/inkling-lsp/inkling/model/local"
)

// Options are what a server is started with.
type Options struct {
	Version string
	Logger  *slog.Logger
	// Settings are loaded once before the session begins, and then as it goes on. Nil
	// gives the defaults, whatever the editor says.
	Settings Configurator
	// Store is where what is learned is kept; nil keeps nothing.
	Store *store.Store
	// PlainCompletion is what holds if the client asks for nothing else. Empty means
	// the setting.
	PlainCompletion PlainCompletion
	// Open opens the model server that the settings name. It may take its time, and
	// sends nothing yet. Nil means backends.Open.
	Open func(context.Context, model.Options) (model.Backend, error)
	// Consent remembers which hosts the user has allowed to be sent their code. Nil
	// remembers none.
	Consent Consent
}

// Consent is what the user has agreed to, kept from session to session. It may
// read and write the disk.
type Consent interface {
	HostAllowed(host string) (bool, error)
	AllowHost(host string) error
}

// ErrNoShutdown is returned by Serve when the client ended the session without
// having asked for shutdown. LSP wants exit code 1 then.
var ErrNoShutdown = errors.New("the client left without shutdown")

// Serve speaks LSP on stream until the client exits, goes away or ctx ends, and
// returns when nothing it started is left. It closes the stream. A stream whose
// Close does not end a blocked Read or Write (a terminal, say) is left to that
// Read, and the session ends half a second later without it.
func Serve(ctx context.Context, stream io.ReadWriteCloser, o Options) error {
	if o.Settings == nil {
		o.Settings = defaults{}
	}
	initial := o.Settings.Load(Editor{})
	if o.PlainCompletion == "" {
		o.PlainCompletion = PlainCompletion(initial.Completion.Plain)
	}
	return serve(ctx, stream, o, func(s *session) parts { return assemble(s, initial) })
}

// assemble makes the parts of a session as they are outside of tests.
func assemble(s *session, initial Settings) parts {
	embedded := local.New(initial.Embedded)
	server := fill.New(fill.Options{Logger: s.log, Changed: s.status.serve, Ready: s.inlineCompletionReady})
	engine := completion.New(initial.Completion, completion.Deps{Predictor: embedded, Server: server})
	plain := completion.New(initial.Completion, completion.Deps{Predictor: embedded})
	return parts{
		engine: engine,
		plain:  plain,
		model:  told{embedded, server},
		server: server,
		learn: func(i index.Options) learner {
			i.MaxBytes = initial.Learning.MaxBytes
			return index.Start([]index.Learner{completion.NewKnowledge(embedded, s.options.Store), symbols.New(s.options.Store, s.log)}, i)
		},
		configure: func(s Settings) {
			engine.Configure(s.Completion)
			plain.Configure(s.Completion)
			embedded.Configure(s.Embedded)
		},
		settingsPoll: settingsPoll,
		parentPoll:   parent.Poll,
		now:          time.Now,
	}
}

// parts are what a session works with; tests script them.
type parts struct {
	engine engine
	// plain answers for the completion menu. It is an engine of its own, which has
	// the embedded model and nothing slower, and remembers nothing that is drawn.
	plain      suggester
	model      documentModel // all that hear of documents
	server     modelServer
	learn      func(index.Options) learner
	configure  func(s Settings) // called from one goroutine
	parentPoll time.Duration
	// settingsPoll is how often the files of the settings are looked at.
	settingsPoll time.Duration
	now          func() time.Time // for the pauses of progress
}

// suggester decides what to show.
type suggester interface {
	Suggest(ctx context.Context, r completion.Request) (completion.Answer, error)
}

// engine is a suggester that hears what became of its suggestions.
type engine interface {
	suggester
	Shown(id completion.ID)
	Accepted(id completion.ID, n int)
	Rejected(id completion.ID)
	Tally() completion.Tally
}

// documentModel is told of open documents, from the read loop: it must return
// at once.
type documentModel interface {
	Open(s *text.Snapshot)
	Change(s *text.Snapshot)
	Save(u text.URI)
	Close(u text.URI)
}

// told are several that hear of documents, in this order.
type told []documentModel

func (all told) Open(s *text.Snapshot) {
	for _, m := range all {
		m.Open(s)
	}
}

func (all told) Change(s *text.Snapshot) {
	for _, m := range all {
		m.Change(s)
	}
}

func (all told) Save(u text.URI) {
	for _, m := range all {
		m.Save(u)
	}
}

func (all told) Close(u text.URI) {
	for _, m := range all {
		m.Close(u)
	}
}

// modelServer asks the model server, if there is one. Its methods return at once,
// but for Shutdown, which returns when nothing of it is left.
type modelServer interface {
	Roots(roots []string)
	Use(b model.Backend)
	Shutdown()
}

// learner keeps the model in step with the workspace.
type learner interface {
	SetRoots(roots []string, near string)
	Changed(events []workspace.Event)
	Watch()
	Limit(maxBytes int64)
	Close()
}

// closeBound is how long the end of a session waits for a Read that closing the
// stream should have ended. It never ends one of standard input, which another
// process may hold open; every other end takes microseconds.
const closeBound = 500 * time.Millisecond

func serve(ctx context.Context, raw io.ReadWriteCloser, o Options, assemble func(s *session) parts) error {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Open == nil {
		o.Open = func(_ context.Context, o model.Options) (model.Backend, error) { return backends.Open(o) }
	}
	s := newSession(o)
	s.parts = assemble(s)
	wire := transport.New(raw, s.over, s.log, transport.Events{Ended: s.lost, Answered: s.calls.answered, Refused: s.lostChange})
	s.conn = jsonrpc2.NewConn(wire, jsonrpc2.WithCodec(transport.Codec{}))
	// The session ends by its own means, so that its last answers are written.
	s.conn.Go(context.WithoutCancel(ctx), s.handle)
	select {
	case <-ctx.Done():
		s.end(fmt.Errorf("the server was stopped: %w", context.Cause(ctx)))
	case <-s.over:
	}
	s.cancel()
	wire.Drain()
	_ = raw.Close() // the session is over; nothing can be lost that was not already
	if !wire.Drained() {
		s.log.Warn("leave a write to the client behind, which closing the stream did not end")
	}
	select {
	case <-s.conn.Done():
	case <-time.After(closeBound):
		s.log.Debug("leave a read or a call behind, which the end of the session did not end")
	}
	s.close()
	s.log.Debug("what became of the suggestions, as far as the client told", "tally", s.parts.engine.Tally())
	return s.verdict
}
