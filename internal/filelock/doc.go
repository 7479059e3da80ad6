// Package filelock lets one process at a time have something that a file stands
// for. The system releases the lock when its process ends, however it ends.
//
// It never waits, never locks part of a file, and never leaves a lock behind a dead
// process.
package filelock
