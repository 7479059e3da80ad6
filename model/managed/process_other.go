//go:build !linux && !darwin

package managed

// identify knows no process here, so that none is ever taken for an orphan. Windows
// ends a server with its supervisor.
func identify(int) (began, runs string, ok bool) { return "", "", false }
