// Package local is the embedded model: it learns the open workspace in seconds
// and completes the line at the cursor by retrieving places whose context is
// like the cursor's, substituting names, and voting.
//
// It never starts a goroutine, never opens a file or a connection, and never
// returns text that no source in the workspace supports.
package local
