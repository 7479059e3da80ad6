//go:build unix

package e2e

import (
	"image/color"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

const (
	columns = 120
	rows    = 24
	// patience is how long something may take to be as expected. It only passes
	// when a test fails, so it suits the slowest machine.
	patience = 60 * time.Second
	// ghostColor is the number that testdata/observe.lua gives to ghost text.
	ghostColor = 201
)

// A screen is a terminal with one program in it: a pseudo-terminal, read into
// an emulator in this process. (tmux would do the same but has to be installed,
// and asked again and again: its screen can't be waited for.)
//
// The emulator belongs to the test's goroutine. A second one only carries bytes
// from the program, a third the emulator's answers to the program's questions.
type screen struct {
	t        *testing.T
	terminal *os.File
	emulator *vt.Emulator
	output   chan []byte // closed when the program has let go of the terminal
	program  *exec.Cmd
	exited   chan struct{} // closed when the program is gone
	lines    <-chan string // what the program tells besides
	hear     func(line string)
}

// openScreen starts a program in a new terminal, which also tells something on
// lines. The program is gone when the test ends, whatever happened.
func openScreen(t *testing.T, program *exec.Cmd, lines <-chan string) *screen {
	t.Helper()
	program.Env = append(program.Env, "TERM=xterm-256color")
	terminal, err := pty.StartWithSize(program, &pty.Winsize{Rows: rows, Cols: columns})
	if err != nil {
		t.Fatalf("starting %s in a terminal: %v", program.Path, err)
	}
	s := &screen{
		t: t, terminal: terminal, program: program,
		emulator: vt.NewEmulator(columns, rows),
		output:   make(chan []byte), exited: make(chan struct{}),
		lines: lines,
	}
	answered := make(chan struct{})
	go s.carry()
	go func() {
		defer close(answered)
		_, _ = io.Copy(terminal, s.emulator)
	}()
	t.Cleanup(func() {
		_ = program.Process.Kill()
		for range s.output { // carry may be waiting to hand it over
		}
		<-s.exited
		for range s.lines {
		}
		// Not emulator.Close, which races with Read.
		_ = s.emulator.InputPipe().(io.Closer).Close()
		<-answered
	})
	return s
}

// carry brings the program's output to the test until there is no more.
func (s *screen) carry() {
	for {
		buffer := make([]byte, 4096)
		n, err := s.terminal.Read(buffer)
		if n > 0 {
			s.output <- buffer[:n]
		}
		if err != nil { // Linux says EIO, not EOF, when the last process is gone
			break
		}
	}
	close(s.output)
	_ = s.program.Wait()
	close(s.exited)
	_ = s.terminal.Close()
}

// press types keys, as bytes a terminal would send.
func (s *screen) press(keys string) {
	s.t.Helper()
	if _, err := io.WriteString(s.terminal, keys); err != nil {
		s.t.Fatalf("typing %q: %v", keys, err)
	}
}

// await returns once the screen, or what the program has told, is as wanted, and
// fails the test with the screen's content when it is not in time.
func (s *screen) await(what string, wanted func() bool) {
	s.t.Helper()
	if !s.awaitAtMost(patience, wanted) {
		s.t.Fatalf("no %s within %v; the ghost text is %q, the screen:\n%s", what, patience, s.ghost(), s)
	}
}

// awaitAtMost is await that may fail.
func (s *screen) awaitAtMost(patience time.Duration, wanted func() bool) bool {
	s.t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for !wanted() {
		select {
		case output, open := <-s.output:
			if !open {
				s.t.Fatalf("the program has ended; its last screen:\n%s", s)
			}
			_, _ = s.emulator.Write(output)
		case line, open := <-s.lines:
			if !open {
				s.t.Fatalf("the program tells no more; the screen:\n%s", s)
			}
			s.hear(line)
		case <-deadline.C:
			return false
		}
	}
	return true
}

// awaitGhost waits for this ghost text, white space aside; "" waits until there
// is none.
func (s *screen) awaitGhost(text string) {
	s.t.Helper()
	want := strings.Join(strings.Fields(text), " ")
	s.await("ghost text "+want, func() bool { return s.ghost() == want })
}

// awaitExit waits for the program's end and returns its exit code.
func (s *screen) awaitExit() int {
	s.t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	output, lines := s.output, s.lines
	for {
		select {
		case <-s.exited:
			return s.program.ProcessState.ExitCode()
		case bytes, open := <-output:
			if !open {
				output = nil
			}
			_, _ = s.emulator.Write(bytes)
		case _, open := <-lines:
			if !open {
				lines = nil
			}
		case <-deadline.C:
			s.t.Fatalf("the program has not ended within %v; the screen:\n%s", patience, s)
		}
	}
}

// ghost returns the ghost text on the screen, the cells of its colour, with white
// space as one space.
func (s *screen) ghost() string {
	var lines []string
	for y := range rows {
		var line strings.Builder
		for x := range columns {
			cell := s.emulator.CellAt(x, y)
			if cell != nil && sameColor(cell.Style.Fg, s.emulator.IndexedColor(ghostColor)) {
				line.WriteString(cell.Content)
			}
		}
		if line.Len() > 0 {
			lines = append(lines, line.String())
		}
	}
	return strings.Join(strings.Fields(strings.Join(lines, " ")), " ")
}

// String returns the screen's text.
func (s *screen) String() string { return s.emulator.String() }

func sameColor(a, b color.Color) bool {
	if a == nil || b == nil {
		return false
	}
	r1, g1, b1, _ := a.RGBA()
	r2, g2, b2, _ := b.RGBA()
	return r1 == r2 && g1 == g2 && b1 == b2
}
