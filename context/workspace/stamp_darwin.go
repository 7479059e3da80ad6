package workspace

import (
	"io/fs"
	"syscall"
)

func changeOf(info fs.FileInfo) (changed int64, node uint64) {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return s.Ctimespec.Nano(), s.Ino
	}
	return 0, 0
}
