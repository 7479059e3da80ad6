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
