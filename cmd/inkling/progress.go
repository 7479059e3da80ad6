package main

import (
	"fmt"
	"io"
	"os"
	"time"
)

// progress is a line on a terminal that is written over until it ends. It shows
// nothing on anything else, and nothing of what is quickly done.
type progress struct {
	w     io.Writer
	from  time.Time
	shown bool
}

func newProgress(w io.Writer, after time.Duration) *progress {
	if !isTerminal(w) {
		w = nil
	}
	return &progress{w: w, from: time.Now().Add(after)}
}

func (p *progress) show(format string, args ...any) {
	if p.w != nil && time.Now().After(p.from) {
		fmt.Fprintf(p.w, "\r\x1b[K"+format, args...)
		p.shown = true
	}
}

func (p *progress) end() {
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
		p.shown = false
	}
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != "dumb" && f.Name() != os.DevNull
}
