package syntax

import (
	"context"
	"fmt"
	"log/slog"
	"sync"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/internal/bug"
)

// Trees keeps a syntax tree for each open document and answers questions about
// places in them.
//
//	read loop ── Open, Change, Close ──▶ the newest snapshot of each document
//	                                        │ a signal
//	        one goroutine ── parses what is newest, and frees what was closed
//	                                        │ a document's turn
//	questions ── take the turn, move the tree to their snapshot, read, give it back
//
// A tree is used by whoever has its document's turn, so by one goroutine at a
// time. It stands at one snapshot, and is moved to another, newer or older, by
// parsing again what differs: a question is always answered for its own.
type Trees struct {
	log  *slog.Logger
	wake chan struct{} // there is something to parse or free; holds one

	mu     sync.Mutex
	open   map[text.URI]*document
	closed []*document // to be freed
	ended  bool

	stop context.CancelFunc
	done chan struct{}
}

// NewTrees starts to follow documents; End ends it. The log, if not nil, hears of
// broken invariants.
func NewTrees(log *slog.Logger) *Trees {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	ctx, stop := context.WithCancel(context.Background())
	t := &Trees{
		log:  log,
		wake: make(chan struct{}, 1),
		open: make(map[text.URI]*document),
		stop: stop,
		done: make(chan struct{}),
	}
	go t.run(ctx)
	return t
}

// Open follows a document. It returns at once.
func (t *Trees) Open(s *text.Snapshot) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended {
		return
	}
	if old := t.open[s.URI()]; old != nil {
		t.closed = append(t.closed, old)
	}
	t.open[s.URI()] = newDocument(s)
	t.signal()
}

// Change says that s is now the newest snapshot of its document. It returns at
// once; a document that is not open is ignored.
func (t *Trees) Change(s *text.Snapshot) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if d := t.open[s.URI()]; d != nil {
		d.newest.Store(s)
		t.signal()
	}
}

// Close forgets a document. It returns at once; questions under way are answered.
func (t *Trees) Close(u text.URI) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if d := t.open[u]; d != nil {
		delete(t.open, u)
		t.closed = append(t.closed, d)
		t.signal()
	}
}

// End forgets all documents and returns when every tree is freed.
func (t *Trees) End() {
	t.mu.Lock()
	t.ended = true
	for u, d := range t.open {
		delete(t.open, u)
		t.closed = append(t.closed, d)
	}
	t.mu.Unlock()
	t.stop()
	<-t.done
}

// Place says what an offset of s, which is clamped to it, is in.
func (t *Trees) Place(ctx context.Context, s *text.Snapshot, offset int) (p Place, err error) {
	err = t.ask(ctx, s, func(tree *tree) { p = tree.place(clamp(offset, s)) })
	return p, err
}

// Outline says what s declares and imports.
func (t *Trees) Outline(ctx context.Context, s *text.Snapshot) (o Outline, err error) {
	err = t.ask(ctx, s, func(tree *tree) { o = tree.outline() })
	return o, err
}

// Names are what code at an offset of s may call by name, the nearest first and
// each once.
func (t *Trees) Names(ctx context.Context, s *text.Snapshot, offset int) (names []Name, err error) {
	err = t.ask(ctx, s, func(tree *tree) { names = tree.names(clamp(offset, s)) })
	return names, err
}

func clamp(offset int, s *text.Snapshot) int { return min(max(offset, 0), s.Len()) }

// ask lets question read the tree of s.
func (t *Trees) ask(ctx context.Context, s *text.Snapshot, question func(*tree)) error {
	t.mu.Lock()
	d := t.open[s.URI()]
	t.mu.Unlock()
	err := ErrNotOpen
	if d != nil {
		err = d.ask(ctx, s, question)
	}
	if err != nil {
		return fmt.Errorf("syntax of %s: %w", s.URI(), err)
	}
	return nil
}

// signal wakes the goroutine, unless it is about to wake.
func (t *Trees) signal() {
	select {
	case t.wake <- struct{}{}:
	default:
	}
}

func (t *Trees) run(ctx context.Context) {
	defer close(t.done)
	for {
		select {
		case <-ctx.Done():
			t.free()
			return
		case <-t.wake:
			t.free()
			t.parse(ctx)
		}
	}
}

// free frees the trees of closed documents, after the questions that they have.
func (t *Trees) free() {
	t.mu.Lock()
	closed := t.closed
	t.closed = nil
	t.mu.Unlock()
	for _, d := range closed {
		d.end()
	}
}

// parse parses ahead of the questions. What fails is told to those who ask.
func (t *Trees) parse(ctx context.Context) {
	t.mu.Lock()
	documents := make([]*document, 0, len(t.open))
	for _, d := range t.open {
		documents = append(documents, d)
	}
	t.mu.Unlock()
	for _, d := range documents {
		if ctx.Err() != nil {
			return
		}
		t.ahead(ctx, d)
	}
}

// ahead parses what is newest of a document. A mistake of ours costs this document.
func (t *Trees) ahead(ctx context.Context, d *document) {
	s := d.newest.Load()
	defer func() {
		if value := recover(); value != nil {
			_ = bug.Recovered(t.log, fmt.Sprintf("the syntax tree of %s", s.URI()), value) // it has been logged
		}
	}()
	_ = d.ask(ctx, s, func(*tree) {})
}
