package main

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/internal/editortest"
	"github.com/inkling-lsp/inkling/lsp/client"
)

const shop = `
-- cart.go --
package shop

func first(ctx context.Context, order Order) error {
	if err := notify(ctx, order.ID, "placed"); err != nil {
		return err
	}
	return nil
}

func second(ctx context.Context, order Order) error {
	if err := notify(ctx, order.ID, "placed"); err != nil {
		return err
	}
	return nil
}
-- order.go --
package shop

func third(ctx context.Context, order Order) error {
	if err := not
`

// shopper is an editor with the program itself as its server, in a workspace whose
// settings change while it runs.
type shopper struct {
	t        *testing.T
	ctx      context.Context //nolint:containedctx // it lives as long as its test
	client   *client.Client
	root     string
	order    *text.Snapshot
	messages chan string // what the user was shown
}

func openShop(t *testing.T) *shopper { return openShopWith(t, nil) }

// openShopWith opens it in an editor that has these initializationOptions, if any.
func openShopWith(t *testing.T, initialization json.RawMessage) *shopper {
	t.Helper()
	t.Setenv("GORACE", "atexit_sleep_ms=0")
	user := t.TempDir()
	t.Setenv("HOME", user)
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(user, "config"))
	t.Setenv("AppData", filepath.Join(user, "config"))
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	s := &shopper{t: t, ctx: ctx, root: editortest.Workspace(t, txtar.Parse([]byte(shop))), messages: make(chan string, 100)}
	var err error
	s.client, err = client.Start(ctx, []string{"inkling", "lsp"}, client.Options{Roots: []string{s.root}, Stderr: t.Output(), Notified: s.notified, Initialization: initialization})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.client.Close(ctx); err != nil {
			t.Error(err)
		}
		cancel()
	})
	content, err := os.ReadFile(filepath.Join(s.root, "order.go"))
	s.must(err)
	s.order = text.NewSnapshot(text.FileURI(filepath.Join(s.root, "order.go")), "go", 1, strings.TrimSuffix(string(content), "\n"))
	s.must(s.client.Open(ctx, s.order))
	s.must(s.client.Learned(ctx))
	return s
}

func (s *shopper) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *shopper) notified(method string, params json.RawMessage) {
	var p struct{ Message string }
	if method == "window/showMessage" && json.Unmarshal(params, &p) == nil {
		s.messages <- p.Message
	}
}

// configure writes the workspace's own file, as an editor does.
func (s *shopper) configure(content string) {
	s.t.Helper()
	path := filepath.Join(s.root, "inkling.toml")
	s.must(os.WriteFile(path, []byte(content), 0o600))
	s.must(s.client.ChangedOnDisk(s.ctx, text.FileURI(path), false))
}

// eventually waits until a suggestion is shown, or none is.
func (s *shopper) eventually(shown bool) {
	s.t.Helper()
	end := text.Position{Line: 3, Character: 14}
	for {
		items, err := s.client.Complete(s.ctx, s.order.URI(), end, true)
		s.must(err) // also at the end of the test's time
		if (len(items) > 0) == shown {
			return
		}
	}
}

func (s *shopper) told(want string) {
	s.t.Helper()
	select {
	case got := <-s.messages:
		if !strings.Contains(got, want) {
			s.t.Errorf("the user was told %q, want %q", got, want)
		}
	case <-s.ctx.Done():
		s.t.Fatalf("the user is not told %q", want)
	}
}

func TestServerFollowsTheWorkspacesFile(t *testing.T) {
	s := openShop(t)
	s.eventually(true)
	s.configure("[completion.languages]\ngo = false\n")
	s.eventually(false)
	s.configure("[completion]\nlangages = {go = false}\nthreshold = 2\n")
	s.eventually(true)
	s.told("completion.langages: there is no such setting; did you mean completion.languages?")
	s.configure("[completion\n")
	s.told("inkling.toml:1: column 12: this is no TOML")
	s.configure("completion.threshold = 1\n")
	s.eventually(false)
}

func TestServerFollowsTheUsersFileAndTheUsersTrust(t *testing.T) {
	s := openShop(t)
	var asked atomic.Int64
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		http.NotFound(w, r)
	}))
	t.Cleanup(host.Close)
	s.configure("[backend]\nname = \"llamacpp\"\nurl = \"" + host.URL + "\"\n")
	s.told("backend.name, backend.url are ignored")
	if asked.Load() > 0 {
		t.Error("a workspace named a server that nobody trusted it with")
	}
	if output, err := exec.Command("inkling", "config", "trust", s.root).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	// Nobody tells the server: it sees by itself that the user trusts, and what the
	// user sets.
	for asked.Load() == 0 {
		s.eventually(true)
	}
	folder, err := os.UserConfigDir()
	s.must(err)
	s.must(os.WriteFile(filepath.Join(folder, "inkling", "config.toml"), []byte("completion.enabled = false\n"), 0o600))
	s.eventually(false)
}

// VS Code lays the .vscode/settings.json of a workspace over the user's own settings:
// what an editor sends may come from whoever made the workspace.
func TestEditorsSettingsRunNothingAndWriteNothing(t *testing.T) {
	dir := t.TempDir()
	program, ran, log := filepath.Join(dir, "evil.sh"), filepath.Join(dir, "ran"), filepath.Join(dir, "log")
	if err := os.WriteFile(program, []byte("#!/bin/sh\ntouch '"+ran+"'\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // when the session has ended, and all that it began
		for _, path := range []string{ran, log} {
			if _, err := os.Stat(path); err == nil {
				t.Errorf("there is %s", filepath.Base(path))
			}
		}
	})
	settings, err := json.Marshal(map[string]any{"trusted": true, "inkling": map[string]any{
		"backend": map[string]string{"name": "managed", "program": program, "model": filepath.Join(dir, "x.gguf")},
		"log":     map[string]string{"file": log, "level": "debug"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	s := openShopWith(t, settings)
	s.told("backend.program: only you may set it")
	s.eventually(true)
}
