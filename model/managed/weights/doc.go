// Package weights knows the models that can be run on this machine: a small
// catalogue, how a file of one is fetched and proven whole, which of them a machine
// can carry.
//
//	catalogue.go   what there is, under which licence, and where that was read
//	pull.go        a download that goes on where it was cut off
//	gguf.go        what the file says of itself
//	fit.go         what a machine can carry
//
// It never fetches what was not asked for, never puts a file in place that is not
// what its source says it is, and never sends a token to another host than the one
// it is for.
package weights
