package background

import "syscall"

// niceness is the lowest priority there is: a thread with it gets about a seventieth
// of what an ordinary one gets of a busy processor. With 10, a tenth, typing while
// learning took three times as long at p99 as typing after it, with 19 less than
// twice (docs/decisions/0027).
const niceness = 19

// lower is about the calling thread: Linux counts who 0 as that, not as its process
// (setpriority(2), "C library/kernel differences").
func lower() { _ = syscall.Setpriority(syscall.PRIO_PROCESS, 0, niceness) }
