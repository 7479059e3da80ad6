// Package completion decides what inline completion to show: when to ask, whom,
// what of the answer is fit to be seen, and why there is nothing.
//
// A request goes through it in this order:
//
//	trigger.go   may anything be shown here?
//	shown.go     what is on screen still matches what was typed: show its rest
//	             (the cache and the requests in flight will stand here, each
//	             asked only when the one above has nothing)
//	the embedded model answers
//	             (the model server will stand here, asked when the embedded
//	             model is not sure enough)
//	shape.go     fit the answer into the text around the cursor
//	filter.go    drop, with a reason, what is not fit to be seen
//
// It never knows LSP, never reads a file but through context/workspace, and
// never keeps text back without a reason that can be looked up.
package completion
