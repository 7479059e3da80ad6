// Package family knows the families of models that fill in code, by the markers
// they were trained with.
//
// It never lays out a prompt, never asks a server, and never takes a model for a
// member of a family on a guess: an unknown name is no family's.
package family
