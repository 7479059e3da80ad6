package logqueue

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// stuck is a writer that takes nothing until its gate is opened.
type stuck struct {
	gate chan struct{}
	fail error // of the first write

	bytes.Buffer // read when the queue is closed
}

func (s *stuck) Write(b []byte) (int, error) {
	<-s.gate
	if err := s.fail; err != nil {
		s.fail = nil
		return 0, err
	}
	return s.Buffer.Write(b)
}

func write(t *testing.T, q *Queue, lines ...string) {
	t.Helper()
	for _, line := range lines {
		if n, err := q.Write([]byte(line + "\n")); n != len(line)+1 || err != nil {
			t.Errorf("Write returned %d, %v", n, err)
		}
	}
}

// expectLog compares a log with what it should be, in which "lost 3" stands for what
// is said of lost lines.
func expectLog(t *testing.T, got string, want ...string) {
	t.Helper()
	var lines []string
	for line := range strings.Lines(got) {
		line = strings.TrimSuffix(line, "\n")
		if _, n, found := strings.Cut(line, " lines="); found && strings.Contains(line, "level=WARN") {
			line = "lost " + n
		}
		lines = append(lines, line)
	}
	if strings.Join(lines, "|") != strings.Join(want, "|") {
		t.Errorf("the log has %q, want %q", lines, want)
	}
}

func TestWhoLogsDoesNotWaitAndTheLogSaysWhatIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		to := &stuck{gate: make(chan struct{})}
		q := New(to, 8)
		write(t, q, "one")
		synctest.Wait() // it is being written, and stuck
		write(t, q, "two", "six", "this has no room", "nor has this", "x")
		close(to.gate)
		synctest.Wait()
		write(t, q, "ten")
		if err := q.Close(t.Context()); err != nil {
			t.Error(err)
		}
		write(t, q, "after the end")
		expectLog(t, to.String(), "one", "two", "six", "lost 3", "ten")
	})
}

func TestLineLongerThanTheQueueCostsNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var to bytes.Buffer
		q := New(&to, 8)
		write(t, q, "too long for it")
		synctest.Wait()
		write(t, q, "one")
		if err := q.Close(t.Context()); err != nil {
			t.Error(err)
		}
		expectLog(t, to.String(), "lost 1", "one")
	})
}

func TestLinesThatCannotBeWrittenAreCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		to := &stuck{gate: make(chan struct{}), fail: errors.New("no space left")}
		q := New(to, 100)
		write(t, q, "one")
		synctest.Wait()
		write(t, q, "two")
		close(to.gate)
		if err := q.Close(t.Context()); err != nil {
			t.Error(err)
		}
		expectLog(t, to.String(), "lost 1", "two")
	})
}

func TestEndWritesWhatWaits(t *testing.T) {
	var to bytes.Buffer
	q := New(&to, 1<<20)
	var want []string
	for i := range 1000 {
		want = append(want, fmt.Sprint("line ", i))
	}
	write(t, q, want...)
	if err := q.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	expectLog(t, to.String(), want...)
	if err := q.Close(t.Context()); err != nil {
		t.Errorf("closed again: %v", err)
	}
}

func TestEndDoesNotWaitForeverForAWriterThatIsStuck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		to := &stuck{gate: make(chan struct{})}
		q := New(to, 100)
		write(t, q, "one")
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := q.Close(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Close returned %v", err)
		}
		close(to.gate) // so that the goroutine is not left to the other tests
	})
}

func TestLinesOfManyWritersStayWholeAndEachIsWrittenOrCounted(t *testing.T) {
	const writers, each = 8, 500
	var to bytes.Buffer
	q := New(&to, 2000)
	var wait sync.WaitGroup
	for w := range writers {
		wait.Go(func() {
			for i := range each {
				_, _ = fmt.Fprintf(q, "writer %d line %d\n", w, i)
			}
		})
	}
	wait.Wait()
	if err := q.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	seen, lost := 0, 0
	next := make([]int, writers)
	for line := range strings.Lines(to.String()) {
		var w, i, n int
		if _, after, found := strings.Cut(line, " lines="); found {
			_, _ = fmt.Sscan(after, &n)
			lost += n
			continue
		}
		if _, err := fmt.Sscanf(line, "writer %d line %d\n", &w, &i); err != nil || i < next[w] {
			t.Fatalf("a line is %q, after line %d of its writer", line, next[w]-1)
		}
		next[w] = i + 1
		seen++
	}
	if seen+lost != writers*each {
		t.Errorf("%d lines are written and %d lost, of %d", seen, lost, writers*each)
	}
}

func BenchmarkWrite(b *testing.B) {
	q := New(io.Discard, 1<<20)
	line := []byte(strings.Repeat("x", 200) + "\n")
	for b.Loop() {
		_, _ = q.Write(line)
	}
	if err := q.Close(b.Context()); err != nil {
		b.Fatal(err)
	}
}
