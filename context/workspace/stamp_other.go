//go:build !linux && !darwin

package workspace

import "io/fs"

func changeOf(fs.FileInfo) (changed int64, node uint64) { return 0, 0 }
