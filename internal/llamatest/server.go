package llamatest

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Model is a model to write: its name, and the special texts that are one token of
// its vocabulary each.
type Model struct {
	Name    string
	Special []string
}

// The markers of some families, and a model without any.
var (
	Qwen = Model{"qwen-tiny", []string{
		"<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>", "<|fim_pad|>", "<|repo_name|>", "<|file_sep|>", "<|im_start|>", "<|im_end|>",
	}}
	StarCoder = Model{"starcoder2-tiny", []string{"<fim_prefix>", "<fim_suffix>", "<fim_middle>", "<fim_pad>", "<repo_name>", "<file_sep>"}}
	DeepSeek  = Model{"deepseek-coder-tiny", []string{"<｜fim▁begin｜>", "<｜fim▁hole｜>", "<｜fim▁end｜>"}}
	Plain     = Model{"plain-tiny", []string{"<|im_start|>", "<|im_end|>"}}
)

// Write puts a model into a folder, as NAME.gguf.
func Write(t testing.TB, folder string, m Model) (path string) {
	t.Helper()
	path = filepath.Join(folder, m.Name+".gguf")
	if err := write(path, m.Name, newVocabulary(m.Special)); err != nil {
		t.Fatal(err)
	}
	return path
}

// Server is a llama-server that runs until its test ends.
type Server struct {
	URL string // http://127.0.0.1:PORT
}

// Start writes a model and serves it on a free port of loopback: two slots with a
// context of 4,096 tokens each, unless the flags say otherwise.
func Start(t testing.TB, m Model, flags ...string) *Server {
	t.Helper()
	args := []string{"--model", Write(t, t.TempDir(), m), "--alias", m.Name, "--parallel", "2", "--ctx-size", "8192"}
	// It is killed: asked to end, it waits for connections that were closed in the
	// middle of an answer.
	return run(t, os.Kill, append(args, flags...))
}

// StartRouter serves several models from one address, each loaded when it is
// asked for.
func StartRouter(t testing.TB, models ...Model) *Server {
	t.Helper()
	folder := t.TempDir()
	for _, m := range models {
		Write(t, folder, m)
	}
	// It is asked, since the servers of its models are to end with it.
	return run(t, os.Interrupt, []string{"--models-dir", folder, "--parallel", "2", "--ctx-size", "8192"})
}

// run starts a server, which the signal ends when the test does, and waits until it
// says where it listens.
func run(t testing.TB, end os.Signal, args []string) *Server {
	t.Helper()
	args = append([]string{"--host", "127.0.0.1", "--port", "0", "--threads", "1", "--no-warmup"}, args...)
	command := exec.CommandContext(t.Context(), Program(t), args...)
	command.Cancel = func() error { return command.Process.Signal(end) }
	command.WaitDelay = 5 * time.Second // then it is killed
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	command.Stdout, command.Stderr = in, in
	if err := command.Start(); err != nil {
		t.Fatalf("start llama-server: %v", err)
	}
	_ = in.Close() // the server has its own

	listens := make(chan string, 1)
	read := make(chan struct{})
	go func() {
		defer close(read)
		follow(out, listens)
	}()
	t.Cleanup(func() {
		_ = command.Wait() // ended by a signal, as it was meant to
		<-read
		_ = out.Close()
	})
	select {
	case url := <-listens:
		if !strings.HasPrefix(url, "http://127.0.0.1:") {
			t.Fatalf("llama-server did not start:\n%s", url)
		}
		return &Server{URL: url}
	case <-time.After(time.Minute):
		t.Fatal("llama-server does not say where it listens")
		return nil
	}
}

// follow reads what a server says, sends where it listens, or, at its end, all it
// has said, and goes on reading so that the server does not block.
func follow(out io.Reader, listens chan<- string) {
	var said strings.Builder
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if _, url, ok := strings.Cut(lines.Text(), "listening on "); ok {
			select {
			case listens <- strings.TrimSpace(url):
			default:
			}
		}
		if said.Len() < 1<<20 {
			fmt.Fprintln(&said, lines.Text())
		}
	}
	select {
	case listens <- said.String():
	default:
	}
	_, _ = io.Copy(io.Discard, out) // after a line that is too long to be read
}

// Program is the llama-server to use: the one that `make tools` has put into
// .tools/, or the one on PATH.
func Program(t testing.TB) string {
	t.Helper()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; folder != filepath.Dir(folder); folder = filepath.Dir(folder) {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err != nil {
			continue
		}
		if own := filepath.Join(folder, ".tools", "bin", "llama-server"); exec.Command(own, "--version").Run() == nil { //nolint:noctx // it ends by itself
			return own
		}
		break
	}
	path, err := exec.LookPath("llama-server")
	if err != nil {
		t.Fatal("no llama-server: run `make tools`, or install llama.cpp so that it is on PATH")
	}
	return path
}
