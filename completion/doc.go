// Package completion decides what inline completion to show: when to ask, whom,
// what of the answer is fit to be seen, and why there is nothing.
//
// A request goes through it in this order:
//
//	trigger.go   may anything be shown here?
//	shown.go     what is on screen still matches what was typed: show its rest
//	the embedded model answers
//	server.go    where it is not sure, a model server is asked (by fill, a part of
//	             this room), and its line comes first
//	shape.go     fit the answer into the text around the cursor
//	filter.go    drop, with a reason, what is not fit to be seen
//
// It never knows LSP, never reads a file but through context/workspace, and
// never keeps text back without a reason that can be looked up.
package completion
