package wire

import (
	"errors"
	"sync"
	"time"

	"github.com/inkling-lsp/inkling/model"
)

// A refusal is a server's no that would be the same to the next request.
type refusal struct {
	mu     sync.Mutex
	said   *model.Error
	faults uint64 // of the client when it was said; the next server may say yes
	until  time.Time
}

// standing is the refusal if it holds, nil if there is none.
func (r *refusal) standing(faults uint64) *model.Error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.said != nil && r.faults == faults && time.Now().Before(r.until) {
		return r.said
	}
	return nil
}

// keep takes how a request ended, and keeps it if it is a refusal.
func (r *refusal) keep(err error, faults uint64, rest time.Duration) {
	var e *model.Error
	if !errors.As(err, &e) || e.Kind != model.Denied && e.Kind != model.NoModel {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.said, r.faults, r.until = e, faults, time.Now().Add(rest)
}
