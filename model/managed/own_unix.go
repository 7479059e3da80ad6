//go:build unix

package managed

import (
	"fmt"
	"os"
	"syscall"
)

// ownAlone makes sure that a folder is this user's and nobody else can look into it.
func ownAlone(dir string) error {
	info, err := os.Lstat(dir)
	if err != nil {
		return fmt.Errorf("look at the folder of what runs: %w", err)
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !info.IsDir() || !ok || int(stat.Uid) != os.Getuid() {
		return fmt.Errorf("%s is not a folder of yours: remove it, or have its owner do so", dir)
	}
	if info.Mode().Perm()&0o077 != 0 {
		if err := os.Chmod(dir, 0o700); err != nil {
			return fmt.Errorf("keep others out of the folder of what runs: %w", err)
		}
	}
	return nil
}
