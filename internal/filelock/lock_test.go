package filelock

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
)

func TestLockIsHeldByOneUntilItIsReleased(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	first, err := Try(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Try(path); !errors.Is(err, ErrHeld) {
		t.Errorf("a second lock: %v", err)
	}
	first.Release()
	second, err := Try(path)
	if err != nil {
		t.Fatal(err)
	}
	second.Release()
}

func TestLockEndsWithItsProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
	child.Env = append(os.Environ(), "FILELOCK_HOLD="+path)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Read(make([]byte, 1)); err != nil { // it has the lock
		t.Fatal(err)
	}
	if _, err := Try(path); !errors.Is(err, ErrHeld) {
		t.Errorf("beside another process: %v", err)
	}
	_ = child.Process.Kill()
	_ = child.Wait() // killed
	l, err := Try(path)
	if err != nil {
		t.Fatalf("after its death: %v", err)
	}
	l.Release()
}

func TestLockThatIsRemovedIsStillHeldByOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	var holders atomic.Int32
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for range 2000 {
				l, err := Try(path)
				if errors.Is(err, ErrHeld) {
					continue
				}
				if err != nil {
					t.Error(err)
					return
				}
				if n := holders.Add(1); n != 1 {
					t.Errorf("%d have it", n)
				}
				runtime.Gosched()
				holders.Add(-1)
				l.Remove()
			}
		})
	}
	wait.Wait()
}

func TestMain(m *testing.M) {
	if path := os.Getenv("FILELOCK_HOLD"); path != "" {
		if _, err := Try(path); err == nil {
			_, _ = os.Stdout.WriteString("x")
		}
		select {} // until it is killed
	}
	os.Exit(m.Run())
}
