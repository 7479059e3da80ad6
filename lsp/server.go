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
	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/context/workspace"
	"github.com/inkling-lsp/inkling/context/workspace/index"
	"github.com/inkling-lsp/inkling/context/workspace/store"
	"github.com/inkling-lsp/inkling/context/workspace/symbols"
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
	model := local.New(initial.Embedded)
	engine := completion.New(initial.Completion, completion.Deps{Predictor: model})
	plain := completion.New(initial.Completion, completion.Deps{Predictor: model})
	if o.PlainCompletion == "" {
		o.PlainCompletion = PlainCompletion(initial.Completion.Plain)
	}
	return serve(ctx, stream, o, parts{
		engine: engine,
		plain:  plain,
		model:  model,
		learn: func(i index.Options) learner {
			i.MaxBytes = initial.Learning.MaxBytes
			return index.Start([]index.Learner{completion.NewKnowledge(model, o.Store), symbols.New(o.Store, o.Logger)}, i)
		},
		configure: func(s Settings) {
			engine.Configure(s.Completion)
			plain.Configure(s.Completion)
			model.Configure(s.Embedded)
		},
		settingsPoll: settingsPoll,
		parentPoll:   parentPoll,
		now:          time.Now,
	})
}

// parts are what a session works with; tests script them.
type parts struct {
	engine engine
	// plain answers for the completion menu. It is an engine of its own, which has
	// the embedded model and nothing slower, and remembers nothing that is drawn.
	plain      suggester
	model      documentModel
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

func serve(ctx context.Context, raw io.ReadWriteCloser, o Options, p parts) error {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	s := newSession(o, p)
	out := newOutbound(raw, s.log, s.end)
	in := newStream(raw, out, s.log, s.over)
	in.ended, in.answered, in.refused = s.lost, s.calls.answered, s.lostChange
	s.conn = jsonrpc2.NewConn(in, jsonrpc2.WithCodec(codec{}))
	// The session ends by its own means, so that its last answers are written.
	s.conn.Go(context.WithoutCancel(ctx), s.handle)
	select {
	case <-ctx.Done():
		s.end(fmt.Errorf("the server was stopped: %w", context.Cause(ctx)))
	case <-s.over:
	}
	s.cancel()
	out.close()
	_ = raw.Close() // the session is over; nothing can be lost that was not already
	if !out.wait() {
		s.log.Warn("leave a write to the client behind, which closing the stream did not end")
	}
	select {
	case <-s.conn.Done():
	case <-time.After(closeBound):
		s.log.Debug("leave a read or a call behind, which the end of the session did not end")
	}
	s.close()
	s.log.Debug("what became of the suggestions, as far as the client told", "tally", p.engine.Tally())
	return s.verdict
}
