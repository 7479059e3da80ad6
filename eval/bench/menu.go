package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/inkling-lsp/inkling/lsp/client"
)

// menu types real lines into a server that has learned 100,000 others, and opens
// the completion menu after each key, as an editor without inline completion
// does. An answer that comes too late for the server has no entries.
func menu(ctx context.Context, b *bench) ([]Row, error) {
	root, passages, err := b.typing(ctx)
	if err != nil {
		return nil, err
	}
	s, err := b.startServerFor(ctx, client.Options{
		Roots:          []string{root},
		WithoutInline:  true,
		Initialization: json.RawMessage(`{"inkling":{"completion":{"plain":"auto"}}}`),
	})
	if err != nil {
		return nil, err
	}
	var all, full []time.Duration
	err = s.Learned(ctx)
	for _, p := range passages {
		if err == nil {
			err = p.listInto(ctx, s.Client, &all, &full)
		}
	}
	_, endErr := s.end(ctx)
	if err := errors.Join(err, endErr); err != nil {
		return nil, err
	}
	if len(full) == 0 {
		return nil, errors.New("the server listed nothing at any key")
	}
	return []Row{{
		"plain completion over stdio, 100,000 lines learned", "p99 ≤10 ms",
		fmt.Sprintf("p50 %s, p99 %s of %d keys; of the %d with entries: p50 %s, p99 %s", ms(percentile(all, 50)), ms(percentile(all, 99)), len(all),
			len(full), ms(percentile(full, 50)), ms(percentile(full, 99))),
		verdict(percentile(all, 99) <= 10*time.Millisecond),
	}}, nil
}

// listInto types the passage and opens the menu after each key.
func (p passage) listInto(ctx context.Context, c *client.Client, all, full *[]time.Duration) error {
	t, err := p.open(ctx, c)
	if err != nil {
		return err
	}
	for _, r := range p.typed {
		start := time.Now()
		if err := t.press(ctx, string(r)); err != nil {
			return err
		}
		entries, err := c.Menu(ctx, t.snapshot.URI(), t.cursor())
		took := time.Since(start)
		if err != nil {
			return err
		}
		if t.inComment() {
			continue
		}
		*all = append(*all, took)
		if len(entries) > 0 {
			*full = append(*full, took)
		}
	}
	return t.close(ctx)
}
