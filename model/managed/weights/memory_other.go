//go:build !linux && !darwin && !windows

package weights

// FreeMemory is not known here.
func FreeMemory() (bytes int64, ok bool) { return 0, false }
