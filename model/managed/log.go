package managed

import (
	"bytes"
	"os"
	"strings"
	"sync"
)

// maxLog bounds the log of a server, in bytes; as much of what was before it is kept
// beside it.
const maxLog = 512 << 10

// output is what a server says: kept in a file that does not grow without bound, and
// looked through for what matters. It is safe for concurrent use.
type output struct {
	path string

	mu      sync.Mutex
	file    *os.File
	size    int64
	half    []byte   // a line whose end has not come
	last    []string // lines, the newest last
	listens string   // the address that a line has named
	heard   chan struct{}
}

func newOutput(path string) *output { return &output{path: path, heard: make(chan struct{})} }

// begin forgets what the server before has said.
func (o *output) begin() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.half, o.last, o.listens, o.heard = nil, nil, "", make(chan struct{})
}

// Write takes what the server says. A disk that takes nothing is no reason to end it.
func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.keep(b)
	o.half = append(o.half, b...)
	for {
		line, rest, whole := bytes.Cut(o.half, []byte("\n"))
		if !whole {
			break
		}
		o.line(strings.TrimSpace(string(line)))
		o.half = rest
	}
	if len(o.half) > 1<<16 {
		o.half = nil
	}
	return len(b), nil
}

func (o *output) keep(b []byte) {
	if o.file != nil && o.size+int64(len(b)) > maxLog {
		_ = o.file.Close()
		_ = os.Rename(o.path, o.path+".old")
		o.file = nil
	}
	if o.file == nil {
		file, err := os.OpenFile(o.path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
		if err != nil {
			return
		}
		o.file, o.size = file, 0
	}
	n, _ := o.file.Write(b)
	o.size += int64(n)
}

func (o *output) line(line string) {
	const most = 20
	if line == "" {
		return
	}
	if o.last = append(o.last, line); len(o.last) > most {
		o.last = o.last[1:]
	}
	if _, url, ok := strings.Cut(line, "listening on "); ok && o.listens == "" && strings.HasPrefix(url, "http://127.0.0.1:") {
		o.listens, _, _ = strings.Cut(url, " ")
		close(o.heard)
	}
}

// address is closed when the server has said where it listens.
func (o *output) address() <-chan struct{} {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.heard
}

func (o *output) url() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.listens
}

// reason is the line that tells most likely why a server has ended.
func (o *output) reason() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, line := range o.last {
		lower := strings.ToLower(line)
		if strings.Contains(lower, "error") || strings.Contains(lower, "failed") || strings.Contains(lower, "invalid") {
			return clip(line)
		}
	}
	if len(o.last) > 0 {
		return clip(o.last[len(o.last)-1])
	}
	return ""
}

func clip(line string) string { return line[:min(len(line), 200)] }

func (o *output) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.file != nil {
		_ = o.file.Close()
		o.file = nil
	}
}
