// Package managed runs a llama-server that nobody has started: found on this
// machine, given weights that were pulled, shared by all editors, and gone when the
// last of them is.
//
//	editor ── inkling lsp ──┐ a lease: an open socket
//	editor ── inkling lsp ──┼────────▶ supervisor ── owns ──▶ llama-server
//	inkling model serve  ───┘           tells each lease        loopback, a port and
//	                                    where it listens        a key of its own
//
// The first lease starts the supervisor, a process of its own, so that it outlives
// the editor that came first. A lease ends with the process that holds it, however
// that ends. docs/decisions/0032 says why it is built so.
//
// It never serves but on loopback and with a key, never ends a process that is not
// proven to be its own, and never fetches anything.
package managed
