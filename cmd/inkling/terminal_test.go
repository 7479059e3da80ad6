//go:build unix

package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/creack/pty"
	"golang.org/x/term"
)

func TestInterruptedDemoSaysSoOnce(t *testing.T) {
	shop := t.TempDir()
	code := "package shop\n" + strings.Repeat("\nfunc f(ctx context.Context, order Order) error {\n"+
		"\tif err := notify(ctx, order.ID, \"placed\"); err != nil {\n\t\treturn fmt.Errorf(\"notify %s: %w\", order.ID, err)\n\t}\n"+
		"\torder.Total = total\n\treturn store(ctx, order)\n}\n", 3)
	for _, name := range []string{"a.go", "b.go"} {
		if err := os.WriteFile(filepath.Join(shop, name), []byte(code), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	demo := exec.Command("inkling", "demo", "--lines", "2", "--speed", "0.5", shop)
	demo.Env = append(os.Environ(), "TERM=xterm", "GORACE=atexit_sleep_ms=0", "XDG_CONFIG_HOME="+t.TempDir(), "INKLING_CACHE_DIR="+t.TempDir())
	terminal, err := pty.Start(demo)
	if err != nil {
		t.Fatal(err)
	}
	defer terminal.Close()
	var shown strings.Builder
	for buffer := make([]byte, 4096); !strings.Contains(shown.String(), "\x1b[?25l"); { // until the cursor is hidden
		n, err := terminal.Read(buffer)
		if shown.Write(buffer[:n]); err != nil {
			t.Fatalf("the demo ended: %v\n%s", err, shown.String())
		}
	}
	if _, err := terminal.WriteString("\x03"); err != nil { // Ctrl-C: every process in the foreground hears of it
		t.Fatal(err)
	}
	rest, _ := io.ReadAll(terminal)
	var exit *exec.ExitError
	if err := demo.Wait(); !errors.As(err, &exit) || exit.ExitCode() != interrupted {
		t.Errorf("the demo ended with %v, want exit code %d", err, interrupted)
	}
	if n := strings.Count(string(rest), "interrupted"); n != 1 {
		t.Errorf("it says %d times that it was interrupted: %q", n, rest)
	}
}

func TestInterruptEndsTheReadingOfStandardInput(t *testing.T) {
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		complete := exec.Command("inkling", "complete", "--stdin-filename", filepath.Join(t.TempDir(), "main.go"), "-:1:1")
		complete.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0")
		in, err := complete.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := complete.Start(); err != nil {
			t.Fatal(err)
		}
		// Far more than a pipe holds: once it is written, it is being read.
		if _, err := io.WriteString(in, strings.Repeat("x := 1\n", 1<<20/7)); err != nil {
			t.Fatal(err)
		}
		if err := complete.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		var exit *exec.ExitError
		if err := complete.Wait(); !errors.As(err, &exit) || exit.ExitCode() != interrupted {
			t.Errorf("after %v it ended with %v, want exit code %d", signal, err, interrupted)
		}
	}
}

func TestStandardInputIsReadNoFurtherThanADocumentMayGo(t *testing.T) {
	complete := exec.Command("inkling", "complete", "--stdin-filename", filepath.Join(t.TempDir(), "main.go"), "-:1:1")
	complete.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0")
	var said bytes.Buffer
	complete.Stderr = &said
	in, err := complete.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := complete.Start(); err != nil {
		t.Fatal(err)
	}
	for err == nil { // without end, until nobody reads any more
		_, err = io.WriteString(in, strings.Repeat("x := 1\n", 1000))
	}
	var exit *exec.ExitError
	if err := complete.Wait(); !errors.As(err, &exit) || exit.ExitCode() != badUsage || !strings.Contains(said.String(), "more than 2097152 bytes") {
		t.Errorf("it ended with %v and said %q, want exit code %d and the limit", err, &said, badUsage)
	}
}

func TestKeyIsTypedUnseen(t *testing.T) {
	withKeyring(t)
	terminal, program, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer terminal.Close()
	before := terminalState(t, terminal)
	code := make(chan int)
	go func() {
		code <- run([]string{"model", "key", "set", "--backend", "openai"}, console{program, program, program})
		program.Close()
	}()
	for terminalState(t, terminal) == before { // until it shows no more
		runtime.Gosched()
	}
	if _, err := terminal.WriteString("sesame\n"); err != nil {
		t.Fatal(err)
	}
	shown := make(chan string)
	go func() {
		all, _ := io.ReadAll(terminal) // ends with an error, as terminals do on some systems
		shown <- string(all)
	}()
	if got := <-code; got != done {
		t.Errorf("exit code %d", got)
	}
	if all := <-shown; strings.Contains(all, "sesame") || !strings.Contains(all, "the keyring has a key for api.openai.com") {
		t.Errorf("the terminal shows %q", all)
	}
}

func TestInterruptEndsTheTypingOfAKey(t *testing.T) {
	t.Setenv("GORACE", "atexit_sleep_ms=0")
	set := exec.Command("inkling", "model", "key", "set", "--backend", "openai")
	terminal, program, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer terminal.Close()
	defer program.Close()
	set.Stdin, set.Stdout, set.Stderr = program, program, program
	set.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	before := terminalState(t, terminal)
	if err := set.Start(); err != nil {
		t.Fatal(err)
	}
	for terminalState(t, terminal) == before {
		runtime.Gosched()
	}
	if _, err := terminal.WriteString("ses\x03"); err != nil { // Ctrl-C
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := set.Wait(); !errors.As(err, &exit) || exit.ExitCode() != interrupted {
		t.Errorf("it ended with %v, want exit code %d", err, interrupted)
	}
	if terminalState(t, terminal) != before {
		t.Error("the terminal still shows nothing that is typed")
	}
}

func terminalState(t *testing.T, terminal *os.File) term.State {
	t.Helper()
	state, err := term.GetState(int(terminal.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	return *state
}

func TestWhatIsWaitedForLongIsShownUntilItEnds(t *testing.T) {
	t.Setenv("TERM", "xterm")
	terminal, program, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer terminal.Close()
	answered, ended := make(chan error), make(chan error)
	go func() {
		ended <- waited(console{err: program}, "asking the server", func() error { return <-answered })
		program.Close()
	}()
	var shown strings.Builder
	for buffer := make([]byte, 4096); !strings.Contains(shown.String(), "asking the server: 1 s"); {
		n, err := terminal.Read(buffer)
		if shown.Write(buffer[:n]); err != nil {
			t.Fatalf("%v: %q", err, shown.String())
		}
	}
	answered <- io.ErrUnexpectedEOF
	if err := <-ended; !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("the error is %v", err)
	}
	rest, _ := io.ReadAll(terminal)
	if !strings.HasSuffix(string(rest), "\r\x1b[K") {
		t.Errorf("the line is left: %q", rest)
	}
}
