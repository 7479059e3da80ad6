package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/inkling-lsp/inkling/internal/llamatest"
)

// inkling is the program with folders of its own. It is run with the given arguments.
func inkling(t *testing.T, env ...string) func(args ...string) (out, errs string, code int) {
	t.Helper()
	dir := t.TempDir()
	env = slices.Concat(os.Environ(), []string{
		"GORACE=atexit_sleep_ms=0", "HOME=" + dir, "XDG_CACHE_HOME=" + dir, "LocalAppData=" + dir,
		"XDG_CONFIG_HOME=" + dir, "AppData=" + dir, "HF_TOKEN=hf_secret",
	}, env)
	return func(args ...string) (string, string, int) {
		t.Helper()
		var out, errs strings.Builder
		command := exec.CommandContext(t.Context(), "inkling", args...)
		command.Env, command.Dir, command.Stdout, command.Stderr = env, dir, &out, &errs
		err := command.Run()
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		return out.String(), errs.String(), command.ProcessState.ExitCode()
	}
}

func TestWeightsArePulledListedAndRemoved(t *testing.T) {
	file := llamatest.Write(t, t.TempDir(), llamatest.Qwen)
	var token atomic.Value
	hub := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token.Store(r.Header.Get("Authorization"))
		if !strings.HasPrefix(r.URL.Path, "/second-state/StarCoder2-3B-GGUF/resolve/main/") {
			http.NotFound(w, r)
			return
		}
		http.ServeFile(w, r, file)
	}))
	defer hub.Close()
	run := inkling(t, "HF_ENDPOINT="+hub.URL)
	out, errs, code := run("model", "pull", "starcoder2-3b")
	if code != 0 || !strings.Contains(out, "starcoder2-3b: 0.") || !strings.Contains(out, "SHA-256 ") || !strings.Contains(out, "nothing to compare") {
		t.Fatalf("pull: %d\n%s%s", code, out, errs)
	}
	if !strings.Contains(errs, "openrail") || strings.Contains(errs, "\r") || token.Load() != "Bearer hf_secret" {
		t.Errorf("pull: token %q\n%s", token.Load(), errs)
	}
	if out, _, code := run("model", "pull", "starcoder2-3b"); code != 0 || !strings.Contains(out, "is here already") {
		t.Errorf("again: %d\n%s", code, out)
	}
	if out, errs, code := run("model", "pull", "qwen2.5-coder-7b"); code != badUsage || !strings.Contains(errs, "there is no such file") || out != "" {
		t.Errorf("not there: %d\n%s%s", code, out, errs)
	}
	if _, errs, code := run("model", "pull", hub.URL+"/x.bin"); code != badUsage || !strings.Contains(errs, ".gguf") {
		t.Errorf("another kind: %d\n%s", code, errs)
	}
	out, _, code = run("model", "list", "--json")
	var list modelList
	if err := json.Unmarshal([]byte(out), &list); err != nil || code != 0 {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, w := range list.Weights {
		if (w.Path != "") != (w.Name == "starcoder2-3b") || w.Licence == "" || w.Part {
			t.Errorf("%+v", w)
		}
	}
	if out, _, code := run("model", "list"); code != 0 || !strings.Contains(out, "+ starcoder2-3b") || !strings.Contains(out, "  qwen2.5-coder-0.5b") {
		t.Errorf("list: %d\n%s", code, out)
	}
	if out, _, code := run("model", "remove", "starcoder2-3b"); code != 0 || !strings.Contains(out, "MB freed") {
		t.Errorf("remove: %d\n%s", code, out)
	}
	if _, errs, code := run("model", "remove", "starcoder2-3b"); code != badUsage || !strings.Contains(errs, "no weights") {
		t.Errorf("remove again: %d\n%s", code, errs)
	}
	if _, errs, code := run("model", "pull", hub.URL+"/x.gguf"); code != badUsage || token.Load() != "Bearer hf_secret" {
		t.Errorf("by its address: %d\n%s", code, errs)
	}
}

func TestServedModelIsUsedByOtherCommands(t *testing.T) {
	file := llamatest.Write(t, t.TempDir(), llamatest.Qwen)
	program := "INKLING_BACKEND_PROGRAM=" + llamatest.Program(t) + " --no-warmup --threads 1"
	run := inkling(t, program, "INKLING_BACKEND=managed")
	if out, errs, code := run("model", "pull", file); code != 0 {
		t.Fatalf("pull: %d\n%s%s", code, out, errs)
	}
	out, errs, code := run("model", "test", "--set", "backend.idle_after=1s")
	if code != 0 || !strings.Contains(out, "managed at an address of its own, model qwen-tiny") {
		t.Errorf("test: %d\n%s%s", code, out, errs)
	}
	out, errs, code = run("doctor")
	if code != 0 || !strings.Contains(out, "✓ llama.cpp       llama-server ") || !strings.Contains(out, "qwen-tiny reads ") || !strings.Contains(out, "✓ model server    managed, model qwen-tiny: completes in") {
		t.Errorf("doctor: %d\n%s%s", code, out, errs)
	}
	if _, errs, code := run("model", "status", "--url", "http://127.0.0.1:1"); code != badUsage || !strings.Contains(errs, "it has no url") {
		t.Errorf("with a url: %d\n%s", code, errs)
	}
	if _, errs, code := run("model", "serve", "none"); code != unreachable || !strings.Contains(errs, `no weights "none" here`) {
		t.Errorf("serve none: %d\n%s", code, errs)
	}
	if _, errs, code := run("__supervise", "x"); code != badUsage || !strings.Contains(errs, "inkling model serve") {
		t.Errorf("supervise: %d\n%s", code, errs)
	}
}

// serving is `inkling model serve`, which holds a server.
type serving struct {
	command *exec.Cmd
	said    map[string]string
	dir     string // its cache folder
	// asked is the exit code of another program that asks the server.
	asked func() (code int)
}

func serve(t *testing.T, env ...string) serving {
	t.Helper()
	s := serving{said: map[string]string{}, dir: t.TempDir()}
	s.command = exec.CommandContext(t.Context(), "inkling", "model", "serve", llamatest.Write(t, s.dir, llamatest.Qwen))
	s.command.Env = slices.Concat(os.Environ(), []string{
		"GORACE=atexit_sleep_ms=0", "HOME=" + s.dir, "XDG_CACHE_HOME=" + s.dir, "XDG_CONFIG_HOME=" + s.dir,
		"INKLING_BACKEND_PROGRAM=" + llamatest.Program(t) + " --no-warmup --threads 1",
	}, env)
	out, err := s.command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.command.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); len(s.said) < 3 && lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), "=")
		s.said[name] = value
	}
	if s.said["INKLING_BACKEND"] != "llamacpp" || !strings.HasPrefix(s.said["INKLING_URL"], "http://127.0.0.1:") || len(s.said["INKLING_API_KEY"]) < 20 {
		t.Errorf("it says %v", s.said)
	}
	run := inkling(t, "INKLING_BACKEND=llamacpp", "INKLING_URL="+s.said["INKLING_URL"], "INKLING_API_KEY="+s.said["INKLING_API_KEY"])
	s.asked = func() int {
		_, _, code := run("model", "status")
		return code
	}
	if code := s.asked(); code != 0 {
		t.Errorf("asked with what it says: exit code %d", code)
	}
	return s
}

// gone waits until the server is gone, and nothing of it left.
func (s serving) gone(t *testing.T) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for limit := time.After(30 * time.Second); ; {
		left, err := filepath.Glob(filepath.Join(s.dir, "inkling", "serve", "*.sock"))
		if err == nil && len(left) == 0 && s.asked() == unreachable {
			return
		}
		select {
		case <-tick.C:
		case <-limit:
			t.Fatalf("it still answers: %v, %v", left, err)
		}
	}
}

func TestServerEndsWithTheCommandThatIsInterrupted(t *testing.T) {
	s := serve(t)
	if err := s.command.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := s.command.Wait(); err != nil {
		t.Errorf("interrupted, it ends with %v", err)
	}
	s.gone(t) // the limit of idleness is two minutes: it was told that it may end
}

func TestServerEndsAfterTheCommandThatIsKilled(t *testing.T) {
	s := serve(t, "INKLING_BACKEND_IDLE_AFTER=500ms")
	if err := s.command.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = s.command.Wait() // killed
	s.gone(t)
}
