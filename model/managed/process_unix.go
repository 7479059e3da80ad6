//go:build unix

package managed

import (
	"os"
	"os/exec"
	"syscall"
)

// askToEnd asks a server, and what it has started, to end.
func askToEnd(p *os.Process) { _ = syscall.Kill(-p.Pid, syscall.SIGTERM) }

// kill ends a server, and what it has started.
func kill(p *os.Process) { _ = syscall.Kill(-p.Pid, syscall.SIGKILL) }

// detach has a command outlive its parent and its parent's terminal.
func detach(command *exec.Cmd) { command.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }
