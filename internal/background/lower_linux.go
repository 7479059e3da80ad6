package background

import "syscall"

// niceness gives a thread about a third of what an ordinary one gets of a busy
// processor. More would turn against typing: a thread that the system lets wait too
// long also holds up a lock it has, and the collector (docs/decisions/0027).
const niceness = 5

// lower is about the calling thread: Linux counts who 0 as that, not as its process
// (setpriority(2), "C library/kernel differences").
func lower() { _ = syscall.Setpriority(syscall.PRIO_PROCESS, 0, niceness) }
