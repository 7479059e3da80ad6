package demo

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// Figures are what a demo has measured.
type Figures struct {
	Files, Lines int
	Characters   int // of the lines, without indentation
	Keystrokes   int // Enter, letters and Tab
	Suggestions  int // shown; the rest of one that is typed along is not another
	Right        int // of them, all that was left of the line
	Accepted     int // characters
	Learning     time.Duration
	Answers      []time.Duration // from a key to the answer, for each key but Tab
}

// String is a table for people.
func (f Figures) String() string {
	var b strings.Builder
	row := func(name, format string, args ...any) {
		fmt.Fprintf(&b, "%-12s "+format+"\n", append([]any{name}, args...)...)
	}
	row("typed", "%d lines in %d files, learned in %s", f.Lines, f.Files, f.Learning.Round(time.Millisecond))
	row("keystrokes", "%d for %d characters and %d line ends", f.Keystrokes, f.Characters, f.Lines)
	row("suggestions", "%d, of which %d were right (%s): each counts once, at the key that brought it up", f.Suggestions, f.Right, share(f.Right, f.Suggestions))
	row("accepted", "%d characters (%s)", f.Accepted, share(f.Accepted, f.Characters))
	row("answers", "p50 %s   p95 %s   p99 %s", f.percentile(50), f.percentile(95), f.percentile(99))
	return b.String()
}

// percentile is by nearest rank.
func (f Figures) percentile(p float64) string {
	if len(f.Answers) == 0 {
		return "–"
	}
	sorted := slices.Sorted(slices.Values(f.Answers))
	return milliseconds(sorted[int(math.Ceil(p/100*float64(len(sorted))))-1])
}

func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.2f ms", float64(d.Microseconds())/1000)
}

func share(part, whole int) string {
	if whole == 0 {
		return "–"
	}
	return fmt.Sprintf("%.0f %%", 100*float64(part)/float64(whole))
}
