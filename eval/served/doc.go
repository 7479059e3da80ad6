// Package served measures completion with a real model server and real weights, on
// lines that people have written since the model was made: what the layout of
// context/prompt costs in quality, and what it saves in reading. Such a run takes
// hours, so each answer is a line of a file, a run goes on where the last one
// ended, and the table is computed from the file alone.
//
//	served.go    the sections, and how they are run
//	record.go    the file
//	place.go     which lines, and where in them
//	quality.go   three layouts at the same places
//	table.go     the rows, with their intervals
//
// It never ends a process that it has not started, never listens but on loopback,
// and never takes a number from the code that it measures where the server tells it.
package served
