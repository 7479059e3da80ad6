package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/inkling-lsp/inkling/lsp/client"
)

// server is a language server as an editor starts it: a process of its own.
type server struct {
	*client.Client
	started time.Time
	ready   time.Duration // from the process's start to the answer of initialize
}

// startServer starts `inkling lsp` on a folder.
func (b *bench) startServer(ctx context.Context, root string) (*server, error) {
	return b.startServerFor(ctx, client.Options{Roots: []string{root}})
}

// startServerFor is startServer for an editor of some kind.
func (b *bench) startServerFor(ctx context.Context, o client.Options) (*server, error) {
	s := &server{started: time.Now()}
	o.Env = append(os.Environ(), fmt.Sprintf("GOMAXPROCS=%d", Processors))
	o.Stderr = b.options.Log
	var err error
	if s.Client, err = client.Start(ctx, []string{b.options.Server, "lsp"}, o); err != nil {
		return nil, err
	}
	s.ready = time.Since(s.started)
	return s, nil
}

// end ends the server and returns the CPU time of its whole life.
func (s *server) end(ctx context.Context) (cpu time.Duration, err error) {
	err = s.Close(ctx)
	return s.CPU(), err
}

// peak is the most memory (bytes) that was resident at once so far. It is asked
// of /proc: what getrusage tells of a child begins with its parent's.
func (s *server) peak() (int64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.PID()))
	if err != nil {
		return 0, fmt.Errorf("peak memory is known on Linux only: %w", err)
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kb, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			return kb << 10, err
		}
	}
	return 0, errors.New("peak memory: /proc has no VmHWM for the server")
}
