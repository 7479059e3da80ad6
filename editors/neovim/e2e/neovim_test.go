package e2e

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A neovim is an editor on a copy of the test's workspace, with a server.
type neovim struct {
	*screen
	file   string        // the document that is open
	server <-chan string // what the server's end leaves: see watched
}

// startNeovim opens testdata/workspace/shelf.go in a new Neovim whose language
// server is command, and returns when the server is attached.
func startNeovim(t *testing.T, command ...string) *neovim {
	t.Helper()
	home := t.TempDir()
	workspace := filepath.Join(home, "workspace")
	if err := os.CopyFS(workspace, os.DirFS(filepath.Join("testdata", "workspace"))); err != nil {
		t.Fatal(err)
	}
	init, err := filepath.Abs(filepath.Join("testdata", "init.lua"))
	if err != nil {
		t.Fatal(err)
	}
	command, server := watched(t, command)
	encoded, err := json.Marshal(command)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(workspace, "shelf.go")
	program := exec.Command(findNeovim(t), "-u", init, "-i", "NONE", "-n", file)
	program.Dir = workspace
	program.Env = append(os.Environ(), "INKLING_E2E_COMMAND="+string(encoded), "HOME="+home)
	for _, name := range []string{"CONFIG", "DATA", "STATE", "CACHE", "RUNTIME"} {
		program.Env = append(program.Env, "XDG_"+name+"_HOME="+filepath.Join(home, name))
	}
	n := &neovim{screen: openScreen(t, program), file: file, server: server}
	n.awaitLine("server attached")
	return n
}

// findNeovim returns a Neovim that has native inline completion. A missing one
// is a failure, not a reason to test less.
func findNeovim(t *testing.T) string {
	t.Helper()
	root, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		t.Fatalf("finding the module's folder: %v", err)
	}
	candidates := []string{filepath.Join(string(root[:len(root)-1]), ".tools", "bin", "nvim")}
	if path, err := exec.LookPath("nvim"); err == nil {
		candidates = append([]string{path}, candidates...)
	}
	for _, path := range candidates {
		check := exec.CommandContext(t.Context(), path, "--headless", "-u", "NONE", "-i", "NONE", "-n",
			"+lua if not vim.lsp.inline_completion then vim.cmd.cquit() end", "+quitall")
		if check.Run() == nil {
			return path
		}
	}
	t.Fatalf("no Neovim 0.12 or newer among %q: run `make tools`", candidates)
	return ""
}

// watched wraps a server's command so that its end can be waited for: the
// server, and whatever it starts, holds a pipe that ends with the last of them.
// The channel gives what came through the pipe: "started" and nothing more.
func watched(t *testing.T, command []string) (wrapped []string, end <-chan string) {
	t.Helper()
	pipe := filepath.Join(t.TempDir(), "alive")
	if err := unix.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	ended := make(chan string, 1)
	go func() {
		reader, err := os.Open(pipe) // waits for the server
		if err != nil {
			ended <- err.Error()
			return
		}
		defer reader.Close()
		heard, err := io.ReadAll(reader)
		if err != nil {
			ended <- err.Error()
			return
		}
		ended <- string(heard)
	}()
	t.Cleanup(func() {
		// A server that never started leaves a reader that waits: let it go.
		writer, err := os.OpenFile(pipe, os.O_WRONLY|syscall.O_NONBLOCK, 0)
		if err == nil {
			_ = writer.Close()
		} else if !errors.Is(err, syscall.ENXIO) { // ENXIO: nobody reads any more
			t.Error(err)
		}
	})
	script := `exec 9> "$0"; echo started >&9; exec "$@"`
	return append([]string{"sh", "-c", script, pipe}, command...), ended
}

// quit leaves Neovim and waits until it and its server are gone.
func (n *neovim) quit() {
	n.t.Helper()
	n.press(escape + ":quitall!\r")
	if code := n.awaitExit(); code != 0 {
		n.t.Errorf("Neovim exited with code %d; its last screen:\n%s", code, n)
	}
	n.awaitServerEnd()
}

// awaitServerEnd returns when the server and all that it started are gone.
func (n *neovim) awaitServerEnd() {
	n.t.Helper()
	select {
	case heard := <-n.server:
		if heard != "started\n" {
			n.t.Errorf("the server's pipe gave %q, want one start", heard)
		}
	case <-time.After(patience):
		n.t.Errorf("the server, or a process it started, outlives its editor by %v", patience)
	}
}

// saved writes the document and returns what is in the file.
func (n *neovim) saved() string {
	n.t.Helper()
	n.press(escape + ":silent write | let &statusline = 'written'\r")
	n.awaitLine("written")
	content, err := os.ReadFile(n.file)
	if err != nil {
		n.t.Fatal(err)
	}
	return string(content)
}

const escape = "\x1b"
