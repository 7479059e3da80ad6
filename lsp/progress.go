package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"sync/atomic"
	"time"

	"go.lsp.dev/protocol"
)

// learnedMethod tells the client, after each round of learning, how many files
// are known: {"files": 12}. Other clients ignore it, as LSP says.
const learnedMethod = "inkling/learned"

const learningTitle = "Inkling learns the workspace"

const (
	// progressDelay is how long learning stays silent: most rounds are over by then.
	progressDelay = time.Second
	// progressPause is the least time between two reports.
	progressPause = 100 * time.Millisecond
)

// progress shows a round of learning that takes long. Its methods are called
// from the learner's goroutine.
type progress struct {
	session *session
	token   int       // of this round's progress, if it was asked for
	started time.Time // of this round; zero between rounds
	sent    time.Time // of the last report
	// created turns true when the client has agreed to this round's progress.
	created *atomic.Bool
	begun   bool
}

func newProgress(s *session) *progress { return &progress{session: s} }

// learned hears how far learning has come. It never waits for the client.
func (p *progress) learned(done, total int) {
	p.session.status.learn(done < total)
	now := p.session.parts.now()
	if p.started.IsZero() {
		p.started = now
	}
	if done >= total {
		p.end(total)
		return
	}
	switch {
	case !p.session.client.progresses || now.Sub(p.started) < progressDelay:
	case p.created == nil:
		p.create()
	case !p.created.Load():
	case !p.begun:
		p.begun, p.sent = true, now
		p.send(&protocol.WorkDoneProgressBegin{Kind: "begin", Title: learningTitle, Percentage: percent(done, total)})
	case now.Sub(p.sent) >= progressPause:
		p.sent = now
		message := fmt.Sprintf("%d of %d files", done, total)
		p.send(&protocol.WorkDoneProgressReport{Kind: "report", Message: &message, Percentage: percent(done, total)})
	}
}

func (p *progress) create() {
	p.token++
	created, token := new(atomic.Bool), p.name()
	p.created = created
	p.session.run("progress", func(ctx context.Context) {
		err := protocol.Call(ctx, p.session.conn, protocol.MethodWindowWorkDoneProgressCreate, &protocol.WorkDoneProgressCreateParams{Token: token}, nil)
		created.Store(err == nil)
	})
}

func (p *progress) end(files int) {
	if p.begun {
		p.send(&protocol.WorkDoneProgressEnd{Kind: "end"})
	}
	p.session.log.Debug("learned the workspace", "files", files, "ms", ms(p.session.parts.now().Sub(p.started)))
	p.session.notify(learnedMethod, json.RawMessage(fmt.Sprintf(`{"files":%d}`, files)))
	p.started, p.created, p.begun = time.Time{}, nil, false
}

func (p *progress) send(value any) {
	raw, err := protocol.Marshal(value)
	if err != nil {
		p.session.log.Error("progress is not shown", "error", err)
		return
	}
	p.session.notify(protocol.MethodProgress, &protocol.ProgressParams{Token: p.name(), Value: raw})
}

func (p *progress) name() protocol.ProgressToken {
	return protocol.String(fmt.Sprintf("inkling-learning-%d", p.token))
}

func percent(done, total int) *uint32 {
	n := uint32(100 * done / total)
	return &n
}
