package fill

import (
	"context"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/model"
)

// Service asks one backend at a time for all open documents. It is safe for
// concurrent use.
type Service struct{}

// New returns a service without a backend.
func New(o Options) *Service { return &Service{} }

// Use replaces the backend, nil is none. The former is closed once its requests have
// ended.
func (s *Service) Use(b model.Backend) {}

// State is how the backend is now.
func (s *Service) State() State { return State{Condition: Unset} }

// Roots says what paths in prompts are relative to: absolute paths, the first that
// holds a document is its root.
func (s *Service) Roots(roots []string) {}

// Open tells that a document is open. As Change, Save and Close it is called in the
// order of what happened, and returns at once.
func (s *Service) Open(d *text.Snapshot) {}

// Change tells the new text of a document.
func (s *Service) Change(d *text.Snapshot) {}

// Save tells that a document was saved.
func (s *Service) Save(u text.URI) {}

// Close tells that a document is no longer open. What is known of it is forgotten.
func (s *Service) Close(u text.URI) {}

// Ask returns what the backend writes at a cursor, or a Silence.
func (s *Service) Ask(ctx context.Context, q Query) (Answer, error) { return Answer{}, NoServer }

// Shutdown ends all requests. Nothing is left running when it returns.
func (s *Service) Shutdown() {}
