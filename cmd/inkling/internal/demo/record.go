package demo

import (
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// Recording is a View that writes each frame as a line of JSON, in the format of
// asciicast version 2. Its clock is the time a person needs, not the time that
// passes, so that a recording does not depend on the machine.
type Recording struct {
	out   *json.Encoder
	clock time.Duration
	next  View
}

// NewRecording records to out what it passes on to next.
func NewRecording(out io.Writer, next View) (*Recording, error) {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	if err := e.Encode(map[string]any{"version": 2, "width": Width, "height": Height, "title": "inkling demo"}); err != nil {
		return nil, fmt.Errorf("record the demo: %w", err)
	}
	return &Recording{out: e, next: next}, nil
}

// Show records a scene and passes it on.
func (r *Recording) Show(s Scene, hold time.Duration) error {
	if err := r.out.Encode([]any{r.clock.Seconds(), "o", frame(s)}); err != nil {
		return fmt.Errorf("record the demo: %w", err)
	}
	r.clock += hold
	return r.next.Show(s, hold)
}
