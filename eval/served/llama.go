package served

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// llama is a llama-server of ours.
type llama struct {
	url     string
	command *exec.Cmd
	done    chan struct{}
}

const (
	contextSize = 8192 // tokens
	loading     = 2 * time.Minute
)

// startLlama starts a server with one slot on a free port of loopback, and waits
// until it has loaded the weights. What it says goes to log.
func startLlama(ctx context.Context, program string, log io.Writer, flags ...string) (*llama, error) {
	args := append([]string{
		"--host", "127.0.0.1", "--port", "0",
		"--parallel", "1", "--ctx-size", strconv.Itoa(contextSize), "--cache-ram", "0",
	}, flags...)
	out, in := io.Pipe()
	l := &llama{command: exec.CommandContext(ctx, program, args...), done: make(chan struct{})}
	l.command.Stdout, l.command.Stderr = in, in
	l.command.WaitDelay = 5 * time.Second
	if err := l.command.Start(); err != nil {
		return nil, fmt.Errorf("start the model server: %w", err)
	}
	listens := make(chan string, 1)
	go func() {
		defer close(l.done)
		follow(out, listens, log)
	}()
	go func() { in.CloseWithError(l.command.Wait()) }()
	select {
	case l.url = <-listens:
	case <-time.After(loading):
	case <-l.done:
	}
	if l.url == "" {
		l.end()
		return nil, fmt.Errorf("start the model server %s: it does not say where it listens", program)
	}
	return l, nil
}

// follow copies what a server says, and tells where it listens.
func follow(out io.Reader, listens chan<- string, log io.Writer) {
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if _, url, ok := strings.Cut(lines.Text(), "listening on "); ok {
			select {
			case listens <- strings.TrimSpace(url):
			default:
			}
		}
		fmt.Fprintln(log, lines.Text())
	}
	if err := lines.Err(); err != nil {
		fmt.Fprintln(log, "the model server has ended:", err)
	}
	_, _ = io.Copy(io.Discard, out) // after a line that is too long to be read
}

// end kills the server: asked to end, it waits for connections that were closed in
// the middle of an answer.
func (l *llama) end() {
	_ = l.command.Process.Kill() // it may be gone already
	<-l.done
}
