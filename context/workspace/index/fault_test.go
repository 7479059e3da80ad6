package index

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/context/workspace"
	"github.com/inkling-lsp/inkling/internal/bug"
)

// faultyDisk panics when it reads one file.
type faultyDisk struct {
	*fakeDisk
	bad string
}

func (d faultyDisk) Read(path string) (string, error) {
	if path == d.bad {
		panic("odd content")
	}
	return d.fakeDisk.Read(path)
}

func TestFileWhoseReadingPanicsCostsNoOther(t *testing.T) {
	files := readAll(context.Background(), faultyDisk{&fakeDisk{files: map[string]string{"/w/a": "a"}}, "/w/b"}, listing("/w/a", "/w/b"), readers)
	if files[0].text != "a" || files[0].err != nil {
		t.Errorf("the other file is %+v", files[0])
	}
	if files[1].err == nil || !strings.Contains(files[1].err.Error(), "/w/b: panic: odd content") {
		t.Errorf("the error is %v", files[1].err)
	}
}

func listing(paths ...string) (files []workspace.File) {
	for _, p := range paths {
		files = append(files, workspace.File{Path: p})
	}
	return files
}

// fullModel takes one batch.
type fullModel struct{ *fakeModel }

func (m fullModel) Learn(ctx context.Context, files []Text) error {
	if len(m.batches) > 0 {
		return fmt.Errorf("no room: %w", ErrFull)
	}
	return m.fakeModel.Learn(ctx, files)
}

func TestRoundEndsWhenALearnerIsFull(t *testing.T) {
	large := strings.Repeat("x", firstBatch)
	d := &fakeDisk{files: map[string]string{"/w/a": large, "/w/b": large, "/w/c": large + large, "/w/d": large + large}}
	m := fullModel{&fakeModel{learned: map[string]string{}}}
	ended := make(chan struct{})
	x := start([]Learner{m}, Options{MaxBytes: 1e9, Progress: func(done, total int) {
		if done == total {
			close(ended)
		}
	}}, d)
	x.SetRoots([]string{"/w"}, "")
	<-ended
	x.Close()
	if m.String() != "" && !strings.HasPrefix(m.String(), "/w/a=") {
		t.Errorf("it knows %.20s…, and only the first batch was learned", m)
	}
	if len(m.batches) != 1 || d.reads > 3 {
		t.Errorf("%d batches were learned and %d files read", len(m.batches), d.reads)
	}
}

// roomyModel takes texts up to a size.
type roomyModel struct {
	*fakeModel
	room atomic.Int64 // bytes
}

func (m *roomyModel) Learn(ctx context.Context, files []Text) error {
	for _, f := range files {
		if m.room.Add(-int64(len(f.Content))) < 0 {
			return fmt.Errorf("no room: %w", ErrFull)
		}
		if err := m.fakeModel.Learn(ctx, []Text{f}); err != nil {
			return err
		}
	}
	return nil
}

func TestFilesThatALearnerHadNoRoomForAreTriedAgainWhenLimitsAreToldAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		large := strings.Repeat("x", firstBatch)
		d := &fakeDisk{files: map[string]string{"/w/a": large, "/w/b": large, "/w/c": large}}
		m := &roomyModel{fakeModel: &fakeModel{learned: map[string]string{}}}
		m.room.Store(firstBatch)
		x := start([]Learner{m}, Options{MaxBytes: 1e9}, d)
		defer x.Close()
		x.SetRoots([]string{"/w"}, "")
		expect := func(what string, learned, lists int) {
			t.Helper()
			time.Sleep(time.Second)
			synctest.Wait()
			if len(m.learned) != learned || d.lists != lists {
				t.Errorf("%s: %d files are learned and there were %d listings, want %d and %d", what, len(m.learned), d.lists, learned, lists)
			}
		}
		expect("full", 1, 1)
		m.room.Store(firstBatch)
		x.Limit(1e9)
		expect("with room for one more", 2, 2)
		m.room.Store(2 * firstBatch)
		x.Limit(1e9)
		expect("with enough room", 3, 3)
		x.Limit(1e9)
		expect("with nothing left out", 3, 3)
	})
}

// brokenModel panics in one method, of Learn only when it is given odd content.
type brokenModel struct {
	*fakeModel
	in string
}

func (m brokenModel) breaks(method string) {
	if m.in == method {
		panic("broken")
	}
}

func (m brokenModel) Recall(ctx context.Context, files []File) []File {
	m.breaks("Recall")
	return m.fakeModel.Recall(ctx, files)
}

func (m brokenModel) Learn(ctx context.Context, files []Text) error {
	if slices.ContainsFunc(files, func(f Text) bool { return strings.HasPrefix(f.Content, "odd") }) {
		m.breaks("Learn")
	}
	return m.fakeModel.Learn(ctx, files)
}

func (m brokenModel) Forget(uris ...text.URI) {
	m.breaks("Forget")
	m.fakeModel.Forget(uris...)
}

func (m brokenModel) Keep(ctx context.Context, t Time) error {
	m.breaks("Keep")
	return m.fakeModel.Keep(ctx, t)
}

// brokenDisk panics when it is listed for the first time.
type brokenDisk struct {
	*fakeDisk
	broken *atomic.Bool
}

func (d brokenDisk) List(ctx context.Context, roots []string, near string) ([]workspace.File, error) {
	if d.broken.Swap(false) {
		panic("broken")
	}
	return d.fakeDisk.List(ctx, roots, near)
}

func TestPanicCostsItsPartAndTheRoundEnds(t *testing.T) {
	bug.Expect(t)
	all := []string{"/w/a", "/w/b", "/w/c"}
	for _, c := range []struct {
		in    string
		place int      // of the learner
		first []string // what it learns of the round
	}{
		{"Learn", 0, []string{"/w/a", "/w/c"}},
		{"Learn", 1, []string{"/w/c"}}, // it gets a and b at once
		{"Recall", 0, all},
		{"Recall", 1, all},
		{"Keep", 0, all},
		{"Keep", 1, all},
		{"Forget", 0, all},
		{"Forget", 1, all},
		{"List", 0, nil},
	} {
		t.Run(fmt.Sprint(c.in, " of ", c.place), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { panicIn(t, c.in, c.place, c.first, all) })
		})
	}
}

// panicIn lets one of two learners break.
func panicIn(t *testing.T, in string, place int, first, all []string) {
	large := strings.Repeat("x", firstBatch)
	odd := "odd" + strings.Repeat("y", 2*catchUpBatch)
	d := brokenDisk{&fakeDisk{files: map[string]string{"/w/a": large, "/w/b": odd, "/w/c": large + "z"}}, new(atomic.Bool)}
	d.broken.Store(in == "List")
	learners := make([]Learner, 2)
	for i := range learners {
		learners[i] = &fakeModel{learned: map[string]string{}}
	}
	broken := brokenModel{learners[place].(*fakeModel), in}
	learners[place] = broken
	var log bytes.Buffer
	done, total, behind := -1, 0, -1
	x := start(learners, Options{
		MaxBytes: 1e9, Log: slog.New(slog.NewTextHandler(&log, nil)),
		Progress: func(d, t int) { done, total = d, t }, Behind: func(files int) { behind = files },
	}, d)
	defer x.Close()
	expect := func(what string, want []string) {
		t.Helper()
		time.Sleep(2 * restful)
		synctest.Wait()
		if got := broken.paths(); !slices.Equal(got, want) || done != total || behind != 0 {
			t.Errorf("%s: %v is learned, want %v; %d of %d, %d behind", what, got, want, done, total, behind)
		}
	}
	x.SetRoots([]string{"/w"}, "")
	expect("the round", first)
	d.write("/w/b", "even")
	x.Changed([]workspace.Event{{Kind: workspace.Rescan}})
	expect("the next", all)
	d.remove("/w/c")
	x.Changed([]workspace.Event{{Kind: workspace.Removed, Path: "/w/c"}})
	if in != "Forget" {
		all = all[:2]
	}
	expect("without one", all)
	if !strings.Contains(log.String(), "panic in the index, ") {
		t.Errorf("the log says %s", &log)
	}
}

// paths are the files that are known.
func (m *fakeModel) paths() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var paths []string
	for uri := range m.learned {
		paths = append(paths, strings.TrimPrefix(uri, "file://"))
	}
	slices.Sort(paths)
	return paths
}

// failingDisk can be watched at the third attempt.
type failingDisk struct {
	*fakeDisk
	attempts int
}

func (d *failingDisk) Watch(ctx context.Context, roots []string, ready func(), report func([]workspace.Event)) error {
	if d.attempts++; d.attempts < 3 {
		return errors.New("no more watches")
	}
	return d.fakeDisk.Watch(ctx, roots, ready, report)
}

func TestWatchThatFailsIsTriedAgainAndNothingIsMissed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &failingDisk{fakeDisk: &fakeDisk{files: map[string]string{"/w/a": "1"}}}
		m := &fakeModel{learned: map[string]string{}}
		x := start([]Learner{m}, Options{MaxBytes: 1e9, Watch: true, Log: slog.New(slog.DiscardHandler)}, d)
		defer x.Close()
		x.SetRoots([]string{"/w"}, "")
		settle(m)
		d.write("/w/a", "2") // nobody tells
		time.Sleep(3 * watchAgain)
		expect(t, m, "/w/a=2")
		if d.attempts != 3 {
			t.Errorf("the watch was tried %d times, want 3", d.attempts)
		}
	})
}
