package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

// The test binary is also the scripted server of fake_test.go.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == fakeServerArg {
		if err := serveFake(os.Stdin, os.Stdout); err != nil {
			_, _ = os.Stderr.WriteString(err.Error() + "\n")
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

// The document's last method is empty; its neighbours all begin with the same
// two lines. The first is typed, and two letters of the second.
const (
	typed      = "GOs.mu.Lock()\rde" // to the last line, and on a new one above it
	ghost      = "fer s.mu.Unlock()"
	wantMethod = "func (s *Shelf) Clear() {\n\ts.mu.Lock()\n\tdefer s.mu.Unlock()\n}\n"
)

func TestGhostTextOfInklingIsShownAndAccepted(t *testing.T) {
	testGhostText(t, buildInkling(t), "lsp")
}

func TestInklingEndsWithANeovimThatIsKilled(t *testing.T) {
	n := startNeovim(t, buildInkling(t), "lsp")
	n.press(":lua vim.uv.kill(vim.uv.os_getpid(), 'sigkill')\r")
	n.awaitExit()
	n.awaitServerEnd()
}

// The harness has to see ghost text when a server surely sends it; then a
// failure of the test above is Inkling's.
func TestHarnessSeesGhostTextOfAScriptedServer(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	testGhostText(t, self, fakeServerArg)
}

func testGhostText(t *testing.T, command ...string) {
	t.Helper()
	n := startNeovim(t, command...)

	n.press(typed)
	n.awaitGhost(ghost)
	n.awaitLine("de" + ghost)

	n.press("\t")
	n.awaitGhost("")
	n.awaitLine("defer s.mu.Unlock()")

	if content := n.saved(); !strings.HasSuffix(content, wantMethod) {
		t.Errorf("the file ends in:\n%s\nwant:\n%s", content[max(0, len(content)-200):], wantMethod)
	}
	n.quit()
}

// buildInkling builds the command as a user has it.
func buildInkling(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "inkling")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "github.com/inkling-lsp/inkling/cmd/inkling")
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building inkling: %v\n%s", err, output)
	}
	return binary
}
