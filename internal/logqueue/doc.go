// Package logqueue lets nobody wait for a log. A disk can be slow, and a pipe can
// have a reader that has stopped reading: what is logged is queued, and written by
// a goroutine of its own. When the queue is full, lines are lost rather than waited
// for, and the log says how many.
//
// It never makes whoever logs wait, never keeps more than its bound, and never loses
// a line without a word about it.
package logqueue
