//go:build !unix

package workspace

// openFlags are empty: these systems have no such flags, nor pipes in folders;
// openRegular compares what it opened with what it looked at.
const openFlags = 0
