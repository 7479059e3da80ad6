package bench

import (
	"context"
	"errors"
	"fmt"
	"time"
)

const (
	indexingRuns = 3
	// keyPause is between two keys: far less than a person's, for the number of
	// keys while the workspace is learned, and enough not to be a load of its own.
	keyPause = 5 * time.Millisecond
)

// indexing types into a server while it learns a million lines and their symbols,
// and then the same as often when it has. A run of each follows the other, so that what else the
// machine does falls on both.
func indexing(ctx context.Context, b *bench) ([]Row, error) {
	files, err := firstLines(b.source, 1_000_000, written)
	if err != nil {
		return nil, err
	}
	root, err := b.millionLines(ctx, "written", written)
	if err != nil {
		return nil, err
	}
	passages := takeOut(files, root) // of the documents; the files are as they were
	var busy, idle []time.Duration
	for range indexingRuns {
		if err := b.typeWhileIndexing(ctx, root, passages, &busy, &idle); err != nil {
			return nil, err
		}
	}
	ratio := float64(percentile(busy, 99)) / float64(percentile(idle, 99))
	return []Row{{
		"a key and its suggestion over stdio, while 1,000,000 lines and their symbols are learned, against after it", "p99 ≤2×",
		fmt.Sprintf("%.2g×: p50 %s, p99 %s of %d keys against p50 %s, p99 %s of %d", ratio, ms(percentile(busy, 50)), ms(percentile(busy, 99)), len(busy),
			ms(percentile(idle, 50)), ms(percentile(idle, 99)), len(idle)),
		verdict(ratio <= 2),
	}}, nil
}

func (b *bench) typeWhileIndexing(ctx context.Context, root string, passages []passage, busy, idle *[]time.Duration) (err error) {
	s, err := b.startServer(ctx, root)
	if err != nil {
		return err
	}
	defer func() {
		_, endErr := s.end(ctx)
		err = errors.Join(err, endErr)
	}()
	learned := make(chan error, 1)
	go func() { learned <- s.Learned(ctx) }()
	rest := s.restful()
	during, err := typeUntil(ctx, s, passages, func(keys int) bool { return rest(keys) && len(learned) > 0 })
	if err := errors.Join(err, <-learned); err != nil {
		return err
	}
	after, err := typeUntil(ctx, s, passages, func(keys int) bool { return keys == len(during) })
	*busy, *idle = append(*busy, during...), append(*idle, after...)
	return err
}

// restKeys is how often it is looked whether a server is at rest: some half a second.
const restKeys = 100

// restful returns what tells at each key whether the server has used a quarter of a
// processor at most for some time: the symbols are learned after the embedded model,
// and no message tells their end.
func (s *server) restful() func(keys int) bool {
	last, since, rests := time.Duration(0), time.Now(), false
	return func(keys int) bool {
		if keys%restKeys == 0 {
			now, err := s.cpu()
			rests = err == nil && now-last < time.Since(since)/4
			last, since = now, time.Now()
		}
		return rests
	}
}

// typeUntil types passages, one after the other and over again, until it is told
// that the keys are enough, and returns how long each took.
func typeUntil(ctx context.Context, s *server, passages []passage, enough func(keys int) bool) ([]time.Duration, error) {
	var took []time.Duration
	for i := 0; ; i++ {
		p := passages[i%len(passages)]
		t, err := p.open(ctx, s.Client)
		if err != nil {
			return nil, err
		}
		for _, r := range p.typed {
			if enough(len(took)) {
				return took, t.close(ctx)
			}
			start := time.Now()
			if err := t.press(ctx, string(r)); err != nil {
				return nil, err
			}
			if _, err := t.ask(ctx); err != nil {
				return nil, err
			}
			took = append(took, time.Since(start))
			time.Sleep(keyPause)
		}
		if err := t.close(ctx); err != nil {
			return nil, err
		}
	}
}
