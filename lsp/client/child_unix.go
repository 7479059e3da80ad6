//go:build unix

package client

import (
	"os/exec"
	"syscall"
)

// apart keeps the terminal's Ctrl-C from the child: whoever started it hears of
// it and ends the session in order.
func apart(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }
