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
	looked  map[string]bool
}

// startServer starts `inkling lsp` on a folder of which nothing is kept.
func (b *bench) startServer(ctx context.Context, root string) (*server, error) {
	return b.startServerFor(ctx, client.Options{Roots: []string{root}})
}

// startServerFor is startServer for an editor of some kind.
func (b *bench) startServerFor(ctx context.Context, o client.Options) (*server, error) {
	cache, err := os.MkdirTemp(b.dir, "cache-")
	if err != nil {
		return nil, fmt.Errorf("make a place for what is learned: %w", err)
	}
	return b.startServerWith(ctx, o, cache)
}

// startServerKeeping starts `inkling lsp` on a folder, with what is kept in cache,
// for an editor that tells of changes on disk.
func (b *bench) startServerKeeping(ctx context.Context, root, cache string) (*server, error) {
	return b.startServerWith(ctx, client.Options{Roots: []string{root}, Watches: true}, cache)
}

func (b *bench) startServerWith(ctx context.Context, o client.Options, cache string) (*server, error) {
	s := &server{started: time.Now(), looked: make(map[string]bool)}
	o.Env = append(os.Environ(), fmt.Sprintf("GOMAXPROCS=%d", Processors), "INKLING_CACHE_DIR="+cache)
	o.Stderr = b.options.Log
	var err error
	if s.Client, err = client.Start(ctx, []string{b.options.Server, "lsp"}, o); err != nil {
		return nil, err
	}
	s.ready = time.Since(s.started)
	return s, nil
}

// signal sends the server's process a signal.
func (s *server) signal(sent os.Signal) error {
	process, err := os.FindProcess(s.PID())
	if err != nil {
		return fmt.Errorf("find the server: %w", err)
	}
	return process.Signal(sent)
}

// kill ends the server as a crash would.
func (s *server) kill(ctx context.Context) {
	_ = s.signal(os.Kill)
	_ = s.Close(ctx) // what was its other end has nobody to speak to
}

// cpu is the CPU time so far.
func (s *server) cpu() (time.Duration, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.PID()))
	if err != nil {
		return 0, fmt.Errorf("CPU time of a running process is known on Linux only: %w", err)
	}
	_, rest, _ := strings.Cut(string(stat), ") ") // the program's name may hold spaces
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0, fmt.Errorf("CPU time: /proc says %q", stat)
	}
	user, userErr := strconv.ParseInt(fields[11], 10, 64)
	system, systemErr := strconv.ParseInt(fields[12], 10, 64)
	const tick = 10 * time.Millisecond // USER_HZ is 100 on every Linux that Go runs on
	return time.Duration(user+system) * tick, errors.Join(userErr, systemErr)
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
