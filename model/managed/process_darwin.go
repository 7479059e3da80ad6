package managed

import (
	"bytes"
	"fmt"

	"golang.org/x/sys/unix"
)

// identify tells what can't be the same of two processes with one number: when it
// began, and what it runs.
func identify(pid int) (began, runs string, ok bool) {
	p, err := unix.SysctlKinfoProc("kern.proc.pid", pid)
	if err != nil || int(p.Proc.P_pid) != pid {
		return "", "", false
	}
	name, _, _ := bytes.Cut(p.Proc.P_comm[:], []byte{0})
	return fmt.Sprint(p.Proc.P_starttime.Sec, ".", p.Proc.P_starttime.Usec), string(name), true
}
