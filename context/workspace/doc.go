// Package workspace is the room of files: which files of the user's roots may
// be read, in what order, and what happens to them.
//
// A file is listed if git would show it (tracked, or untracked and not ignored),
// it is a regular file, and neither its name nor its size says that there is
// nothing to learn from it. Reading judges the content as well.
//
// It never reads a file that looks secret, never follows a link out of a root,
// and never writes.
package workspace
