package main

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/inkling-lsp/inkling/internal/llamatest"
	"github.com/inkling-lsp/inkling/model/managed"
)

// TestMain lets the scripts run this test binary as the program.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == managed.Command { // started by the program that this is
		main()
	}
	testscript.Main(m, map[string]func(){"inkling": main, "editor": editor})
}

// TestScripts runs testdata/*.txtar: command lines, and what they must print. The
// language is that of the go command's own tests, with three more commands:
//
//	exits CODE PROGRAM ARGUMENT...  runs a program, which is to exit with this code
//	llama NAME                      puts the address of a real llama-server into $NAME
//	serves NAME FOLDER              serves a folder's files and puts the address into $NAME
func TestScripts(t *testing.T) {
	llama := sync.OnceValue(func() string { return llamatest.Start(t, llamatest.Qwen).URL })
	testscript.Run(t, testscript.Params{
		Dir:                "testdata",
		RequireUniqueNames: true,
		Setup: func(e *testscript.Env) error {
			// A program with the race detector waits a second before it exits, for
			// reports of goroutines that are still running; these are all ended.
			e.Setenv("GORACE", "atexit_sleep_ms=0")
			e.Setenv("DBUS_SESSION_BUS_ADDRESS", "") // no script has a keyring
			e.Setenv("INKLING_CACHE_DIR", filepath.Join(e.WorkDir, "cache"))
			// The settings are those that a script writes, on every system.
			e.Setenv("HOME", filepath.Join(e.WorkDir, "home"))
			e.Setenv("XDG_CONFIG_HOME", filepath.Join(e.WorkDir, "user"))
			e.Setenv("AppData", filepath.Join(e.WorkDir, "user"))
			return nil
		},
		RequireExplicitExec: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":  exits,
			"serves": serves,
			"llama": func(ts *testscript.TestScript, _ bool, args []string) {
				ts.Setenv(args[0], llama())
			},
		},
	})
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARGUMENT...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// serves answers requests with files that are named by their method and path, such as
// GET_v1_models. A file named key says what key is asked for.
func serves(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: serves NAME FOLDER")
	}
	folder := ts.MkAbs(args[1])
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key, err := os.ReadFile(filepath.Join(folder, "key"))
		if err == nil && r.Header.Get("Authorization") != "Bearer "+strings.TrimSpace(string(key)) {
			http.Error(w, `{"error":{"message":"another key"}}`, http.StatusUnauthorized)
			return
		}
		content, err := os.ReadFile(filepath.Join(folder, r.Method+strings.ReplaceAll(r.URL.Path, "/", "_")))
		if err != nil {
			http.Error(w, `{"error":{"message":"nothing here"}}`, http.StatusNotFound)
			return
		}
		_, _ = w.Write(content)
	}))
	ts.Defer(server.Close)
	ts.Setenv(args[0], server.URL)
}
