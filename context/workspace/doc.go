// Package workspace is the room of files: which files of the user's roots may
// be read, in what order, and what happens to them.
//
// It never reads a file that looks secret, never follows a link out of a root,
// and never writes.
package workspace
