package fill

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/inkling-lsp/inkling/context/prompt"
	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/internal/bug"
	"github.com/inkling-lsp/inkling/model"
)

// server is a backend and what is known of it. Service.mu guards what changes.
type server struct {
	backend  model.Backend
	log      *slog.Logger
	base     context.Context //nolint:containedctx // Service.dismiss ends it
	cancel   context.CancelCauseFunc
	requests sync.WaitGroup // all that may still use the backend
	counter  prompt.Counter

	known    bool // it has said what it can take
	traits   model.Traits
	chats    bool   // it is asked in a conversation, since it can't fill in otherwise
	failing  string // what is wrong, for a person
	starting string // how far it is until it can be asked, for a person; empty if it does not tell
	unheard  bool   // it is failing because it does not say what it can take
	retries  int    // in a row, of asking for that
	retryAt  time.Time
	overdue  time.Time // since when no answer has come in time, if none has come at all
	pace     pace
	lanes    []lane
	claims   int  // so far
	underway int  // requests of questions
	job      *job // what attend has it do
	counted  bool // nothing is left to count since the last request
}

// lane is one of the prompts that the server keeps beside each other.
type lane struct {
	holds text.URI
	claim int // the number of the last one
}

func newServer(base context.Context, b model.Backend, log *slog.Logger) *server {
	ctx, cancel := context.WithCancelCause(base)
	return &server{backend: b, log: log, base: ctx, cancel: cancel}
}

// stop ends its requests.
func (v *server) stop(why Silence) { v.cancel(why) }

// adopt takes what the server says of itself. other says that it was something else
// before. One of its lanes is left to conversations, if it has several.
func (v *server) adopt(t model.Traits) (other bool) {
	v.chats = t.Fill == model.FillNone && t.Chat
	if v.chats {
		t.Fill, t.ForcesBegin, t.Warms = model.FillChat, false, false
	}
	other = v.traits.Model != t.Model || v.traits.Fill != t.Fill
	if n := max(t.Lanes-1, 1); other || len(v.lanes) != n {
		v.lanes = make([]lane, n)
	}
	v.traits, v.known, v.retries = t, true, 0
	if v.unheard {
		v.failing, v.unheard = "", false
	}
	if t.Fill == model.FillNone {
		v.failing = fmt.Sprintf("%s: the model %s can't complete code", v.backend.Name(), t.Model)
	}
	return other
}

// lane is where the prompt of a document is, or else goes, and whether it is there.
func (v *server) lane(u text.URI) (n int, held bool) {
	for i, l := range v.lanes {
		if l.holds == u {
			return i, true
		}
		if l.claim < v.lanes[n].claim {
			n = i
		}
	}
	return n, false
}

func (v *server) claim(n int, u text.URI) {
	v.claims++
	v.lanes[n] = lane{u, v.claims}
}

// state is how the server is; there may be none.
func (v *server) state() State {
	if v == nil {
		return State{Condition: Unset}
	}
	s := State{Condition: Ready, Backend: v.backend.Name(), Model: v.traits.Model}
	switch {
	case v.failing != "":
		s.Condition, s.Says = Failing, v.failing
	case !v.known:
		s.Condition, s.Says = Asleep, v.starting
	case v.underway > 0:
		s.Condition = Busy
	}
	return s
}

// silence is why the server can't be asked now, nil if it can.
func (v *server) silence() error {
	switch {
	case v.known && v.traits.Fill == model.FillNone:
		return NoServer
	case v.known:
		return nil
	case v.failing != "":
		return fmt.Errorf("%w: %s", Failed, v.failing)
	}
	return Starting
}

// slack says that waiting for an answer is of no use now: the last one failed or did not
// come in time. The next to come makes an end of that.
func (v *server) slack() bool { return v.failing != "" || !v.overdue.IsZero() }

// miss takes that a deadline has passed, or would have.
func (v *server) miss() {
	if v.failing == "" && v.overdue.IsZero() {
		v.overdue = time.Now()
	}
}

// starve says what is wrong with a server that is asked for each word, and never given
// the time to be too slow for one.
func (v *server) starve() {
	if v.failing == "" && !v.overdue.IsZero() && time.Since(v.overdue) >= streamBound {
		v.failing = fmt.Sprintf("%s: nothing was answered for %s", v.backend.Name(), streamBound)
	}
}

// fill sends a request.
func (v *server) fill(ctx context.Context, r model.FillRequest, emit model.Emit) (report model.Report, err error) {
	defer func() {
		if p := recover(); p != nil {
			report, err = model.Report{TokensIn: -1, End: model.Broken}, bug.Recovered(v.log, "backend "+v.backend.Name(), p)
		}
	}()
	if v.chats {
		c := model.ChatRequest{Messages: r.Prompt.Messages, Stop: r.Stop, MaxTokens: r.MaxTokens, Lane: r.Lane}
		return v.backend.Chat(ctx, c, emit)
	}
	return v.backend.Fill(ctx, r, emit)
}

// failed keeps in mind that the server has failed, and says so as a silence. One that
// is left alone for having failed has been said to be failing before.
func (v *server) failed(err error) error {
	e := v.fault(err)
	if e.Kind == model.Suspended {
		return fmt.Errorf("%w: %w", Suspended, err)
	}
	v.failing = e.Backend + ": " + e.Says
	if e.Kind == model.Unreachable { // it may come back as another
		v.known, v.retries, v.retryAt = false, 0, time.Time{}
	}
	return fmt.Errorf("%w: %w", Failed, err)
}

// count counts tokens as far as it is known how this server does.
func (v *server) count() prompt.Count {
	if _, ok := v.backend.(model.Tokenizer); ok {
		return v.counter.Count
	}
	return prompt.Estimate
}

// stops are what ends an answer. A line end does, unless one may come first; a
// conversation may begin with a fence.
func (v *server) stops(block bool) []string {
	var stops []string
	if !block && v.traits.Fill != model.FillChat {
		stops = append(stops, "\n")
	}
	if m := v.traits.Markers; m != nil {
		stops = append(stops, m.Ends...)
	}
	if n := v.traits.MaxStops; n > 0 && len(stops) > n {
		stops = stops[:n]
	}
	return stops
}

// fault is what went wrong, if a backend does not say it as it should.
func (v *server) fault(err error) *model.Error {
	e := &model.Error{Kind: model.BadAnswer, Backend: v.backend.Name(), Says: "the request failed", Err: err}
	errors.As(err, &e)
	return e
}
