package parent

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestProcessIsGoneWhenItHasEnded(t *testing.T) {
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
	if err := child.Run(); err != nil {
		t.Fatal(err)
	}
	if !Await(t.Context(), child.Process.Pid, time.Millisecond) {
		t.Error("it was not missed")
	}
}

func TestWatchEndsBeforeAProcessThatLives(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if pid := os.Getpid(); !Alive(pid) || Await(ctx, pid, time.Millisecond) {
		t.Error("a process that runs is taken for gone")
	}
}
