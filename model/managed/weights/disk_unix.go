//go:build unix

package weights

import "golang.org/x/sys/unix"

// freeBytes is how much more this user may write where a folder is.
func freeBytes(dir string) (bytes int64, ok bool) {
	var s unix.Statfs_t
	if unix.Statfs(dir, &s) != nil {
		return 0, false
	}
	return int64(s.Bavail) * int64(s.Bsize), true //nolint:unconvert // each system has types of its own
}
