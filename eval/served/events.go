package served

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// events are those of a completion as llama.cpp's server streams them.
type events struct{ lines *bufio.Scanner }

func newEvents(from io.Reader) events {
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, 4<<20)
	return events{lines}
}

// next is the data of the next event, or io.EOF.
func (e events) next() ([]byte, error) {
	for e.lines.Scan() {
		if data, ok := bytes.CutPrefix(e.lines.Bytes(), []byte("data: ")); ok {
			return data, nil
		}
	}
	if err := e.lines.Err(); err != nil {
		return nil, err
	}
	return nil, io.EOF
}

// llamaEvent is what an event says.
type llamaEvent struct {
	Content string `json:"content"`
	Stop    bool   `json:"stop"`
	Timings *struct {
		Cached  int     `json:"cache_n"`
		Read    int     `json:"prompt_n"`
		ReadMS  float64 `json:"prompt_ms"`
		Written int     `json:"predicted_n"`
	} `json:"timings"`
	Progress *struct {
		Total  int `json:"total"`
		Cached int `json:"cache"`
	} `json:"prompt_progress"`
}

func readEvent(data []byte) (e llamaEvent, err error) {
	if err = json.Unmarshal(data, &e); err != nil {
		err = fmt.Errorf("read an answer: %w", err)
	}
	return e, err
}
