// Package markertest runs tests that are text files: a workspace, a cursor, what
// a user does, and what must be seen. README.md says how to write one.
//
// A file is read whole (marker.go) and refused if anything in it is unused or
// unknown. Then an editor of internal/editortest plays its script (play.go)
// against a server with the real model, in the test's process or in another.
//
// It never reaches past LSP but to read the server's log, never waits for time
// to pass, and never leaves a part of a file untested.
package markertest
