// Package client speaks LSP to an Inkling server, for the demo, the evaluation
// and the tests.
//
// It shares no code with the server. What both know of the wire, such as the names
// of encodings, the rules of the codec and inkling/learned, is written on each side,
// so that a mistake in one shows as a disagreement and not as a dialect of their own.
//
// It never guesses what an editor would do, never hides an error of the server,
// and never lets an LSP type out.
package client
