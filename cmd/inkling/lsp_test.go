package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/lsp/client"
)

// neighbour is an editor with a server of its own, on a workspace of others too.
type neighbour struct {
	*client.Client
	t       *testing.T
	ctx     context.Context //nolint:containedctx // that of the test
	learned chan struct{}
}

func startNeighbour(ctx context.Context, t *testing.T, dir string) *neighbour {
	t.Helper()
	n := &neighbour{t: t, ctx: ctx, learned: make(chan struct{}, 1)}
	var err error
	n.Client, err = client.Start(ctx, []string{"inkling", "lsp"}, client.Options{
		Roots: []string{dir},
		Env:   append(os.Environ(), "GORACE=atexit_sleep_ms=0"),
		Notified: func(method string, _ json.RawMessage) {
			if method != "inkling/learned" {
				return
			}
			select {
			case n.learned <- struct{}{}:
			default:
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// completes types a call's name and waits until the server has learned its rest.
func (n *neighbour) completes(name, rest string) {
	n.t.Helper()
	content := "package a\n\nfunc asking() {\n\tvar x = " + name
	s := text.NewSnapshot(text.URI("untitled:"+name), "go", 1, content)
	if err := n.Open(n.ctx, s); err != nil {
		n.t.Fatal(err)
	}
	for {
		items, err := n.Complete(n.ctx, s.URI(), text.Position{Line: 3, Character: len("\tvar x = " + name)}, false)
		if err != nil {
			n.t.Fatal(err)
		}
		if len(items) > 0 && items[0].Text == rest {
			return
		}
		select {
		case <-n.learned:
		case <-n.ctx.Done():
			n.t.Fatalf("%s is never completed, last with %+v", name, items)
		}
	}
}

// call is a file with calls of one function.
func call(t *testing.T, dir, name string) {
	t.Helper()
	content := "package a\n"
	for i := range 5 {
		content += fmt.Sprintf("\nfunc %s%d() {\n\tvar x = %s(queue, deadline)\n}\n", name, i, name)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".go"), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestTwoServersOnOneWorkspaceDoNotDisturbEachOther(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	dir := t.TempDir()
	call(t, dir, "consume")
	one, two := startNeighbour(ctx, t, dir), startNeighbour(ctx, t, dir)
	one.completes("consume", "(queue, deadline)")
	two.completes("consume", "(queue, deadline)")
	call(t, dir, "produce")
	one.completes("produce", "(queue, deadline)")
	two.completes("produce", "(queue, deadline)")

	process, err := os.FindProcess(one.PID())
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := one.Close(ctx); err == nil {
		t.Error("a killed server ended well")
	}
	two.completes("consume", "(queue, deadline)")
	call(t, dir, "transform")
	two.completes("transform", "(queue, deadline)")
	if err := two.Close(ctx); err != nil {
		t.Errorf("the other server ended badly: %v", err)
	}
}

// startUnread is an editor that has filled the pipe of its server's log and reads
// none of it.
func startUnread(ctx context.Context, t *testing.T) (c *client.Client, unread *os.File) {
	t.Helper()
	unread, stderr, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unread.Close() })
	c, err = client.Start(ctx, []string{"inkling", "lsp", "--log-level", "debug"}, client.Options{
		Roots:  []string{t.TempDir()},
		Env:    append(os.Environ(), "GORACE=atexit_sleep_ms=0"),
		Stderr: stderr,
	})
	stderr.Close()
	if err != nil {
		t.Fatal(err)
	}
	s := text.NewSnapshot("untitled:a", "go", 1, "package a\n\nfunc f() {\n\tvar x = y\n}\n")
	if err := c.Open(ctx, s); err != nil {
		t.Fatal(err)
	}
	for range 2000 { // more than a pipe holds
		if _, err := c.Complete(ctx, s.URI(), text.Position{Line: 3, Character: 10}, false); err != nil {
			t.Fatal(err)
		}
	}
	return c, unread
}

func TestLogThatNobodyReadsHoldsUpNeitherTheSessionNorItsEnd(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c, unread := startUnread(ctx, t)
	if err := c.Close(ctx); err != nil {
		t.Error(err)
	}
	got, err := io.ReadAll(unread)
	if err != nil || len(got) < 4096 {
		t.Errorf("the log has %d bytes, which fill no pipe: %v", len(got), err)
	}
}

func TestLogThatNobodyReadsDoesNotHoldUpTheEndByTheEditorsDeath(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c, _ := startUnread(ctx, t)
	if err := c.Break(ctx); err != nil {
		t.Error(err)
	}
}

func TestNothingIsPrintedWhereStandardErrorIsStuck(t *testing.T) {
	left := unsaid{&failure{code: noShutdown, err: errors.New("the client left")}}
	for err, want := range map[error]int{left: noShutdown, byInterrupt(left): interrupted} {
		var printed strings.Builder
		if code := report(&printed, err); code != want || printed.Len() > 0 {
			t.Errorf("%v ends with %d and prints %q, want %d and nothing", err, code, &printed, want)
		}
	}
}
