//go:build unix

package e2e

import (
	"testing"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/internal/editortest"
	"github.com/inkling-lsp/inkling/internal/markertest"
)

// A raw client is an editor that is nothing but LSP over stdio.
type raw struct {
	*editortest.Editor
	t      *testing.T
	server <-chan string
	ended  bool
}

func startRaw(t *testing.T, s markertest.Session, command ...string) *raw {
	t.Helper()
	path, end := install(t, s.Log, command...)
	r := &raw{t: t, server: end}
	t.Cleanup(func() { // runs after the editor's own, which closes it
		if !r.ended {
			awaitServerEnd(t, end)
		}
	})
	r.Editor = editortest.Start(t, s.Root, editortest.Options{
		Command: []string{path, "lsp"}, Encodings: []text.Encoding{s.Encoding}, Roots: s.Roots, Watches: s.Watches,
	})
	return r
}

func (r *raw) Close() { r.ended = true; r.Editor.Close(); awaitServerEnd(r.t, r.server) }

// Break can't kill the client, which is the test itself: it breaks the
// connection, which is all that a server hears of a killed editor.
func (r *raw) Break() { r.ended = true; r.Editor.Break(); awaitServerEnd(r.t, r.server) }
