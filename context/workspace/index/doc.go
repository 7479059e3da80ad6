// Package index keeps what is known of the workspace's files in step with the
// disk, in one goroutine: nearest files first, then every change as it comes.
//
// It does not know what is to be known. Learners say that (the embedded model
// is one, the table of symbols another): the index tells them which text
// each file has, by its hash, and reads only the texts that they do not know or
// recall from the store. A file whose stamp is the one that was noted when it was
// read last is not read again to find its hash, not even after a restart.
//
//	stamps of all files ──▶ noted? ── the hash ──▶ recalled? ──▶ known
//	                          └ no: read the text ───┴ no: learn it
//
// It never reads a file but through the workspace room, never makes its caller
// wait, and never learns while a change waits that a batch could let by.
package index
