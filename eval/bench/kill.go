package bench

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const (
	kills      = 200
	killLines  = 20_000
	killMarks  = 8
	killSeed   = 1
	killedKept = 2 // of so many times, the servers start on an empty cache once
)

// kill starts two servers on one cache, kills both at a random moment of their
// learning, and starts a third: whatever they left, it must know the workspace,
// and as soon as a server that starts on an empty cache.
func kill(ctx context.Context, b *bench) ([]Row, error) {
	root, err := b.killWorkspace(ctx)
	if err != nil {
		return nil, err
	}
	random := rand.New(rand.NewPCG(killSeed, killSeed))
	var cold, next []time.Duration
	wrong := 0
	for range kills {
		took, right, err := b.coldStart(ctx, root)
		if err == nil && !right {
			err = errors.New("a cold start does not know the landmarks")
		}
		if cold = append(cold, took); err != nil {
			return nil, err
		}
		moment := time.Duration(random.Int64N(int64(2 * percentile(cold, 50))))
		took, right, err = b.startAfterKill(ctx, root, moment, random.IntN(killedKept) == 0)
		if err != nil {
			return nil, err
		}
		if next = append(next, took); !right {
			wrong++
		}
	}
	return []Row{
		{fmt.Sprintf("`kill -9` of two servers at %d random moments: next starts that know something wrong", kills), "0", fmt.Sprint(wrong), verdict(wrong == 0)},
		{
			"the same: until the next start has learned, against as many cold starts", "never slower",
			fmt.Sprintf("p50 %s, p95 %s, worst %s; cold p50 %s, p95 %s, worst %s",
				ms(percentile(next, 50)), ms(percentile(next, 95)), ms(percentile(next, 100)),
				ms(percentile(cold, 50)), ms(percentile(cold, 95)), ms(percentile(cold, 100))),
			// The worst of each is what else ran on the machine.
			verdict(percentile(next, 50) <= percentile(cold, 50) && percentile(next, 95) <= percentile(cold, 95)),
		},
	}, nil
}

func (b *bench) coldStart(ctx context.Context, root string) (took time.Duration, right bool, err error) {
	cache := filepath.Join(b.dir, "cold-cache")
	took, right, err = b.startLooking(ctx, root, cache)
	return took, right, errors.Join(err, os.RemoveAll(cache))
}

func (b *bench) startAfterKill(ctx context.Context, root string, moment time.Duration, empty bool) (took time.Duration, right bool, err error) {
	cache := filepath.Join(b.dir, "kill-cache")
	if empty {
		if err := os.RemoveAll(cache); err != nil {
			return 0, false, err
		}
	}
	if err := b.killTwo(ctx, root, cache, moment); err != nil {
		return 0, false, err
	}
	return b.startLooking(ctx, root, cache)
}

func markName(n int) string { return "M" + strings.Repeat("o", 1+n) }

func (b *bench) killWorkspace(ctx context.Context) (string, error) {
	files, err := firstLines(b.source, killLines, written)
	if err != nil {
		return "", err
	}
	root, err := b.makeWorkspace(ctx, "killed", files)
	for n := range killMarks {
		name := markName(n)
		err = errors.Join(err, putLandmark(root, filepath.Join("z", name+".go"), files[n:n+1], 200, name, n))
	}
	return root, err
}

// startLooking starts a server, and returns how long it took to learn the
// workspace and whether it then knows all landmarks.
func (b *bench) startLooking(ctx context.Context, root, cache string) (took time.Duration, right bool, err error) {
	s, err := b.startServerKeeping(ctx, root, cache)
	if err != nil {
		return 0, false, err
	}
	err = s.Learned(ctx)
	took, right = time.Since(s.started), true
	for n := range killMarks {
		name := markName(n)
		offered, lookErr := s.look(ctx, root, name)
		err = errors.Join(err, lookErr)
		right = right && offered == fmt.Sprintf("arrive%s(number%d)", name, n)
	}
	_, endErr := s.end(ctx)
	return took, right, errors.Join(err, endErr)
}

func (b *bench) killTwo(ctx context.Context, root, cache string, after time.Duration) error {
	first, err := b.startServerKeeping(ctx, root, cache)
	if err != nil {
		return err
	}
	defer first.kill(ctx)
	second, err := b.startServerKeeping(ctx, root, cache)
	if err != nil {
		return err
	}
	defer second.kill(ctx)
	return pause(ctx, after)
}
