package workspace

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fsnotify/fsnotify"
)

// gathering runs gather in a bubble, where time passes only while all wait.
type gathering struct {
	events  chan fsnotify.Event
	errs    chan error
	batches chan batch
}

func gatherIn(t *testing.T, f func(g gathering)) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		g := gathering{make(chan fsnotify.Event), make(chan error), make(chan batch)}
		done := make(chan struct{})
		go func() {
			defer close(done)
			gather(ctx, g.events, g.errs, g.batches)
		}()
		f(g)
		cancel()
		<-done
	})
}

func written(name string) fsnotify.Event { return fsnotify.Event{Name: name, Op: fsnotify.Write} }

func TestGatherWaitsForAQuietMoment(t *testing.T) {
	gatherIn(t, func(g gathering) {
		start := time.Now()
		g.events <- written("a")
		time.Sleep(quiet - time.Millisecond)
		g.events <- written("b")
		g.events <- written("a")
		b := <-g.batches
		if took := time.Since(start); took != 2*quiet-time.Millisecond {
			t.Errorf("batch came after %v, want a quiet window after the last event", took)
		}
		if got := slices.Sorted(maps.Keys(b.paths)); !slices.Equal(got, []string{"a", "b"}) {
			t.Errorf("batch holds %q, want a and b", got)
		}
	})
}

func TestGatherHandsOverWhatNeverEnds(t *testing.T) {
	gatherIn(t, func(g gathering) {
		start := time.Now()
		for i := 0; time.Since(start) < hold; i++ {
			g.events <- written(fmt.Sprint(i))
			time.Sleep(quiet / 2)
		}
		<-g.batches
		if took := time.Since(start); took != hold {
			t.Errorf("batch came after %v, want %v", took, hold)
		}
	})
}

func TestGatherReceivesWhileNobodyTakesBatches(t *testing.T) {
	gatherIn(t, func(g gathering) {
		for i := range 100 {
			g.events <- written(fmt.Sprint(i))
			time.Sleep(quiet)
		}
		if b := <-g.batches; len(b.paths) != 100 {
			t.Errorf("batch holds %d paths, want all 100", len(b.paths))
		}
		g.events <- written("later")
		if b := <-g.batches; len(b.paths) != 1 {
			t.Errorf("next batch holds %d paths, want 1", len(b.paths))
		}
	})
}

func TestGatherTurnsLossIntoOneRescan(t *testing.T) {
	gatherIn(t, func(g gathering) {
		g.events <- written("a")
		g.errs <- fsnotify.ErrEventOverflow
		g.errs <- errors.New("read failed")
		g.events <- written("b")
		if b := <-g.batches; !b.lost || len(b.paths) != 0 {
			t.Errorf("batch is %+v, want only a loss", b)
		}
		for i := range maxPaths + 1 {
			g.events <- written(fmt.Sprint(i))
		}
		if b := <-g.batches; !b.lost || len(b.paths) != 0 {
			t.Errorf("batch has %d paths, want only a loss", len(b.paths))
		}
	})
}

func TestGatherDoesNotHeedChmod(t *testing.T) {
	gatherIn(t, func(g gathering) {
		start := time.Now()
		g.events <- written("a")
		time.Sleep(quiet / 2)
		g.events <- fsnotify.Event{Name: "b", Op: fsnotify.Chmod}
		if b := <-g.batches; len(b.paths) != 1 || time.Since(start) != quiet {
			t.Errorf("batch %v after %v, want only a, not delayed", b.paths, time.Since(start))
		}
	})
}

func TestGatherEndsWithItsEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		events := make(chan fsnotify.Event)
		close(events)
		gather(t.Context(), events, nil, nil) // would not return
	})
}

func TestPollReportsDifferences(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		looks := []map[string]Stamp{
			{"same": {Size: 1, Modified: 1}, "grown": {Size: 1, Modified: 1}, "touched": {Size: 1, Modified: 1}, "gone": {Size: 1, Modified: 1}},
			{"same": {Size: 1, Modified: 1}, "grown": {Size: 2, Modified: 1}, "touched": {Size: 1, Modified: 2}, "new": {Size: 1, Modified: 1}},
			nil, // a look that fails changes nothing
			{"same": {Size: 1, Modified: 1}, "grown": {Size: 2, Modified: 1}, "touched": {Size: 1, Modified: 2}, "new": {Size: 1, Modified: 1}},
			{},
		}
		var reports [][]Event
		ready := 0
		err := pollWith(ctx, func() (map[string]Stamp, error) {
			now := looks[0]
			if looks = looks[1:]; len(looks) == 0 {
				cancel()
			}
			if now == nil {
				return nil, errors.New("busy")
			}
			return now, nil
		}, func(events []Event) { reports = append(reports, events) }, func() { ready++ })
		want := []Event{{Removed, "gone"}, {Written, "grown"}, {Written, "new"}, {Written, "touched"}}
		if err != nil || ready != 1 || len(reports) != 2 || !slices.Equal(reports[0], want) || len(reports[1]) != 4 {
			t.Errorf("error %v, ready %d times, reports %v", err, ready, reports)
		}
	})
}
