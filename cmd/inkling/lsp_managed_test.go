package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/textproto"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/inkling-lsp/inkling/internal/llamatest"
)

// editor is a program that starts `inkling lsp`, prints its process number and each
// status that it tells, and then waits to be killed.
func editor() {
	server := exec.Command("inkling", "lsp")
	in, _ := server.StdinPipe()
	out, _ := server.StdoutPipe()
	if err := server.Start(); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(server.Process.Pid)
	send := func(body string) { fmt.Fprintf(in, "Content-Length: %d\r\n\r\n%s", len(body), body) }
	send(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{"experimental":{"inkling":{"status":true}}}}}`)
	send(`{"jsonrpc":"2.0","method":"initialized","params":{}}`)
	for frames := textproto.NewReader(bufio.NewReader(out)); ; {
		header, err := frames.ReadMIMEHeader()
		if err != nil {
			break
		}
		length, _ := strconv.Atoi(header.Get("Content-Length"))
		body := make([]byte, length)
		if _, err := io.ReadFull(frames.R, body); err != nil {
			break
		}
		if strings.Contains(string(body), `"didChangeStatus"`) {
			fmt.Println(string(body))
		}
	}
	_, _ = io.Copy(io.Discard, os.Stdin)
}

// edited is an editor whose model server answers.
type edited struct {
	command *exec.Cmd
	lsp     int // the process of its language server
}

func edit(t *testing.T, env []string) edited {
	t.Helper()
	e := edited{command: exec.CommandContext(t.Context(), "editor")}
	e.command.Env = env
	in, err := e.command.StdinPipe() // open until the editor is killed
	if err != nil {
		t.Fatal(err)
	}
	out, err := e.command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := e.command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = in.Close(), e.command.Process.Kill() })
	said := bufio.NewScanner(out)
	if said.Scan(); said.Text() != "" {
		e.lsp, err = strconv.Atoi(said.Text())
	}
	if err != nil || e.lsp == 0 {
		t.Fatalf("the editor says %q: %v", said.Text(), err)
	}
	for said.Scan() {
		t.Log(said.Text())
		if strings.Contains(said.Text(), `"message":"qwen-tiny","kind":"Normal"`) {
			return e
		}
	}
	t.Fatal("the model server never answered")
	return e
}

// models are the processes of the llama-servers that run, as their supervisors note them.
func models(t *testing.T, cache string) (running []int) {
	t.Helper()
	records, err := filepath.Glob(filepath.Join(cache, "inkling", "serve", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range records {
		var record struct{ PID int }
		content, err := os.ReadFile(path)
		if err == nil && json.Unmarshal(content, &record) == nil && lives(record.PID) {
			running = append(running, record.PID)
		}
	}
	return running
}

func lives(pid int) bool {
	p, err := os.FindProcess(pid)
	return err == nil && p.Signal(syscall.Signal(0)) == nil
}

func TestLanguageServersShareAModelServerThatEndsWithTheLast(t *testing.T) {
	for name, kill := range map[string]func(e edited) error{
		"the editor is killed": func(e edited) error { return e.command.Process.Kill() },
		"the language server is killed": func(e edited) error {
			p, err := os.FindProcess(e.lsp)
			if err != nil {
				return err
			}
			return p.Kill()
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			env := slices.Concat(os.Environ(), []string{
				"GORACE=atexit_sleep_ms=0", "HOME=" + dir, "XDG_CACHE_HOME=" + dir, "XDG_CONFIG_HOME=" + dir,
				"INKLING_BACKEND=managed", "INKLING_MODEL=" + llamatest.Write(t, dir, llamatest.Qwen), "INKLING_BACKEND_IDLE_AFTER=500ms",
				"INKLING_BACKEND_PROGRAM=" + llamatest.Program(t) + " --no-warmup --threads 1",
			})
			first, second := edit(t, env), edit(t, env)
			shared := models(t, dir)
			if len(shared) != 1 {
				t.Fatalf("two language servers have the model servers %v", shared)
			}
			if err := kill(first); err != nil {
				t.Fatal(err)
			}
			third := edit(t, env) // joins the one that the second still has
			if now := models(t, dir); !slices.Equal(now, shared) {
				t.Errorf("the model servers are %v, and were %v", now, shared)
			}
			for _, e := range []edited{second, third} {
				if err := kill(e); err != nil {
					t.Fatal(err)
				}
			}
			killed := time.Now()
			tick := time.NewTicker(10 * time.Millisecond)
			defer tick.Stop()
			for limit := time.After(30 * time.Second); lives(shared[0]); {
				select {
				case <-tick.C:
				case <-limit:
					t.Fatalf("the model server still runs")
				}
			}
			t.Logf("gone %s after the last", time.Since(killed))
		})
	}
}
