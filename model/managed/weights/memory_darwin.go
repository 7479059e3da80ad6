package weights

import "golang.org/x/sys/unix"

// FreeMemory is half of what the machine has: macOS tells how much is unused, which
// is always little, but not how much programs could have.
func FreeMemory() (bytes int64, ok bool) {
	all, err := unix.SysctlUint64("hw.memsize")
	return int64(all / 2), err == nil
}
