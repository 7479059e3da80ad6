package wire

import (
	"errors"
	"strings"
	"sync/atomic"

	"github.com/inkling-lsp/inkling/model"
)

// A Member is a part of a request that some models refuse. Which do is in no list:
// each is asked with it once, and then without.
type Member struct {
	name    string
	refused atomic.Bool
}

// NewMember returns the member of a name.
func NewMember(name string) *Member { return &Member{name: name} }

// Refused says whether to leave it out.
func (m *Member) Refused() bool { return m.refused.Load() }

// RefusedBy looks, for the first time, whether it is what is wrong with a request.
// Then the request may be sent again without it.
func (m *Member) RefusedBy(err error) bool {
	var e *model.Error
	if !errors.As(err, &e) || e.Kind != model.BadRequest || !strings.Contains(e.Says, m.name) {
		return false
	}
	return m.refused.CompareAndSwap(false, true)
}
