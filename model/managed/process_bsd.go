//go:build unix && !linux

package managed

import (
	"os"
	"os/exec"
	"syscall"
)

// tie has a command and what it starts be one group.
func tie(command *exec.Cmd) { command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

func bind(*os.Process) (release func()) { return func() {} }
