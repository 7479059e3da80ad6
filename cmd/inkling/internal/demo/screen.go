package demo

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

// The screen of the demo, in characters. It fits the smallest usual terminal.
const (
	Width  = 80
	Height = 20
)

const textLines = Height - 4 // less the title, two rules and the status

// Offer is what the status says while a suggestion is right.
const Offer = "Tab takes it"

// SGR parameters (ECMA-48, 8.3.117) of what is drawn.
const (
	plain  = "0"
	dim    = "2"   // the ghost text, line numbers
	cursor = "7"   // inverse
	strong = "1"   // the title
	good   = "32"  // what was taken
	ghost  = "2;3" // dim and italic

	ghostCursor = "2;7" // its first letter
)

// Terminal draws scenes as an editor would, each over the one before.
type Terminal struct {
	Out   io.Writer
	Speed float64 // 2 is twice as fast
	begun bool
}

// Show draws a scene and waits.
func (t *Terminal) Show(s Scene, hold time.Duration) error {
	if !t.begun {
		t.begun = true
		if _, err := io.WriteString(t.Out, "\x1b[2J\x1b[?25l"); err != nil {
			return err
		}
	}
	_, err := io.WriteString(t.Out, frame(s))
	time.Sleep(time.Duration(float64(hold) / t.Speed))
	return err
}

// Close gives the terminal its cursor back.
func (t *Terminal) Close() error {
	if !t.begun {
		return nil
	}
	_, err := fmt.Fprintf(t.Out, "\x1b[%d;1H\x1b[?25h\n", Height)
	return err
}

// Plain prints one line for each suggestion and each finished line, with the
// ghost text in «marks», for logs and for readers who do not want to wait.
type Plain struct {
	Out  io.Writer
	path string
	last string
}

// Show prints a scene if it brings something new.
func (p *Plain) Show(s Scene, _ time.Duration) error {
	var b strings.Builder
	if s.Path != p.path {
		p.path = s.Path
		fmt.Fprintf(&b, "%s\n", s.Path)
	}
	line := s.Snapshot.LineAt(s.Offset)
	typed := expand(s.Snapshot.Slice(s.Snapshot.Line(line)))
	switch {
	case s.Done && s.Taken != "":
		fmt.Fprintf(&b, "%5d ⇥ %s\n", line+1, typed)
	case s.Done:
		fmt.Fprintf(&b, "%5d   %s\n", line+1, typed)
	case s.Ghost != "" && !strings.HasSuffix(p.last, s.Ghost):
		fmt.Fprintf(&b, "%5d ? %s«%s»  %s\n", line+1, typed, s.Ghost, milliseconds(s.Took))
	}
	p.last = s.Ghost
	_, err := io.WriteString(p.Out, b.String())
	return err
}

// frame is a whole screen for a terminal, from its first column.
func frame(s Scene) string {
	rows := []string{
		style(strong, clip(" "+s.Path)),
		style(dim, strings.Repeat("─", Width)),
	}
	at := s.Snapshot.LineAt(s.Offset)
	// The cursor stays on one row, so that the eye can.
	first := max(0, min(at-textLines/2, s.Snapshot.Lines()-textLines))
	for n := first; n < first+textLines; n++ {
		rows = append(rows, row(s, n, n == at))
	}
	rows = append(rows, style(dim, strings.Repeat("─", Width)), status(s))
	return "\x1b[H" + strings.Join(rows, "\x1b[K\r\n") + "\x1b[K"
}

func row(s Scene, n int, current bool) string {
	if n >= s.Snapshot.Lines() {
		return style(dim, "    ~")
	}
	line := s.Snapshot.Line(n)
	number := style(dim, fmt.Sprintf("%5d ", n+1))
	content := s.Snapshot.Slice(line)
	if !current {
		return number + clipTo(expand(content), Width-6)
	}
	before, after := expand(content[:s.Offset-line.Start]), clipTo(expand(content[s.Offset-line.Start:]), 8)
	before = tail(before, Width-6-1-utf8.RuneCountInString(after))
	if taken := expand(s.Taken); taken != "" && strings.HasSuffix(before, taken) {
		kept := strings.TrimSuffix(before, taken)
		return number + kept + style(good, taken) + style(cursor, " ") + after
	}
	room := Width - 6 - utf8.RuneCountInString(before) - utf8.RuneCountInString(after)
	shown := clipTo(expand(s.Ghost), room)
	if shown == "" {
		return number + before + style(cursor, " ") + after
	}
	_, size := utf8.DecodeRuneInString(shown)
	return number + before + style(ghostCursor, shown[:size]) + style(ghost, shown[size:]) + after
}

func status(s Scene) string {
	offer, look := "", good
	switch {
	case s.Right:
		offer = Offer
	case s.Taken != "":
		offer = fmt.Sprintf("Tab: %d characters", utf8.RuneCountInString(s.Taken))
	case s.Ghost != "":
		offer, look = "not this: typing on", dim
	}
	f := s.Figures
	return fmt.Sprintf(" %s %s %s", style(strong, fmt.Sprintf("%9s", milliseconds(s.Took))), style(look, fmt.Sprintf("%-24s", offer)),
		style(dim, fmt.Sprintf("%3d keys · %d of %d suggestions right", f.Keystrokes, f.Right, f.Suggestions)))
}

func style(sgr, s string) string {
	if s == "" {
		return ""
	}
	return "\x1b[" + sgr + "m" + s + "\x1b[" + plain + "m"
}

func expand(s string) string { return strings.ReplaceAll(s, "\t", "    ") }

func clip(s string) string { return clipTo(s, Width) }

// clipTo cuts s to n characters.
func clipTo(s string, n int) string {
	r := []rune(s)
	if len(r) <= max(n, 0) {
		return s
	}
	if n <= 0 {
		return ""
	}
	return string(r[:n-1]) + "…"
}

// tail cuts s to its last n characters.
func tail(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return "…" + string(r[len(r)-n+1:])
}
