// Package completion decides what inline completion to show: when to ask, whom,
// what of the answer is fit to be seen, and why there is nothing.
//
// It never knows LSP, never reads a file, and never shows text without a reason
// that can be looked up.
package completion
