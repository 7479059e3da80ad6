//go:build !linux

package background

// lower does nothing yet: macOS and Windows have calls of their own for it.
func lower() {}

// yield does nothing yet, likewise.
func yield() {}
