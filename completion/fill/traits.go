package fill

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/inkling-lsp/inkling/model"
)

// A server that does not say what it can take is asked again, later each time.
const retryFirst, retryLast = 250 * time.Millisecond, 30 * time.Second

// learnTraits asks the server what it can take.
func (s *Service) learnTraits(ctx context.Context, v *server) {
	t, err := s.traits(ctx, v)
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.server != v || ctx.Err() != nil:
		return
	case err == nil:
		if v.adopt(t) {
			for _, d := range s.documents {
				d.restart()
			}
		}
	default:
		wait := min(retryFirst<<min(v.retries, 10), retryLast)
		if e := v.fault(err); e.Kind != model.Suspended {
			v.failing = e.Backend + ": " + e.Says
		} else {
			wait = max(wait, e.RetryAfter)
		}
		v.unheard = true
		v.retries++
		v.retryAt = time.Now().Add(wait/2 + rand.N(wait/2))
		s.log.Debug("a model server does not say what it can take", "backend", v.backend.Name(), "error", err, "again_in", wait)
	}
	s.changed()
}

// starter is a backend whose server takes a while until it can be asked.
type starter interface {
	// Progress is how far it is, for a person, and a channel that is closed when it is
	// elsewhere.
	Progress() (says string, changed <-chan struct{})
}

// traits asks what the server can take, and meanwhile tells how far it is.
func (s *Service) traits(ctx context.Context, v *server) (model.Traits, error) {
	if b, ok := v.backend.(starter); ok {
		following, cancel := context.WithCancel(ctx)
		var followed sync.WaitGroup
		followed.Go(func() { s.follow(following, v, b) })
		defer followed.Wait()
		defer cancel()
	}
	return v.backend.Traits(ctx)
}

// follow tells how far a server is, until ctx ends.
func (s *Service) follow(ctx context.Context, v *server, b starter) {
	for {
		says, changed := b.Progress()
		s.mu.Lock()
		if v.starting = says; s.server == v {
			s.notices.state(v.state())
		}
		s.mu.Unlock()
		select {
		case <-ctx.Done():
			return
		case <-changed:
		}
	}
}
