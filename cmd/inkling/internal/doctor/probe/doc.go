// Package probe asks a model server what it serves and how fast it answers, and says
// what to do when it does not.
//
// It sends a sample that it has made up, and neither a word of the user's code nor more
// than a few hundred tokens.
//
// It never asks a server that its caller has not opened, never shows a key, and never
// takes a time that the server's cache made short for the time of reading.
package probe
