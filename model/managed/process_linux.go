package managed

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
)

// tie has the system kill a command when the thread that starts it ends.
func tie(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

func bind(*os.Process) (release func()) { return func() {} }

// identify tells what can't be the same of two processes with one number: when it
// began, in ticks since the machine did, and what it runs.
func identify(pid int) (began, runs string, ok bool) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return "", "", false
	}
	// The name, in brackets, may hold anything.
	_, rest, _ := strings.Cut(string(stat[strings.LastIndexByte(string(stat), ')')+1:]), " ")
	fields := strings.Fields(rest)
	const beganAt = 19 // the 22nd of all, of which two are before
	if len(fields) <= beganAt || fields[0] == "Z" {
		return "", "", false
	}
	runs, err = os.Readlink(fmt.Sprintf("/proc/%d/exe", pid))
	return fields[beganAt], strings.TrimSuffix(runs, " (deleted)"), err == nil
}
