// Package answerjson writes an answer of the completion engine as programs read it.
//
// It never asks a model, never decides what is shown, and never writes a probability
// that nobody has measured.
package answerjson
