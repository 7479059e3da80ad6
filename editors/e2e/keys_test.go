//go:build unix

package e2e

import (
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/inkling-lsp/inkling/internal/editortest"
	"github.com/inkling-lsp/inkling/internal/markertest"
)

// The page's first ghost text, and the keys that no session has: the one that
// takes it away, and Tab, which indents all the same.
func TestFirstGhostTextOfThePage(t *testing.T) {
	t.Parallel()
	for _, k := range []kind{native, plain} {
		t.Run(k.title, func(t *testing.T) {
			t.Parallel()
			root := editortest.Workspace(t, &txtar.Archive{Files: []txtar.File{{Name: "first.go", Data: []byte(firstFile(t))}}})
			n := startNeovim(t, k, markertest.Session{Root: root, Log: root + ".log"}, inkling(t))
			n.Open("first.go")
			n.SetCursor(len(n.Text()) - len("\n}\n"))
			n.Type("l")
			const ghost = `og.Println("started", name, port)`
			if got := n.GhostText(); got != ghost {
				t.Fatalf("the ghost text is %q, want %q", got, ghost)
			}

			n.press("\x1d") // Ctrl+]
			n.awaitGhost("")

			n.Backspace()
			n.Type("l")
			if got := n.GhostText(); got != ghost {
				t.Fatalf("after it was dismissed, and the letter typed again, the ghost text is %q", got)
			}
			n.Type("\t")
			n.GhostText()
			if !strings.HasSuffix(n.Text(), "\n\tl\t\n}\n") {
				t.Errorf("Tab does not indent while there is ghost text: %q", n.Text())
			}
		})
	}
}
