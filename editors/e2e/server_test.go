//go:build unix

package e2e

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// buildInkling builds the command as a user has it, once.
var buildInkling = sync.OnceValues(func() (string, error) {
	binary := filepath.Join(binaries, "inkling")
	build := exec.Command("go", "build", "-o", binary, "github.com/inkling-lsp/inkling/cmd/inkling")
	if output, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building inkling: %w\n%s", err, output)
	}
	return binary, nil
})

func inkling(t *testing.T) string {
	t.Helper()
	binary, err := buildInkling()
	if err != nil {
		t.Fatal(err)
	}
	return binary
}

// install puts a program called inkling into a folder of its own: command, with
// what it is given behind that, and with a log. Its end can be waited for: the
// server, and whatever it starts, holds a pipe that ends with the last of them.
// The channel gives what came through the pipe: "started" and nothing more.
func install(t *testing.T, log string, command ...string) (path string, end <-chan string) {
	t.Helper()
	folder := t.TempDir()
	pipe := filepath.Join(folder, "alive")
	ended := make(chan string, 1)
	makePipe(t, pipe, func(reader *os.File) {
		heard, err := io.ReadAll(reader)
		if err != nil {
			heard = []byte(err.Error())
		}
		ended <- string(heard)
	})
	words := []string{quoted(pipe), "echo started >&9", "exec"}
	for _, word := range command {
		words = append(words, quoted(word))
	}
	script := fmt.Sprintf("#!/bin/sh\nexec 9> %s\n%s\n%s \"$@\" --log-level debug --log-file %s\n",
		words[0], words[1], strings.Join(words[2:], " "), quoted(log))
	path = filepath.Join(folder, "inkling")
	if err := os.WriteFile(path, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	return path, ended
}

func quoted(word string) string { return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'" }

// makePipe makes a named pipe and has it read once somebody writes into it. When
// the test ends, the reader has.
func makePipe(t *testing.T, path string, read func(*os.File)) {
	t.Helper()
	if err := unix.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		reader, err := os.Open(path) // waits for a writer
		if err != nil {
			return
		}
		defer reader.Close()
		read(reader)
	}()
	t.Cleanup(func() {
		// Where nobody ever wrote, the reader waits: let it go.
		writer, err := os.OpenFile(path, os.O_WRONLY|unix.O_NONBLOCK, 0)
		if err == nil {
			_ = writer.Close()
		} else if !errors.Is(err, unix.ENXIO) { // ENXIO: nobody reads any more
			t.Error(err)
		}
		<-done
	})
}

// awaitServerEnd returns when the server and all that it started are gone.
func awaitServerEnd(t *testing.T, end <-chan string) {
	t.Helper()
	select {
	case heard := <-end:
		if heard != "started\n" {
			t.Errorf("the server's pipe gave %q, want one start", heard)
		}
	case <-time.After(patience):
		t.Errorf("the server, or a process it started, outlives its editor by %v", patience)
	}
}
