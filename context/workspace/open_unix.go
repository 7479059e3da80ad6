//go:build unix

package workspace

import "syscall"

// openFlags refuse a link that was put in the file's place, and never wait for
// the other end of a pipe.
const openFlags = syscall.O_NOFOLLOW | syscall.O_NONBLOCK
