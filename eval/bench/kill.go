package bench

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

const (
	kills     = 200
	killLines = 60_000
	killMarks = 8
	killSeed  = 1
	// ending is how long two servers take to write what they have learned at their end.
	ending = 15 * time.Millisecond
)

// kill starts two servers on one cache, kills both at a random moment of their
// learning or of the writing at their end, and starts a third: whatever they
// left, it must know the workspace, and as soon as a server that starts on an
// empty cache; and of each file that has an outline in the cache, it must be right.
func kill(ctx context.Context, b *bench) ([]Row, error) {
	k, err := b.newKilling(ctx)
	if err != nil {
		return nil, err
	}
	wrong := 0
	for range kills {
		right, err := k.round(ctx)
		if err != nil {
			return nil, err
		}
		if !right {
			wrong++
		}
	}
	return []Row{
		{
			fmt.Sprintf("`kill -9` of two servers at %d random moments: next starts that know something wrong", kills), "0",
			fmt.Sprintf("%d; %d kills left half a file; %d outlines were recalled", wrong, k.halves, k.recalled),
			verdict(wrong == 0 && k.halves > 0 && k.recalled > 0),
		},
		{
			"the same: until the next start has learned, against as many cold starts", "never slower",
			fmt.Sprintf("p50 %s, p95 %s, worst %s; cold p50 %s, p95 %s, worst %s",
				ms(percentile(k.next, 50)), ms(percentile(k.next, 95)), ms(percentile(k.next, 100)),
				ms(percentile(k.cold, 50)), ms(percentile(k.cold, 95)), ms(percentile(k.cold, 100))),
			// The worst of each is what else ran on the machine.
			verdict(percentile(k.next, 50) <= percentile(k.cold, 50) && percentile(k.next, 95) <= percentile(k.cold, 95)),
		},
	}, nil
}

func (b *bench) newKilling(ctx context.Context) (*killing, error) {
	root, err := b.killWorkspace(ctx)
	if err != nil {
		return nil, err
	}
	truth, err := outlinesOf(ctx, root)
	if err != nil {
		return nil, err
	}
	silent := *b
	silent.options.Log = nil // a server that is told to end says that it was interrupted
	return &killing{
		bench: &silent, root: root, outlines: truth, cache: filepath.Join(b.dir, "kill-cache"),
		random: rand.New(rand.NewPCG(killSeed, killSeed)), counted: make(map[string]bool),
	}, nil
}

// killing is the run of the kill rows.
type killing struct {
	*bench
	root, cache string
	outlines    outlines // what is right
	recalled    int      // outlines after kills
	random      *rand.Rand
	cold, next  []time.Duration
	halves      int             // kills in the middle of writing
	counted     map[string]bool // temporary files that were counted
}

// countHalves looks for temporary files that the last kill has left.
func (k *killing) countHalves() error {
	left, err := filepath.Glob(filepath.Join(k.cache, "*", "tmp-*"))
	fresh := slices.DeleteFunc(left, func(path string) bool { return k.counted[path] })
	for _, path := range fresh {
		k.counted[path] = true
	}
	k.halves += min(1, len(fresh))
	return err
}

// round is a cold start, a kill and the start after it.
func (k *killing) round(ctx context.Context) (right bool, err error) {
	took, right, err := k.coldStart(ctx, k.root)
	if err == nil && !right {
		err = errors.New("a cold start does not know the landmarks")
	}
	if err != nil {
		return false, err
	}
	k.cold = append(k.cold, took)
	if err := k.two(ctx); err != nil {
		return false, err
	}
	if err := k.countHalves(); err != nil {
		return false, err
	}
	took, right, err = k.startLooking(ctx, k.root, k.cache)
	if err != nil {
		return false, err
	}
	k.next = append(k.next, took)
	recalled, wrong, err := k.outlines.compare(ctx, k.cache)
	k.recalled += recalled
	return right && wrong == 0, err
}

// two starts two servers and kills them: half of the time while they learn,
// perhaps from what others have kept, half of the time while they write.
func (k *killing) two(ctx context.Context) error {
	writing := k.random.IntN(2) == 0
	if writing || k.random.IntN(2) == 0 {
		if err := os.RemoveAll(k.cache); err != nil {
			return err
		}
	}
	var servers []*server
	for range 2 {
		s, err := k.startServerKeeping(ctx, k.root, k.cache)
		if err != nil {
			return err
		}
		defer s.kill(ctx)
		servers = append(servers, s)
	}
	if !writing {
		return pause(ctx, time.Duration(k.random.Int64N(int64(2*percentile(k.cold, 50)))))
	}
	for _, s := range servers {
		if err := s.Learned(ctx); err != nil {
			return err
		}
	}
	for _, s := range servers {
		if err := s.signal(syscall.SIGTERM); err != nil {
			return fmt.Errorf("end a server: %w", err)
		}
	}
	return pause(ctx, time.Duration(k.random.Int64N(int64(ending))))
}

func (b *bench) coldStart(ctx context.Context, root string) (took time.Duration, right bool, err error) {
	cache := filepath.Join(b.dir, "cold-cache")
	took, right, err = b.startLooking(ctx, root, cache)
	return took, right, errors.Join(err, os.RemoveAll(cache))
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
