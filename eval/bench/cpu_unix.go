//go:build unix

package bench

import (
	"fmt"
	"syscall"
	"time"
)

// ownCPU is the CPU time of this process so far, that of the collector included.
func ownCPU() (time.Duration, error) {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0, fmt.Errorf("CPU time of this process: %w", err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano()), nil
}
