package background

import (
	"syscall"
	"testing"
)

func TestOnlyTheThreadOfTheWorkIsLowered(t *testing.T) {
	own := make(chan int)
	go func() {
		Lower()
		own <- priority(t)
	}()
	if lowered, here := <-own, priority(t); lowered == here {
		t.Errorf("the work has the priority %d of everything else", lowered)
	}
	for range 100 { // the thread is gone and serves nobody else
		go func() { own <- priority(t) }()
		if got, here := <-own, priority(t); got != here {
			t.Fatalf("other work has priority %d, and this goroutine %d", got, here)
		}
	}
}

func priority(t *testing.T) int {
	p, err := syscall.Getpriority(syscall.PRIO_PROCESS, 0)
	if err != nil {
		t.Error(err)
	}
	return p
}
