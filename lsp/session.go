package lsp

import (
	"context"
	"log/slog"
	"sync"

	"go.lsp.dev/jsonrpc2"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/context/workspace/index"
)

// phase is how far a session has come.
type phase uint8

const (
	fresh    phase = iota // before initialize
	working               // after initialize
	finished              // after shutdown
)

// session is one client's. The fields of the read loop are touched by it alone,
// which is one goroutine at a time: the receivers of calls and the handlers of
// notifications run on it, the jobs of calls do not.
type session struct {
	options Options
	parts   parts
	log     *slog.Logger
	conn    jsonrpc2.Conn
	calls   *calls

	configuration *configuration
	backend       *backend

	// base is the parent of every job's context. The contexts of requests are the
	// library's to recycle and nothing may be derived from them.
	base       context.Context //nolint:containedctx // the session is what ends it
	cancel     context.CancelFunc
	background sync.WaitGroup // what the session runs beside its calls

	// What close ends is guarded, since the read loop may still be there: a Read of
	// standard input has no end but its data's.
	ending  sync.Mutex
	closed  bool    // nothing more is started
	started learner // the session's, nil if there is none

	over    chan struct{} // closed when the session has ended
	endOnce sync.Once
	verdict error // why it ended; set before over is closed

	// Of the read loop.
	phase     phase
	client    clientInfo
	documents text.Documents
	names     map[string]text.URI // canonical names of the documents, as the client spells them
	notebooks notebooks
	// abandoned are documents whose text is no longer known, until they are opened again.
	abandoned map[text.URI]bool
	focus     text.URI // the document that the user looks at, if the client tells
	roots     []string // absolute paths
	near      string   // path of the first document that was opened, or of the last that was looked at
	learner   learner  // nil before initialized

	status *status
	// spelled are the documents that are open, as the client spells them, by their
	// canonical names. The read loop writes it, and others read.
	spelled sync.Map
}

// newSession returns a session that still lacks its parts.
func newSession(o Options) *session {
	base, cancel := context.WithCancel(context.Background())
	s := &session{
		options:       o,
		log:           o.Logger,
		calls:         newCalls(),
		configuration: newConfiguration(),
		base:          base,
		cancel:        cancel,
		over:          make(chan struct{}),
		names:         make(map[string]text.URI),
		notebooks:     newNotebooks(),
		abandoned:     make(map[text.URI]bool),
	}
	s.status = newStatus(s)
	s.backend = newBackend(s)
	return s
}

// end ends the session, once. It returns at once and may be called by anyone.
func (s *session) end(why error) {
	s.endOnce.Do(func() {
		s.verdict = why
		s.log.Debug("session ends", "why", why)
		s.cancel()
		close(s.over)
	})
}

// close returns when nothing that the session started is left, and lets nothing
// more be started.
func (s *session) close() {
	s.ending.Lock()
	s.closed = true
	started := s.started
	s.ending.Unlock()
	if started != nil {
		started.Close()
	}
	s.background.Wait()
	s.parts.server.Shutdown()
	s.status.close()
}

// notify sends, or does nothing when the session has ended. It never waits.
func (s *session) notify(method string, params any) {
	if err := s.conn.Notify(s.base, method, params); err != nil {
		s.log.Debug("not sent", "method", method, "error", err)
	}
}

// startLearner returns the session's learner, or nil if the session is closed.
func (s *session) startLearner(o index.Options) learner {
	s.ending.Lock()
	defer s.ending.Unlock()
	if !s.closed {
		s.started = s.parts.learn(o)
	}
	return s.started
}

// run runs f beside the calls until the session ends, or not at all if it is closed.
func (s *session) run(name string, f func(ctx context.Context)) {
	s.ending.Lock()
	defer s.ending.Unlock()
	if s.closed {
		return
	}
	s.background.Go(func() {
		defer s.recovered(name, nil)
		f(s.base)
	})
}
