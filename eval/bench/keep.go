package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/inkling-lsp/inkling/context/text"
)

const (
	restarts    = 11
	changes     = 31
	switches    = 5
	branchShare = 20 // one file in so many is another on the branch
)

// keep measures what is gained by keeping what was learned: a million lines, and
// a landmark in the file that is farthest from the document.
func keep(ctx context.Context, b *bench) ([]Row, error) {
	files, err := firstLines(b.source, 1_000_000, written)
	if err != nil {
		return nil, err
	}
	root, err := b.makeWorkspace(ctx, "kept", files)
	if err == nil {
		err = putLandmark(root, "z/y/x/far.go", files, 1000, "Far", 1)
	}
	if err != nil {
		return nil, err
	}
	cache := filepath.Join(b.dir, "kept-cache")
	rows, err := b.restarted(ctx, root, cache)
	if err != nil {
		return nil, err
	}
	s, err := b.startServerKeeping(ctx, root, cache)
	if err != nil {
		return nil, err
	}
	changed, err := b.changedFile(ctx, s, root, files)
	if err == nil {
		var switched []Row
		switched, err = b.switchedBranch(ctx, s, root, files)
		rows = append(append(rows, changed), switched...)
	}
	_, endErr := s.end(ctx)
	return rows, errors.Join(err, endErr)
}

func (b *bench) restarted(ctx context.Context, root, cache string) ([]Row, error) {
	cold, took, err := b.index(ctx, root, cache)
	if err != nil {
		return nil, err
	}
	kept := folderSize(cache)
	again, tookAgain, err := b.index(ctx, root, cache)
	if err != nil {
		return nil, err
	}
	warm, err := b.firstAnswers(ctx, root, cache, restarts)
	if err != nil {
		return nil, err
	}
	anew := cold.Symbols > 0 && cold.Recalled < cold.Files/20 // files with the text of another are recalled even so
	return []Row{
		{
			"full index of 1,000,000 lines of Go, symbols included, cold, kept on disk at its end", "≤25 s",
			fmt.Sprintf("%s: %d files, %d symbols", seconds(took), cold.Files, cold.Symbols), verdict(took <= 25*time.Second && anew),
		},
		{"the same: on disk", "", mb(kept), NoTarget},
		{
			"the same: again, all recalled", "", fmt.Sprintf("%s: %d of %d files, %d symbols", seconds(tookAgain), again.Recalled, again.Files, again.Symbols),
			NoTarget,
		},
		{"restart: process start to the first answer from the farthest file", "≤500 ms", spread(warm.answer, ms), verdict(percentile(warm.answer, 50) <= 500*time.Millisecond)},
		{"the same: until all is known again", "", spread(warm.learned, ms), NoTarget},
		{"the same: CPU of its whole life", "", spread(warm.cpu, ms), NoTarget},
	}, nil
}

// indexed is what `inkling index --json` prints, as far as it is told here.
type indexed struct{ Files, Symbols, Recalled int }

// index runs `inkling index` on a folder, from the start of the process to its end.
func (b *bench) index(ctx context.Context, root, cache string) (i indexed, took time.Duration, err error) {
	cmd := exec.CommandContext(ctx, b.options.Server, "index", "--json", root)
	cmd.Env = append(os.Environ(), fmt.Sprintf("GOMAXPROCS=%d", Processors), "INKLING_CACHE_DIR="+cache)
	cmd.Stderr = b.options.Log
	start := time.Now()
	out, err := cmd.Output()
	if took = time.Since(start); err == nil {
		err = json.Unmarshal(out, &i)
	}
	if err != nil {
		return i, took, fmt.Errorf("inkling index %s: %w", root, err)
	}
	return i, took, nil
}

// startTimes are of processes, measured from their beginning.
type startTimes struct{ answer, learned, cpu []time.Duration }

func (b *bench) firstAnswers(ctx context.Context, root, cache string, n int) (t startTimes, err error) {
	for range n {
		s, err := b.startServerKeeping(ctx, root, cache)
		if err != nil {
			return t, err
		}
		at, err := s.await(ctx, root, "Far", 1)
		if err == nil {
			err = s.Learned(ctx)
		}
		learned := time.Since(s.started)
		cpu, endErr := s.end(ctx)
		if err := errors.Join(err, endErr); err != nil {
			return t, err
		}
		t.answer, t.learned, t.cpu = append(t.answer, at.Sub(s.started)), append(t.learned, learned), append(t.cpu, cpu)
	}
	return t, nil
}

// changedFile measures how soon a file that was written is known: from the
// client's notification to the first answer that only its new text gives.
func (b *bench) changedFile(ctx context.Context, s *server, root string, files []sourceFile) (Row, error) {
	const path = "z/changing.go"
	var took []time.Duration
	for n := range changes {
		if err := putLandmark(root, path, files, 1000, "Near", n); err != nil {
			return Row{}, err
		}
		begin := time.Now()
		if err := s.ChangedOnDisk(ctx, text.FileURI(filepath.Join(root, path)), false); err != nil {
			return Row{}, err
		}
		at, err := s.await(ctx, root, "Near", n)
		if err != nil {
			return Row{}, err
		}
		if n > 0 { // the first is a new file, of which git has to be asked
			took = append(took, at.Sub(begin))
		}
		if err := pause(ctx, 300*time.Millisecond); err != nil { // as between two saves
			return Row{}, err
		}
	}
	return Row{
		"a changed file of 1,000 lines is in the index, from the event on", "≤20 ms",
		fmt.Sprintf("p50 %s, p95 %s; worst of %d %s", ms(percentile(took, 50)), ms(percentile(took, 95)), len(took), ms(percentile(took, 100))),
		verdict(percentile(took, 95) <= 20*time.Millisecond),
	}, nil
}

// switchedBranch changes one file in twenty, and changes them back, again and again.
func (b *bench) switchedBranch(ctx context.Context, s *server, root string, files []sourceFile) ([]Row, error) {
	var wall, cpu [2][]time.Duration // to the branch for the first time, and every other switch
	for n := range 2 * switches {
		took, spent, err := b.switchTo(ctx, s, root, files, n%2 == 0)
		if err != nil {
			return nil, err
		}
		again := min(n, 1)
		wall[again], cpu[again] = append(wall[again], took), append(cpu[again], spent)
	}
	what := fmt.Sprintf("a branch that differs in %d files of %d: first switch", len(files)/branchShare, len(files))
	return []Row{
		{what, "", fmt.Sprintf("%s, %s of CPU", ms(wall[0][0]), ms(cpu[0][0])), NoTarget},
		{
			"the same: back, and to it again", "at most half the CPU", fmt.Sprintf("%s; CPU %s", spread(wall[1], ms), spread(cpu[1], ms)),
			verdict(2*percentile(cpu[1], 50) <= cpu[0][0]),
		},
	}, nil
}

// switchTo writes the files that differ, tells the server, and waits until it
// knows the last of them.
func (b *bench) switchTo(ctx context.Context, s *server, root string, files []sourceFile, branch bool) (wall, cpu time.Duration, err error) {
	before, err := s.cpu()
	if err != nil {
		return 0, 0, err
	}
	var paths []string
	for i := 0; i < len(files); i += branchShare {
		content := files[i].content
		if branch {
			content += fmt.Sprintf("\nvar onBranch%d = %d\n", i, i)
		}
		path := filepath.Join(root, files[i].path)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			return 0, 0, fmt.Errorf("switch to a branch: %w", err)
		}
		paths = append(paths, path)
	}
	number := map[bool]int{true: 7, false: 8}[branch]
	if err := putLandmark(root, "z/branch.go", nil, 0, "Branch", number); err != nil {
		return 0, 0, err
	}
	begin := time.Now()
	for _, path := range append(paths, filepath.Join(root, "z/branch.go")) {
		if err := s.ChangedOnDisk(ctx, text.FileURI(path), false); err != nil {
			return 0, 0, err
		}
	}
	at, err := s.await(ctx, root, "Branch", number)
	if err != nil {
		return 0, 0, err
	}
	after, err := s.cpu()
	if err != nil {
		return 0, 0, err
	}
	return at.Sub(begin), after - before, pause(ctx, 500*time.Millisecond)
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// folderSize is how many bytes the files below a folder have.
func folderSize(dir string) (bytes int64) {
	_ = filepath.WalkDir(dir, func(_ string, e os.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			if info, err := e.Info(); err == nil {
				bytes += info.Size()
			}
		}
		return nil
	})
	return bytes
}
