//go:build !linux && !windows && !(darwin && cgo)

package background

// lower does nothing: no call is known here that is about one thread alone. (macOS has
// one, for programs with cgo.)
func lower() {}

// yield does nothing yet, likewise.
func yield() {}
