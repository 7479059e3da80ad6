// Package progress shows on a terminal how far a command is that takes long.
//
// It never writes to what is not a terminal, never writes to standard output, and
// never leaves anything behind.
package progress
