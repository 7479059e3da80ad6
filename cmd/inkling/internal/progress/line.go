package progress

import (
	"fmt"
	"io"
	"os"
	"time"
)

// Line is a line on a terminal that is written over until it ends. It shows
// nothing on anything else, and nothing of what is quickly done.
type Line struct {
	w     io.Writer
	from  time.Time
	shown bool
}

// New returns a line on w, which appears once after has passed.
func New(w io.Writer, after time.Duration) *Line {
	if !Terminal(w) {
		w = nil
	}
	return &Line{w: w, from: time.Now().Add(after)}
}

// Show writes the line over.
func (l *Line) Show(format string, args ...any) {
	if l.w != nil && time.Now().After(l.from) {
		fmt.Fprintf(l.w, "\r\x1b[K"+format, args...)
		l.shown = true
	}
}

// End takes the line away. It may be called more than once.
func (l *Line) End() {
	if l.shown {
		fmt.Fprint(l.w, "\r\x1b[K")
		l.shown = false
	}
}

// Terminal says whether w is a terminal that can write a line over.
func Terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != "dumb" && f.Name() != os.DevNull
}
