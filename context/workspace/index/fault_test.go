package index

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

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

// brokenModel panics.
type brokenModel struct {
	*fakeModel
	asked chan struct{}
}

func (m brokenModel) Learn(context.Context, []Text) error {
	close(m.asked)
	panic("broken")
}

func TestPanicOfALearnerEndsTheIndexAndNothingElse(t *testing.T) {
	bug.Expect(t)
	var log bytes.Buffer
	m := brokenModel{&fakeModel{learned: map[string]string{}}, make(chan struct{})}
	x := start([]Learner{m}, Options{MaxBytes: 1e9, Log: slog.New(slog.NewTextHandler(&log, nil))}, &fakeDisk{files: map[string]string{"/w/a": "a"}})
	x.SetRoots([]string{"/w"}, "")
	<-m.asked
	x.Close()
	if !strings.Contains(log.String(), "panic in the index, which learns no more: broken") {
		t.Errorf("the log says %s", &log)
	}
}
