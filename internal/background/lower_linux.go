package background

import "syscall"

// niceness gives such a thread a tenth of what an ordinary one gets of a busy
// processor, so that learning still ends beside a build.
const niceness = 10

// lower is about the calling thread: Linux counts who 0 as that, not as its process
// (setpriority(2), "C library/kernel differences").
func lower() { _ = syscall.Setpriority(syscall.PRIO_PROCESS, 0, niceness) }
