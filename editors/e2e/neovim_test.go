//go:build unix

package e2e

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/internal/markertest"
)

// A neovim is an editor with a server. It is a markertest.Editor.
type neovim struct {
	*screen
	root     string
	encoding string // that must be agreed on
	server   <-chan string
	ended    bool

	state state // the last one that was reported
	mark  int   // the number of the last answer that does not count any more
	asked bool  // Neovim asks by itself, since something was typed or the cursor went
	heard int   // how often the server had learned when that was looked at last
}

// state is what testdata/observe.lua reports. Offsets are bytes of the document
// as its file would be.
type state struct {
	Name, Mode, Text string
	Cursor, Tick     int
	Ghosts           []struct {
		At   int
		Text string
	}
	Open     []string // the documents that the server knows
	Answered struct {
		Number, Tick, Cursor int
		Texts                []string
		Failed               string
	}
	Learned, Written int
	Encoding         string
}

// startNeovim starts a Neovim of a kind on a workspace. Its server is command,
// which the configuration finds on PATH as inkling.
func startNeovim(t *testing.T, k kind, s markertest.Session, command ...string) *neovim {
	t.Helper()
	home := t.TempDir()
	// The configurations look for the workspace's root.
	if err := os.Mkdir(filepath.Join(s.Root, ".git"), 0o755); err != nil {
		t.Fatal(err)
	}
	observer, err := filepath.Abs(filepath.Join("testdata", "observe.lua"))
	if err != nil {
		t.Fatal(err)
	}
	path, end := install(t, s.Log, command...)
	reports := filepath.Join(home, "reports")
	program := exec.Command(k.program(t), "-u", configuration(t, k.title), "-i", "NONE", "-n", "--cmd", "luafile "+observer)
	program.Dir = s.Root
	program.Env = append(os.Environ(), "HOME="+home, "INKLING_E2E_REPORTS="+reports, "PATH="+filepath.Dir(path)+":"+os.Getenv("PATH"))
	for _, name := range []string{"CONFIG", "DATA", "STATE", "CACHE", "RUNTIME"} {
		program.Env = append(program.Env, "XDG_"+name+"_HOME="+filepath.Join(home, name))
	}
	lines := readPipe(t, reports)
	n := &neovim{screen: openScreen(t, program, lines), root: s.Root, encoding: k.encoding, server: end}
	n.screen.hear = n.hear
	t.Cleanup(func() {
		if !n.ended && !t.Failed() {
			n.Close()
		}
	})
	n.await("Neovim", func() bool { return n.state.Mode != "" })
	return n
}

func (n *neovim) hear(line string) {
	n.state = state{}
	if err := json.Unmarshal([]byte(line), &n.state); err != nil {
		n.t.Fatalf("observe.lua reported %q: %v", line, err)
	}
}

// command leaves insert mode and gives a command.
func (n *neovim) command(format string, args ...any) {
	n.t.Helper()
	n.settle()
	n.press(escape + ":" + fmt.Sprintf(format, args...) + "\r")
}

// settle waits for the answer that is still to come: it could be taken for that
// to what is done next.
func (n *neovim) settle() {
	n.t.Helper()
	if n.asked {
		n.answer()
	}
}

// key presses a key after which Neovim asks by itself.
func (n *neovim) key(key string) {
	n.t.Helper()
	n.settle()
	n.asked = true
	n.press(key)
}

func (n *neovim) Open(path string) {
	n.t.Helper()
	n.show("edit", path)
	n.await("server for "+path+" that has learned", func() bool { return n.IsOpen(path) && n.state.Learned > 0 })
	n.heard = n.state.Learned
	if n.state.Encoding != n.encoding {
		n.t.Fatalf("Neovim and the server speak %s, want %s", n.state.Encoding, n.encoding)
	}
	n.SetCursor(0)
}

func (n *neovim) Focus(path string) {
	n.t.Helper()
	n.show("buffer", path)
	n.SetCursor(0)
}

func (n *neovim) show(command, path string) {
	n.t.Helper()
	n.command("silent %s %s", command, path)
	n.await("document "+path, func() bool { return n.state.Name == filepath.Join(n.root, path) && n.state.Mode == "n" })
}

func (n *neovim) OpenText(string, text.URI, string, string) {
	n.t.Helper()
	n.t.Fatal("neither Neovim has its server see a document without a file: the session has to leave that out")
}

func (n *neovim) CloseDocument(path string) {
	n.t.Helper()
	name, at := n.state.Name, n.state.Cursor
	n.command("silent bwipeout! %s", path)
	n.await("end of "+path, func() bool { return !n.IsOpen(path) && n.state.Mode == "n" })
	if name == n.state.Name {
		n.SetCursor(at)
	}
}

func (n *neovim) IsOpen(path string) bool {
	return slices.Contains(n.state.Open, filepath.Join(n.root, path))
}

func (n *neovim) Text() string { return n.state.Text }

func (n *neovim) Cursor() int { return n.state.Cursor }

func (n *neovim) SetCursor(offset int) {
	n.t.Helper()
	n.command("silent lua Goto(%d)", offset)
	n.asked = true
	n.await(fmt.Sprintf("cursor at byte %d", offset), func() bool { return n.state.Cursor == offset && n.inserts() })
}

func (n *neovim) inserts() bool { return strings.HasPrefix(n.state.Mode, "i") }

func (n *neovim) Type(keys string) { n.t.Helper(); n.key(keys) }

func (n *neovim) Enter() { n.t.Helper(); n.key("\r") }

func (n *neovim) Backspace() { n.t.Helper(); n.key("\x7f") }

func (n *neovim) Replace(r text.Range, s string) {
	n.t.Helper()
	want := n.state.Text[:r.Start] + s + n.state.Text[r.End:]
	n.command("silent lua Replace(%d, %d, '%s')", r.Start, r.End, base64.StdEncoding.EncodeToString([]byte(s)))
	n.asked = true
	n.await("replaced text", func() bool { return n.state.Text == want && n.state.Cursor == r.Start+len(s) && n.inserts() })
}

// GhostText waits for the answer to what is typed, or has Neovim ask again by
// leaving and entering insert mode.
func (n *neovim) GhostText() string {
	n.t.Helper()
	if !n.asked {
		n.SetCursor(n.state.Cursor)
	}
	return n.answer()
}

func (n *neovim) InvokedGhostText() string {
	n.t.Helper()
	n.key(escape + "i") // Alt+i
	return n.answer()
}

func (n *neovim) MenuGhostText(string) string {
	n.t.Helper()
	n.t.Fatal("neither Neovim tells the server of its menu: the session has to leave that out")
	return ""
}

// answer waits for the answer to the document and cursor as they are, looks for
// the ghost text on the screen, and returns it.
func (n *neovim) answer() string {
	n.t.Helper()
	n.await("answer to what is typed", func() bool {
		a := n.state.Answered
		return a.Number > n.mark && a.Tick == n.state.Tick && a.Cursor == n.state.Cursor && n.inserts()
	})
	n.asked, n.mark = false, n.state.Answered.Number
	if n.state.Answered.Failed != "" {
		n.t.Errorf("the server answered with the error %q", n.state.Answered.Failed)
	}
	ghost := ""
	if len(n.state.Ghosts) > 0 {
		ghost = n.state.Ghosts[0].Text
	}
	if len(n.state.Ghosts) > 1 || ghost != "" && n.state.Ghosts[0].At != n.state.Cursor {
		n.t.Fatalf("one ghost text at the cursor, byte %d, was to be drawn; there is %+v", n.state.Cursor, n.state.Ghosts)
	}
	n.awaitGhost(ghost)
	return ghost
}

func (n *neovim) Offered() []string { return n.state.Answered.Texts }

func (n *neovim) Accept() { n.t.Helper(); n.key("\x0c") } // Ctrl+L

func (n *neovim) Save() {
	n.t.Helper()
	at, written := n.state.Cursor, n.state.Written
	n.command("silent write")
	n.await("saved document", func() bool { return n.state.Written > written })
	content, err := os.ReadFile(n.state.Name)
	if err != nil || string(content) != n.state.Text {
		n.t.Errorf("the file is %q (%v), the document %q", content, err, n.state.Text)
	}
	n.SetCursor(at)
}

func (n *neovim) WriteFile(path, content string) {
	n.t.Helper()
	file := filepath.Join(n.root, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		n.t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
		n.t.Fatal(err)
	}
}

func (n *neovim) RemoveFile(path string) {
	n.t.Helper()
	if err := os.Remove(filepath.Join(n.root, filepath.FromSlash(path))); err != nil {
		n.t.Fatal(err)
	}
}

// Learned has nothing to wait for before a document is open: Open does.
func (n *neovim) Learned() {}

func (n *neovim) LearnedAgain(atMost time.Duration) bool {
	n.t.Helper()
	ok := n.awaitAtMost(atMost, func() bool { return n.state.Learned > n.heard })
	n.heard = n.state.Learned
	return ok
}

// Close leaves Neovim and waits until it and its server are gone.
func (n *neovim) Close() {
	n.t.Helper()
	n.ended = true
	n.command("quitall!")
	if code := n.awaitExit(); code != 0 {
		n.t.Errorf("Neovim exited with code %d; its last screen:\n%s", code, n)
	}
	awaitServerEnd(n.t, n.server)
}

func (n *neovim) Break() {
	n.t.Helper()
	n.ended = true
	if err := n.program.Process.Kill(); err != nil {
		n.t.Fatal(err)
	}
	n.awaitExit()
	awaitServerEnd(n.t, n.server)
}

const escape = "\x1b"

// readPipe makes a named pipe and gives the lines that come through it. It is
// closed when the writer has closed it.
func readPipe(t *testing.T, path string) <-chan string {
	t.Helper()
	lines := make(chan string, 1)
	makePipe(t, path, func(reader *os.File) {
		defer close(lines)
		scanner := bufio.NewScanner(reader)
		scanner.Buffer(nil, 1<<20)
		for scanner.Scan() {
			lines <- scanner.Text()
		}
	})
	return lines
}
