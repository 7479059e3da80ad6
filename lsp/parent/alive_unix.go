//go:build unix

package parent

import (
	"errors"
	"syscall"
)

// Alive reports whether a process exists; one of another user does too.
func Alive(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
