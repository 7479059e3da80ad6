// Package demo types real lines of a real workspace again, key by key, in an
// editor of its own that speaks LSP to a server, and shows what the server offers.
//
// The workspace is a copy, from which the lines were taken out before the server
// started. Two things are given away that a person would also have: where a line
// begins (the editor's own indentation), and that a suggestion is right (it is
// taken with one key if, and only if, it is all that is left of the line).
//
// It never writes to the workspace it shows, never tells the server what comes
// next, and never leaves out an answer from its figures.
package demo
