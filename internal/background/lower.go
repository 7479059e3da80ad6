package background

import "runtime"

// Lower gives the calling goroutine a thread of its own that gives way to others,
// until the goroutine ends, and the thread with it. It is for goroutines that are
// started for the work alone.
func Lower() {
	// Never unlocked: a thread whose priority was lowered must not run others' work.
	runtime.LockOSThread()
	lower()
}

// Yield lets threads go first that wait for the caller's processor, and returns at
// once if none does. Whoever computes for long calls it every half a millisecond or
// so: a thread that wakes up is put behind the one that runs, whatever their
// priorities, and stays there for a slice of 3 ms although another processor may be
// idle (docs/decisions/0027). It costs about 0.2 µs.
func Yield() { yield() }
