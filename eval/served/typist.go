package served

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/lsp/client"
)

// typist types into one document, and asks after each key as editors do: a key ends
// the question before.
type typist struct {
	client   *client.Client
	snapshot *text.Snapshot
	offset   int // of the cursor

	asking sync.WaitGroup
	leave  context.CancelFunc // ends the question under way
	mu     sync.Mutex
	failed error // of a question
}

func newTypist(c *client.Client, file, language, content string, offset int) *typist {
	return &typist{client: c, snapshot: text.NewSnapshot(text.FileURI(file), language, 1, content), offset: offset, leave: func() {}}
}

// first opens the document and asks until a suggestion comes that the model server
// has made. It returns how long that took, or 0 if there was none.
func (t *typist) first(ctx context.Context, p *proxy) (time.Duration, error) {
	begun := time.Now()
	if err := t.client.Open(ctx, t.snapshot); err != nil {
		return 0, err
	}
	for time.Since(begun) < firstWait {
		items, err := t.client.Complete(ctx, t.snapshot.URI(), t.cursor(), true)
		if err != nil {
			return 0, err
		}
		for _, item := range items {
			if shown := strings.TrimSpace(item.Text); shown != "" && p.said(shown) {
				return time.Since(begun), nil
			}
		}
		if err := wait(ctx, 20*time.Millisecond); err != nil {
			return 0, err
		}
	}
	return 0, nil
}

// play presses the keys in their time.
func (t *typist) play(ctx context.Context, script []key) error {
	next := time.Now()
	for _, k := range script {
		next = next.Add(k.before)
		if err := wait(ctx, time.Until(next)); err != nil {
			return err
		}
		t.leave()
		if err := t.press(ctx, k); err != nil {
			return err
		}
		t.ask(ctx)
	}
	return nil
}

// end leaves the last question, and says what went wrong with any.
func (t *typist) end() error {
	t.leave()
	t.asking.Wait()
	return t.failed
}

func (t *typist) press(ctx context.Context, k key) error {
	s := t.snapshot
	r := text.Range{Start: t.offset, End: t.offset}
	if k.back {
		_, size := utf8.DecodeLastRuneInString(s.Slice(text.Range{Start: 0, End: t.offset}))
		r.Start -= size
	}
	from, to := s.OffsetPosition(r.Start, t.client.Encoding()), t.cursor()
	next, err := s.Apply(s.Version()+1, []text.Change{{Range: r, New: k.text}})
	if err != nil {
		return fmt.Errorf("press a key: %w", err)
	}
	t.snapshot, t.offset = next, r.Start+len(k.text)
	return t.client.Change(ctx, next.URI(), next.Version(), text.PositionRange{Start: from, End: to}, k.text)
}

// ask asks at the cursor, and does not wait.
func (t *typist) ask(ctx context.Context) {
	ctx, t.leave = context.WithCancel(ctx)
	uri, at := t.snapshot.URI(), t.cursor()
	t.asking.Go(func() {
		if _, err := t.client.Complete(ctx, uri, at, true); err != nil && ctx.Err() == nil {
			t.mu.Lock()
			defer t.mu.Unlock()
			t.failed = err
		}
	})
}

func (t *typist) cursor() text.Position {
	return t.snapshot.OffsetPosition(t.offset, t.client.Encoding())
}
