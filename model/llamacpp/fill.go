package llamacpp

import (
	"context"
	"encoding/json"
	"io"
	"time"

	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/wire"
)

// errBrokenOff is a stream that ends before the answer does.
var errBrokenOff = io.ErrUnexpectedEOF

// completion is the request of POST /completion and POST /infill.
type completion struct {
	Model       string   `json:"model,omitempty"`
	Prompt      string   `json:"prompt"`
	Prefix      string   `json:"input_prefix,omitempty"`
	Suffix      string   `json:"input_suffix,omitempty"`
	MaxTokens   int      `json:"n_predict"`
	MaxTime     int64    `json:"t_max_predict_ms,omitempty"` // counts once a line has been written
	Temperature float64  `json:"temperature"`
	Stop        []string `json:"stop,omitempty"`
	Grammar     string   `json:"grammar,omitempty"`
	// Bias has pairs of a token and false, which forbids it.
	Bias   [][2]any `json:"logit_bias,omitempty"`
	Slot   int      `json:"id_slot"`
	Cache  bool     `json:"cache_prompt"`
	Stream bool     `json:"stream"`
	// Timings are wanted with each token, since an answer is often left before its end.
	Timings bool `json:"timings_per_token"`
	// Fields are what the last piece is to hold; else it repeats the whole prompt.
	Fields []string `json:"response_fields"`
}

var fields = []string{"content", "stop", "stop_type", "stopped_limit", "tokens_evaluated", "timings"}

// piece is a part of a streamed answer.
type piece struct {
	Content   string          `json:"content"`
	Stop      bool            `json:"stop"`
	StopType  string          `json:"stop_type"`     // eos, word, limit
	Limited   bool            `json:"stopped_limit"` // instead, until 2024
	Evaluated int             `json:"tokens_evaluated"`
	Timings   *timings        `json:"timings"`
	Error     json.RawMessage `json:"error"`
}

// timings are what a request cost the server.
type timings struct {
	Cached    *int    `json:"cache_n"` // since 2025
	Read      int     `json:"prompt_n"`
	ReadMS    float64 `json:"prompt_ms"`
	Written   int     `json:"predicted_n"`
	WrittenMS float64 `json:"predicted_ms"`
}

// into puts the costs into a report. evaluated is the whole prompt, if known.
func (t *timings) into(r *model.Report, evaluated int) {
	const most = 1 << 30 // tokens; more, and less than none, is nonsense
	switch {
	case t == nil || min(t.Read, t.Written) < 0 || max(t.Read, t.Written) > most:
		return
	case t.Cached != nil && *t.Cached >= 0 && *t.Cached < most:
		r.TokensCached, r.TokensIn = *t.Cached, *t.Cached+t.Read
	case evaluated >= t.Read && evaluated > 0:
		r.TokensCached, r.TokensIn = evaluated-t.Read, evaluated
	}
	r.TokensOut = t.Written
	r.Reading, r.Writing = milliseconds(t.ReadMS), milliseconds(t.WrittenMS)
}

// milliseconds is a duration of a day at most, and not less than none.
func milliseconds(ms float64) time.Duration {
	const day = 24 * 60 * 60 * 1000
	return time.Duration(min(max(ms, 0), day) * float64(time.Millisecond))
}

// Fill completes a prompt.
func (b *Backend) Fill(ctx context.Context, r model.FillRequest, emit model.Emit) (model.Report, error) {
	request := func(s server) (string, any, error) {
		if err := b.another(s); err != nil {
			return "", nil, err
		}
		return b.fillRequest(s, r)
	}
	fits := beginsAs(r.Begin)
	return b.answer(ctx, wire.Fill, emit, request, func(a *wire.Answer, data []byte) (bool, error) {
		var p piece
		if err := json.Unmarshal(data, &p); err != nil {
			return false, err
		}
		if len(p.Error) > 0 {
			return false, fault(p.Error)
		}
		p.Timings.into(&a.Report, p.Evaluated)
		switch {
		case r.MaxTokens == 0: // the server writes a token nevertheless
			a.TokensOut, a.Writing = 0, 0
		case !fits(p.Content):
			return false, b.client.Errorf(model.BadAnswer, "the answer does not begin as it was told to")
		case !a.Text(p.Content):
			return false, nil
		}
		if p.Stop && (p.StopType == "limit" || p.Limited) {
			a.End = model.Limited
		}
		return !p.Stop, nil
	})
}

// beginsAs says of the pieces of a text, one by one, whether it still begins in a way. A
// grammar is not enough for that, since the server takes a special token, which is
// an empty text in an answer, for the letters of its name: <|fim_suffix|> for <.
func beginsAs(begin string) func(piece string) bool {
	return func(piece string) bool {
		n := min(len(begin), len(piece))
		ok := begin[:n] == piece[:n]
		begin = begin[n:]
		return ok
	}
}

func (b *Backend) fillRequest(s server, r model.FillRequest) (path string, body any, err error) {
	c := completion{
		Model: s.name, MaxTokens: r.MaxTokens, MaxTime: r.MaxTime.Milliseconds(), Stop: r.Stop,
		Slot: r.Lane % s.traits.Lanes, Cache: true, Stream: true, Timings: true, Fields: fields,
	}
	if r.Begin != "" && r.MaxTokens > 0 {
		if c.Grammar, err = beginning(r.Begin); err != nil {
			return "", nil, b.client.Errorf(model.BadRequest, "%s", err)
		}
		for _, token := range s.layout {
			c.Bias = append(c.Bias, [2]any{token, false})
		}
	}
	switch {
	case r.Prompt.Raw != "":
		c.Prompt = r.Prompt.Raw
		return "/completion", c, nil
	case r.Prompt.Prefix != "" || r.Prompt.Suffix != "":
		c.Prefix, c.Suffix = r.Prompt.Prefix, r.Prompt.Suffix
		return "/infill", c, nil
	}
	return "", nil, b.client.Errorf(model.BadRequest, "the prompt is laid out for another kind of backend")
}
