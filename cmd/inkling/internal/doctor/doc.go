// Package doctor looks at a machine and a workspace and says what works, what
// does not, and what mends it.
//
// It never changes anything, never opens a connection that the configuration does
// not name (but to a llama-server that it starts to measure), and never says that something is wrong without saying what to do.
package doctor
