//go:build unix

package progress

import (
	"bytes"
	"io"
	"testing"
	"time"

	"github.com/creack/pty"
)

func TestProgressIsOneLineThatIsWrittenOver(t *testing.T) {
	t.Setenv("TERM", "xterm")
	terminal, program, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer terminal.Close()
	quick := New(program, time.Hour)
	quick.Show("%d of 3", 0)
	quick.End()
	p := New(program, 0)
	p.Show("%d of 3", 1)
	p.Show("%d of 3", 2)
	p.End()
	p.End()
	program.Close()
	got, _ := io.ReadAll(terminal) // ends with an error, as terminals do on some systems
	if want := "\r\x1b[K1 of 3\r\x1b[K2 of 3\r\x1b[K"; string(got) != want {
		t.Errorf("the terminal got %q, want %q", got, want)
	}
}

func TestProgressIsSilentOffATerminal(t *testing.T) {
	var b bytes.Buffer
	p := New(&b, 0)
	p.Show("1 of 3")
	p.End()
	if b.Len() > 0 {
		t.Errorf("it wrote %q", &b)
	}
}
