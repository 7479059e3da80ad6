package managed

import (
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"runtime"
	"time"
)

// process is a server that was started.
type process struct {
	command *exec.Cmd
	ended   chan struct{} // closed when it has, and all that it said was read
	err     error         // how it ended; to be read after that
}

// startProcess starts a command that ends with this process, however that ends, as
// far as the system can do so. What it says goes to out.
func startProcess(command *exec.Cmd, out io.Writer) (*process, error) {
	read, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	command.Stdout, command.Stderr = write, write
	p := &process{command: command, ended: make(chan struct{})}
	started := make(chan error)
	go func() {
		// Linux ends it with the thread that has started it, so that has to stay.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		tie(command)
		err := command.Start()
		_ = write.Close() // the server has its own
		if err != nil {
			_ = read.Close()
			started <- err
			return
		}
		release := bind(command.Process)
		started <- nil
		p.err = p.await(read, out)
		release()
		close(p.ended)
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return p, nil
}

// await reads what a server says until it ends.
func (p *process) await(read *os.File, out io.Writer) error {
	copied := make(chan struct{})
	go func() {
		defer close(copied)
		_, _ = io.Copy(out, read) // until all that write have ended
	}()
	err := p.command.Wait()
	select {
	case <-copied:
	case <-time.After(time.Second): // something that it has started goes on and holds the pipe
	}
	_ = read.Close()
	<-copied
	return err
}

// stop ends a server and waits for that. It is asked first, but not for long: it
// would wait for the end of answers that nobody reads any more.
func (p *process) stop() {
	askToEnd(p.command.Process)
	select {
	case <-p.ended:
	case <-time.After(2 * time.Second):
		kill(p.command.Process)
		<-p.ended
	}
}

// record is what is written down of a server, so that it is found again if its
// supervisor is killed on a system that does not end it then.
type record struct {
	PID   int    `json:"pid"`
	Began string `json:"began"` // when, as the system tells it; what it is differs
	Runs  string `json:"runs"`  // the program
}

func writeRecord(path string, pid int) {
	if began, runs, ok := identify(pid); ok {
		record{pid, began, runs}.write(path)
	}
}

func (r record) write(path string) {
	content, err := json.Marshal(r)
	if err == nil {
		_ = os.WriteFile(path, content, 0o600) // without it, one orphan is not found
	}
}

// endOrphan ends the server that a record speaks of, if it is still that one: a
// number is soon another process's.
func endOrphan(path string) (ended bool) {
	content, err := os.ReadFile(path)
	if err != nil {
		return false
	}
	var r record
	if json.Unmarshal(content, &r) == nil && r.PID > 1 {
		if began, runs, ok := identify(r.PID); ok && began == r.Began && runs == r.Runs {
			if p, err := os.FindProcess(r.PID); err == nil {
				kill(p)
				ended = true
			}
		}
	}
	_ = os.Remove(path)
	return ended
}
