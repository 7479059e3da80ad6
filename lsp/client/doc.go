// Package client speaks LSP to an Inkling server, for the demo, the evaluation
// and the tests.
//
// It never guesses what an editor would do, never hides an error of the server,
// and never lets an LSP type out.
package client
