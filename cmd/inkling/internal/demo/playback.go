package demo

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// Frame is what the screen shows from one moment on.
type Frame struct {
	At    time.Duration
	Lines [][]Span
}

// Span is a piece of a line in one style: SGR parameters, "" for the usual one.
type Span struct {
	SGR, Text string
}

// ReadRecording reads the frames that a Recording wrote.
func ReadRecording(r io.Reader) ([]Frame, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	if !lines.Scan() {
		return nil, errors.New("read the recording: it is empty")
	}
	var header struct{ Version int }
	if err := json.Unmarshal(lines.Bytes(), &header); err != nil || header.Version != 2 {
		return nil, errors.New("read the recording: it is no asciicast of version 2; make one with inkling demo --record")
	}
	var frames []Frame
	for lines.Scan() {
		var event [3]any
		if err := json.Unmarshal(lines.Bytes(), &event); err != nil {
			return nil, fmt.Errorf("read frame %d of the recording: %w", len(frames)+1, err)
		}
		at, isNumber := event[0].(float64)
		output, isText := event[2].(string)
		if !isNumber || !isText {
			return nil, fmt.Errorf("read frame %d of the recording: it is no [seconds, \"o\", text]", len(frames)+1)
		}
		frames = append(frames, Frame{time.Duration(at * float64(time.Second)), Lines(output)})
	}
	return frames, lines.Err()
}

// Lines reads a frame as Terminal draws it. It knows those few control sequences
// and no more.
func Lines(frame string) [][]Span {
	var lines [][]Span
	for _, line := range strings.Split(strings.TrimPrefix(frame, "\x1b[H"), "\r\n") {
		line = strings.TrimSuffix(line, "\x1b[K")
		var spans []Span
		sgr := ""
		for line != "" {
			text, rest, _ := strings.Cut(line, "\x1b[")
			if text != "" {
				spans = append(spans, Span{sgr, text})
			}
			if sgr, line, _ = strings.Cut(rest, "m"); sgr == plain {
				sgr = ""
			}
		}
		lines = append(lines, spans)
	}
	return lines
}
