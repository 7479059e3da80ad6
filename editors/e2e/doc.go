// Package e2e plays the same scripted sessions in real editors: a raw client
// over stdio, the newest Neovim with its native inline completion, and a Neovim
// from before there was such a thing. The sessions are marker tests
// (internal/markertest) in testdata/sessions; the configurations of the two
// Neovims are those of docs/editors.md, taken from the page.
//
// A Neovim has a terminal screen of its own. Keys are typed into it, and what it
// shows is read from it; testdata/observe.lua says when there is something to
// look at, and what the document is. A session ends when the editor, the server
// and all that it started are gone.
//
// Its tests never sleep, never pass without both Neovims, and never leave out
// what an editor has no way to do: cannot_test.go says so, and why.
//
// They need a pseudo-terminal, so they are for Unix.
package e2e
