package served

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// The window of llama.vim, as it is by default (ggml-org/llama.vim, doc/llama.txt).
const (
	vimAbove = 256 // lines
	vimBelow = 64
)

// infill asks as llama.vim does: the lines around the cursor to /infill, without a
// ring of other files, which only makes prompts longer. Its limits of time are left
// out, so that all is read, and so are its samplers, which only cost time.
func (s *served) infill(ctx context.Context, record Record, p place) (Record, error) {
	content, offset := p.passage.Buffer(p.line, p.typed())
	above, below := content[:offset], content[offset:]
	start := strings.LastIndexByte(above, '\n') + 1
	prefix := strings.SplitAfter(above[:start], "\n")
	suffix := strings.SplitAfter(below, "\n")
	body, err := json.Marshal(map[string]any{
		"input_prefix": strings.Join(prefix[max(0, len(prefix)-1-vimAbove):], ""), "prompt": above[start:],
		"input_suffix": strings.Join(suffix[:min(1+vimBelow, len(suffix))], ""), "input_extra": []any{},
		"n_predict": fewTokens, "temperature": 0, "stream": true, "cache_prompt": true, "id_slot": 0,
	})
	if err != nil {
		return record, err
	}
	began := time.Now()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url+"/infill", bytes.NewReader(body))
	if err != nil {
		return record, err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := newClient().Do(request)
	if err != nil {
		return record, fmt.Errorf("ask for an infill: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return record, fmt.Errorf("ask for an infill: the server says %s", response.Status)
	}
	return answered(record, began, newEvents(response.Body))
}

// answered is a record with the answer that is streamed.
func answered(r Record, began time.Time, from events) (Record, error) {
	for {
		data, err := from.next()
		if err != nil {
			return r, fmt.Errorf("read an answer, which breaks off: %w", err)
		}
		e, err := readEvent(data)
		if err != nil {
			return r, err
		}
		r.Answer += e.Content
		if r.NewMS == 0 && (e.Content != "" || e.Stop) {
			r.FirstMS = inMS(time.Since(began))
			r.NewMS = r.FirstMS
		}
		if e.Stop && e.Timings != nil {
			t := e.Timings
			r.TokensIn, r.Cached, r.Out, r.ReadMS = t.Read+t.Cached, t.Cached, t.Written, t.ReadMS
			r.WholeMS, r.At = inMS(time.Since(began)), time.Now().UTC()
			return r, nil
		}
	}
}
