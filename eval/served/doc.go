// Package served measures completion with a real model server and real weights, on
// lines that people have written since the model was made: what the layout of
// context/prompt costs in quality, and what it saves in reading. Such a run takes
// hours, so each answer is a line of a file, a run goes on where the last one
// ended, and the table is computed from the file alone.
//
//	served.go    the sections, and how they are run
//	record.go    the file
//	place.go     which lines, and where in them
//	model.go     the model under measurement; llama.go is its server
//	quality.go   three layouts at the same places; compare.go, similar.go and
//	             interval.go say how they differ
//	reading.go   what a word costs, beside llama.vim's layout, which vim.go sends
//	typing.go    people who type, by keys.go and typist.go, into a language server;
//	             proxy.go hears what the model server says of its costs
//	requests.go  how often it is asked, with a model that scripted.go plays
//	overhead.go  what a request costs beside the server
//	table.go     the rows
//
// It never ends a process that it has not started, never listens but on loopback,
// and never takes a number from the code that it measures where the server tells it.
package served
