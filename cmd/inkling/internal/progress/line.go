package progress

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"
	"unicode"
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

// While runs f beside, and shows what is waited for if it takes long: for how long on
// a terminal, once elsewhere.
func While(w io.Writer, what string, f func() error) error {
	done := make(chan error, 1)
	go func() { done <- f() }()
	line, said := New(w, time.Second), Terminal(w)
	defer line.End()
	begin := time.Now()
	tick := time.NewTicker(time.Second / 4)
	defer tick.Stop()
	for {
		select {
		case err := <-done:
			return err
		case <-tick.C:
			if !said && time.Since(begin) > time.Second {
				said = true
				fmt.Fprintf(w, "inkling: %s\n", what)
			}
			line.Show("%s: %d s", what, int(time.Since(begin).Seconds()))
		}
	}
}

// Printable is somebody's text without what a terminal might obey.
func Printable(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '�'
		}
		return r
	}, text)
}
