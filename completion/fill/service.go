package fill

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/inkling-lsp/inkling/context/prompt"
	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/model"
)

// Service asks one backend at a time for all open documents. It is safe for
// concurrent use.
//
// One goroutine, attend, does what nobody waits for; another, notices.deliver, tells
// others. Each request has one of its own, whose context descends from its server's
// and that from the service's. All state is behind one lock, which is held while a
// prompt is laid out and never while a server is waited for. What the read loop tells
// has a lock of its own, and waits there until somebody needs it.
type Service struct {
	log     *slog.Logger
	base    context.Context //nolint:containedctx // the service is what ends it
	cancel  context.CancelFunc
	running sync.WaitGroup
	notices *notices
	inbox   inbox
	poke    chan struct{} // wakes attend

	mu        sync.Mutex
	closed    bool
	server    *server // nil if there is none
	documents map[text.URI]*document
	active    *document // the open one that was touched last
	touched   time.Time // when that was
	trail     prompt.Trail
	roots     []string
	news      chan struct{} // closed and replaced when the server is another, or is known
}

// New returns a service without a backend. It has to be shut down.
func New(o Options) *Service {
	base, cancel := context.WithCancel(context.Background())
	s := &Service{
		log: o.Logger, base: base, cancel: cancel,
		notices: newNotices(o), poke: make(chan struct{}, 1),
		documents: make(map[text.URI]*document), news: make(chan struct{}),
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.running.Go(func() { s.notices.deliver(base) })
	s.running.Go(func() { s.attend(base) })
	return s
}

// Use replaces the backend, nil is none. The former is closed once its requests have
// ended.
func (s *Service) Use(b model.Backend) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.receive()
	if s.closed {
		if b != nil {
			b.Close()
		}
		return
	}
	s.dismiss()
	if b != nil {
		s.server = newServer(s.base, b, s.log)
	}
	for _, d := range s.documents {
		d.restart()
	}
	s.changed()
	s.wake()
}

// dismiss ends the requests of the server, and closes its backend when they have.
func (s *Service) dismiss() {
	former := s.server
	if former == nil {
		return
	}
	s.server = nil
	former.stop(Ended)
	s.running.Go(func() {
		former.requests.Wait()
		former.backend.Close()
	})
}

// State is how the backend is now.
func (s *Service) State() State {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.server.state()
}

// Roots says what paths in prompts are relative to: absolute paths, the first that
// holds a document is its root. As Open, Change, Save and Close it is called in the
// order of what happened, and returns at once.
func (s *Service) Roots(roots []string) {
	s.tell(event{kind: moved, roots: slices.Clone(roots)})
}

// Open tells that a document is open.
func (s *Service) Open(d *text.Snapshot) { s.tell(event{kind: opened, uri: d.URI(), snapshot: d}) }

// Change tells the new text of a document.
func (s *Service) Change(d *text.Snapshot) {
	s.tell(event{kind: changed, uri: d.URI(), snapshot: d})
}

// Save tells that a document was saved, which people do where they pause.
func (s *Service) Save(u text.URI) { s.tell(event{kind: saved, uri: u}) }

// Close tells that a document is no longer open. What is known of it is forgotten.
func (s *Service) Close(u text.URI) { s.tell(event{kind: closed, uri: u}) }

// Shutdown ends all requests. Nothing is left running when it returns.
func (s *Service) Shutdown() {
	s.mu.Lock()
	s.closed = true
	s.dismiss()
	s.changed()
	s.mu.Unlock()
	s.cancel()
	s.running.Wait()
}

// changed tells everybody that the server's state may be another.
func (s *Service) changed() {
	s.notices.state(s.server.state())
	close(s.news)
	s.news = make(chan struct{})
}

// wake has attend look again for something to do.
func (s *Service) wake() {
	select {
	case s.poke <- struct{}{}:
	default: // it will look anyway
	}
}
