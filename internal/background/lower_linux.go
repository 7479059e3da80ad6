package background

import "syscall"

// niceness gives a thread about a third of what an ordinary one gets of a busy
// processor. More would turn against typing: a thread that the system lets wait too
// long also holds up a lock it has, and the collector (docs/decisions/0027).
const niceness = 5

// lower is about the calling thread: Linux counts who 0 as that, not as its process
// (setpriority(2), "C library/kernel differences").
func lower() { _ = syscall.Setpriority(syscall.PRIO_PROCESS, 0, niceness) }

// yield is sched_yield(2). It is no raw call: Go may take the thread's processor
// meanwhile, so that no collection waits for a thread that lets others go first.
func yield() { _, _, _ = syscall.Syscall(syscall.SYS_SCHED_YIELD, 0, 0, 0) }
