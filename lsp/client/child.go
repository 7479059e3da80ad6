package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
)

// child is a server that runs as a process of ours.
type child struct {
	cmd *exec.Cmd
}

func startChild(ctx context.Context, argv []string, o Options) (*child, io.ReadWriteCloser, error) {
	if len(argv) == 0 {
		return nil, nil, errors.New("start the server: no command given")
	}
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	apart(cmd)
	cmd.Env, cmd.Stderr = o.Env, o.Stderr
	cmd.WaitDelay = endBound // a grandchild may hold stderr open
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, nil, fmt.Errorf("start the server %s: %w", argv[0], err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, nil, fmt.Errorf("start the server %s: %w", argv[0], err)
	}
	if err := cmd.Start(); err != nil {
		return nil, nil, fmt.Errorf("start the server: %w", err)
	}
	return &child{cmd}, pipes{out, in}, nil
}

func (c *child) kill() { _ = c.cmd.Process.Kill() } // it may be gone already

// wait reaps the process. It must run after the last read of its output, which
// it closes.
func (c *child) wait() error {
	if err := c.cmd.Wait(); err != nil {
		return fmt.Errorf("the server (%s) ended badly: %w", strings.Join(c.cmd.Args, " "), err)
	}
	return nil
}

// pipes are a child's output and input.
type pipes struct {
	io.ReadCloser
	io.WriteCloser
}

func (p pipes) Close() error { return errors.Join(p.WriteCloser.Close(), p.ReadCloser.Close()) }
