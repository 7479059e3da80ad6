package managed

import (
	"context"
	"errors"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/llamacpp"
	"github.com/inkling-lsp/inkling/model/wire"
)

// Name is what the configuration calls this backend.
const Name = "managed"

// restAfterFailure is how long a server that could not be had is left alone.
const restAfterFailure = 30 * time.Second

// A supervisor that is lost is started again by the next request, unless it is the
// last of so many within so long: then that is left alone as well.
const (
	lossesAtMost = 3
	lossesWithin = 2 * time.Minute
)

// Backend is a llama-server that is started, or joined, when it is first asked, and
// then spoken to as any other. It is safe for concurrent use.
type Backend struct {
	o      model.Options
	limits wire.Options
	brief  bool // the server need not stay when this is closed

	mu      sync.Mutex
	now     state
	changed chan struct{}     // closed when now is another
	server  *llamacpp.Backend // of a server that is ready
	holding bool              // a goroutine holds the lease, or is about to
	retry   time.Time         // when a server that has failed is tried again
	losses  []time.Time       // of supervisors, lately
	closed  bool
	end     context.CancelFunc
	conn    net.Conn // of the lease, if there is one
	held    sync.WaitGroup
}

// New returns a backend that runs o.Program with the weights that o.Model names: by
// the name they were pulled as, or by a path. Without a name it is the first that was
// pulled. Nothing is started yet, and nothing is looked for.
func New(o model.Options, limits wire.Options) (*Backend, error) {
	if o.URL != "" {
		return nil, errors.New("backend managed: it has no url, since it starts a server itself; name the backend llamacpp for one that runs")
	}
	return &Backend{o: o, limits: limits, changed: make(chan struct{}), end: func() {}}, nil
}

// Name is managed.
func (b *Backend) Name() string { return Name }

// Progress is how far the server is that is being started, or why it is not, for a
// person, and empty otherwise. The channel is closed when that may be something else.
func (b *Backend) Progress() (says string, changed <-chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.now.Phase != "" && b.now.Phase != ready {
		says = b.now.status()
	}
	return says, b.changed
}

// Traits waits for the server, as long as ctx lasts, and asks it what it can take.
func (b *Backend) Traits(ctx context.Context) (model.Traits, error) {
	s, err := b.ready(ctx)
	if err != nil {
		return model.Traits{}, err
	}
	return s.Traits(ctx)
}

// Fill completes a prompt.
func (b *Backend) Fill(ctx context.Context, r model.FillRequest, emit model.Emit) (model.Report, error) {
	s, err := b.ready(ctx)
	if err != nil {
		return unasked, err
	}
	return s.Fill(ctx, r, emit)
}

// Chat answers a conversation.
func (b *Backend) Chat(ctx context.Context, r model.ChatRequest, emit model.Emit) (model.Report, error) {
	s, err := b.ready(ctx)
	if err != nil {
		return unasked, err
	}
	return s.Chat(ctx, r, emit)
}

// Count returns the tokens of each text by itself.
func (b *Backend) Count(ctx context.Context, texts []string) ([]int, error) {
	s, err := b.ready(ctx)
	if err != nil {
		return nil, err
	}
	return s.Count(ctx, texts)
}

// Close gives the lease back: the server ends, after a while, if nobody else has one.
// Nothing can be asked after that.
func (b *Backend) Close() {
	b.mu.Lock()
	b.closed = true
	b.set(state{})
	if b.brief && b.conn != nil {
		_, _ = b.conn.Write([]byte(farewell + "\n")) // one that is lost has ended anyway
	}
	b.end()
	b.mu.Unlock()
	b.held.Wait()
}

// unasked is the report of a request that was not sent.
var unasked = model.Report{TokensIn: -1, TokensCached: -1, TokensOut: -1, End: model.Broken}

// ready returns the server when it can be asked. While it is started for the first
// time it is waited for; while it is started again it is not.
func (b *Backend) ready(ctx context.Context) (*llamacpp.Backend, error) {
	for {
		b.mu.Lock()
		b.start()
		now, server, changed, closed := b.now, b.server, b.changed, b.closed
		b.mu.Unlock()
		switch {
		case closed:
			return nil, unreachable("it was closed", nil)
		case now.Phase == ready:
			return server, nil
		case now.Phase == restarting || now.Phase == failed:
			return nil, unreachable(now.Says, nil)
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-changed:
		}
	}
}

func unreachable(says string, cause error) *model.Error {
	return &model.Error{Kind: model.Unreachable, Backend: Name, Says: says, Err: cause}
}

// start begins to hold a lease if that is not done yet. b.mu is held.
func (b *Backend) start() {
	if b.holding || b.closed || time.Now().Before(b.retry) {
		return
	}
	b.holding = true
	b.set(state{Phase: starting})
	// The lease outlives the request that needed it first.
	ctx, cancel := context.WithCancel(context.Background())
	b.end = cancel
	b.held.Go(func() {
		defer cancel()
		err := b.hold(ctx)
		b.mu.Lock()
		defer b.mu.Unlock()
		b.holding = false
		switch {
		case b.closed:
		case b.now.Phase == failed:
			b.retry = time.Now().Add(restAfterFailure)
		case errors.Is(err, errLost) && !b.lostOften(time.Now()):
			b.set(state{}) // the next request starts another
		default:
			b.set(state{Phase: failed, Says: err.Error()})
			b.retry = time.Now().Add(restAfterFailure)
		}
	})
}

// lostOften notes a loss and says whether there were too many of late. b.mu is held.
func (b *Backend) lostOften(now time.Time) bool {
	b.losses = slices.DeleteFunc(b.losses, func(t time.Time) bool { return now.Sub(t) > lossesWithin })
	b.losses = append(b.losses, now)
	return len(b.losses) >= lossesAtMost
}

func (b *Backend) hold(ctx context.Context) error {
	l, err := newLaunch(b.o)
	if err != nil {
		return err
	}
	connected := func(conn net.Conn) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.conn = conn
	}
	return hold(ctx, l, connected, func(now state) {
		b.mu.Lock()
		defer b.mu.Unlock()
		if !b.closed {
			b.set(now)
		}
	})
}

// set makes a state known. b.mu is held.
func (b *Backend) set(now state) {
	if b.server != nil && (now.URL != b.now.URL || now.Key != b.now.Key) {
		b.server.Close()
		b.server = nil
	}
	if now.Phase == ready && b.server == nil {
		// Its model is the one that was asked for, whatever it is called by then.
		server, err := llamacpp.New(model.Options{URL: now.URL, Key: model.Secret(now.Key), Template: b.o.Template, Logger: b.o.Logger}, b.limits)
		if err != nil {
			now = state{Phase: failed, Says: err.Error()}
		}
		b.server = server
	}
	b.now = now
	close(b.changed)
	b.changed = make(chan struct{})
}
