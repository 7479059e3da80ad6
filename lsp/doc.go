// Package lsp is the language server: the wire, the session, and one thin file
// for each group of methods.
//
// Its read loop never parses, waits or touches a disk; its handlers never
// compute; and no LSP type leaves it but to its client package.
package lsp
