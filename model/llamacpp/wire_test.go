package llamacpp

import (
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/wire"
)

// scripted is a server with fixed answers by path. It keeps the last request of
// each.
type scripted struct {
	answers map[string]string
	asked   map[string]string
}

func (s *scripted) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.asked[r.URL.Path] = string(body)
	answer, ok := s.answers[r.URL.Path]
	if !ok {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	_, _ = io.WriteString(w, answer)
}

const (
	oneSlot = `{"total_slots":1,"model_path":"C:\\models\\qwen2.5-coder.gguf","default_generation_settings":{"n_ctx":2048}}`
	pieces  = `{"tokens":[{"id":7,"piece":"<|fim_prefix|>"},{"id":8,"piece":"<|fim_suffix|>"},{"id":9,"piece":"<|fim_middle|>"},{"id":3,"piece":[226]}]}`
)

// script returns a backend of a scripted server that answers a fill as given.
func script(t *testing.T, answers map[string]string) (*Backend, *scripted) {
	t.Helper()
	s := &scripted{answers: map[string]string{"/props": oneSlot, "/tokenize": pieces}, asked: map[string]string{}}
	for path, answer := range answers {
		s.answers[path] = answer
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	b, err := New(model.Options{URL: server.URL + "/v1"}, wire.Defaults())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b, s
}

func TestRequestIsAsDocumented(t *testing.T) {
	b, s := script(t, map[string]string{"/completion": `data: {"content":"return","stop":true}` + "\n\n"})
	_, err := b.Fill(t.Context(), model.FillRequest{
		Prompt: model.Prompt{Raw: "<|fim_prefix|>é<|fim_suffix|><|fim_middle|>"}, Begin: " \"retu\"", Stop: []string{"\n"},
		MaxTokens: 9, MaxTime: 800 * time.Millisecond, Lane: 5,
	}, func(string) bool { return true })
	var e *model.Error
	if !errors.As(err, &e) || e.Kind != model.BadAnswer {
		t.Errorf("an answer that does not begin as it was told to: %v", err)
	}
	const want = `{
		"prompt": "<|fim_prefix|>é<|fim_suffix|><|fim_middle|>", "n_predict": 9, "t_max_predict_ms": 800, "temperature": 0,
		"stop": ["\n"], "grammar": "root ::= \" \\\"retu\\\"\" [^\\x00]*", "logit_bias": [[7, false], [8, false], [9, false]],
		"id_slot": 0, "cache_prompt": true, "stream": true, "timings_per_token": true,
		"response_fields": ["content", "stop", "stop_type", "stopped_limit", "tokens_evaluated", "timings"]
	}`
	if got := s.asked["/completion"]; normal(t, got) != normal(t, want) {
		t.Errorf("got  %s\nwant %s", normal(t, got), normal(t, want))
	}
}

func normal(t *testing.T, text string) string {
	t.Helper()
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	compact, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(compact)
}

func TestAnswersOfOldAndBrokenServers(t *testing.T) {
	for name, test := range map[string]struct {
		answer string
		text   string
		kind   model.Kind
		report model.Report
	}{
		"of 2026": {
			answer: `data: {"content":"a","stop":false,"timings":{"cache_n":8,"prompt_n":2,"prompt_ms":20,"predicted_n":1,"predicted_ms":5}}` + "\n\n" +
				`data: {"content":"","stop":true,"stop_type":"eos","timings":{"cache_n":8,"prompt_n":2,"prompt_ms":20,"predicted_n":2,"predicted_ms":10}}` + "\n\n",
			text:   "a",
			report: model.Report{TokensIn: 10, TokensCached: 8, TokensOut: 2, Reading: 20 * time.Millisecond, Writing: 10 * time.Millisecond, End: model.Finished},
		},
		"of 2024": {
			answer: "data: {\"content\":\"a\",\"stop\":false}\n\n" +
				`data: {"content":"b","stop":true,"stopped_limit":true,"tokens_evaluated":10,"timings":{"prompt_n":3,"prompt_ms":20,"predicted_n":2,"predicted_ms":10}}` + "\n\n",
			text:   "ab",
			report: model.Report{TokensIn: 10, TokensCached: 7, TokensOut: 2, Reading: 20 * time.Millisecond, Writing: 10 * time.Millisecond, End: model.Limited},
		},
		"without costs":        {"data: {\"content\":\"a\",\"stop\":true}\n\n", "a", "", model.Report{TokensIn: -1, TokensCached: -1, TokensOut: -1, End: model.Finished}},
		"that breaks off":      {"data: {\"content\":\"a\"}\n\n", "a", model.Unreachable, model.Report{}},
		"that says nothing":    {"", "", model.Unreachable, model.Report{}},
		"that is not JSON":     {"data: {\"content\":\"a\n\n", "", model.BadAnswer, model.Report{}},
		"of another shape":     {"data: {\"content\":7}\n\n", "", model.BadAnswer, model.Report{}},
		"with an error":        {"data: {\"error\":{\"code\":500,\"message\":\"x\"}}\n\n", "", model.BadAnswer, model.Report{}},
		"with an old error":    {"error: {\"code\":500,\"message\":\"x\"}\n\n", "", model.BadAnswer, model.Report{}},
		"with a bare error":    {"{\"error\":\"no room\"}", "", model.BadAnswer, model.Report{}},
		"with an error behind": {"data: {\"content\":\"a\"}\n\ndata: {\"error\":{\"code\":503}}\n\n", "a", model.Overloaded, model.Report{}},
	} {
		t.Run(name, func(t *testing.T) {
			b, _ := script(t, map[string]string{"/completion": test.answer})
			var text strings.Builder
			report, err := b.Fill(t.Context(), model.FillRequest{Prompt: model.Prompt{Raw: "x"}, MaxTokens: 9},
				func(piece string) bool { text.WriteString(piece); return true })
			var e *model.Error
			if test.kind == "" && err != nil || test.kind != "" && (!errors.As(err, &e) || e.Kind != test.kind) || text.String() != test.text {
				t.Errorf("%q, %v; want %q, %s", text.String(), err, test.text, test.kind)
			}
			report.FirstText, report.Whole = 0, 0
			if test.kind == "" && report != test.report {
				t.Errorf("got %+v, want %+v", report, test.report)
			}
		})
	}
}

func TestTraitsOfOldServers(t *testing.T) {
	b, _ := script(t, map[string]string{
		"/props":    `{"default_generation_settings":{"n_ctx":512}}`,
		"/slots":    `[{"n_ctx":1024},{"n_ctx":1024}]`,
		"/tokenize": `{"tokens":[1,2,3]}`,
	})
	traits, err := b.Traits(t.Context())
	if err != nil || traits.Lanes != 2 || traits.ContextTokens != 1024 || traits.Fill != model.FillFields {
		t.Errorf("%+v, %v", traits, err)
	}
	b, _ = script(t, map[string]string{"/props": `{"default_generation_settings":{"n_ctx":512}}`})
	if traits, err := b.Traits(t.Context()); err != nil || traits.Lanes != 1 || traits.ContextTokens != 512 {
		t.Errorf("without slots: %+v, %v", traits, err)
	}
	b, _ = script(t, map[string]string{})
	if traits, err := b.Traits(t.Context()); err != nil || traits.Model != "qwen2.5-coder" || traits.Markers == nil {
		t.Errorf("a file on Windows: %+v, %v", traits, err)
	}
}

func TestMarkersAreThoseThatTheUserNames(t *testing.T) {
	_, s := script(t, nil)
	server := httptest.NewServer(s)
	defer server.Close()
	for template, want := range map[string]string{"": "<|fim_prefix|>", "auto": "<|fim_prefix|>", "none": "", "starcoder": "<fim_prefix>"} {
		b, err := New(model.Options{URL: server.URL, Template: template}, wire.Defaults())
		if err != nil {
			t.Fatal(err)
		}
		defer b.Close()
		traits, err := b.Traits(t.Context())
		if err != nil || (traits.Fill == model.FillRaw) != (want != "") || want != "" && traits.Markers.Prefix != want {
			t.Errorf("%q: %+v, %v; want %q", template, traits, err, want)
		}
	}
	if _, err := New(model.Options{Template: "qwne"}, wire.Defaults()); err == nil {
		t.Error("a template that does not exist is taken")
	}
}

func TestAnotherServerIsToldFromItsAnswers(t *testing.T) {
	b, s := script(t, map[string]string{"/props": "<html>"})
	_, err := b.Traits(t.Context())
	if err == nil || !strings.Contains(err.Error(), "is it a llama-server?") {
		t.Errorf("a web page: %v", err)
	}
	delete(s.answers, "/props")
	_, err = b.Traits(t.Context())
	if err == nil || !strings.Contains(err.Error(), "is it a llama-server?") {
		t.Errorf("no such address: %v", err)
	}
	s.answers["/props"] = oneSlot
	if _, err := b.Traits(t.Context()); err != nil {
		t.Errorf("an error was kept: %v", err)
	}
}

func TestWhatIsKnownIsForgottenWhenTheConnectionBreaks(t *testing.T) {
	b, s := script(t, map[string]string{"/completion": "data: {\"content\":\"a\"}\n\n"})
	if traits, err := b.Traits(t.Context()); err != nil || traits.ContextTokens != 2048 {
		t.Fatalf("%+v, %v", traits, err)
	}
	s.answers["/props"] = strings.Replace(oneSlot, "2048", "4096", 1)
	if traits, _ := b.Traits(t.Context()); traits.ContextTokens != 2048 {
		t.Errorf("asked again without a reason: %+v", traits)
	}
	if _, err := b.Fill(t.Context(), model.FillRequest{Prompt: model.Prompt{Raw: "x"}, MaxTokens: 9}, func(string) bool { return true }); err == nil {
		t.Error("an answer that breaks off is no error")
	}
	if traits, err := b.Traits(t.Context()); err != nil || traits.ContextTokens != 4096 {
		t.Errorf("%+v, %v; want what the next server says", traits, err)
	}
}

func TestConnectionIsKeptFromFillToFill(t *testing.T) {
	var connections atomic.Int32
	s := &scripted{asked: map[string]string{}, answers: map[string]string{
		"/props": oneSlot, "/tokenize": pieces, "/completion": "data: {\"content\":\"a\"}\n\ndata: {\"content\":\"\",\"stop\":true}\n\n",
	}}
	server := httptest.NewUnstartedServer(s)
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	server.Start()
	defer server.Close()
	b, err := New(model.Options{URL: server.URL}, wire.Defaults())
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	for range 10 {
		if _, err := b.Fill(t.Context(), model.FillRequest{Prompt: model.Prompt{Raw: "x"}, MaxTokens: 1}, func(string) bool { return true }); err != nil {
			t.Fatal(err)
		}
	}
	if n := connections.Load(); n != 1 {
		t.Errorf("%d connections, want one", n)
	}
}

func TestPromptForAnotherKindOfBackendIsRefused(t *testing.T) {
	b, _ := script(t, nil)
	_, err := b.Fill(t.Context(), model.FillRequest{Prompt: model.Prompt{Messages: []model.Message{{Text: "x"}}}, MaxTokens: 1}, nil)
	var e *model.Error
	if !errors.As(err, &e) || e.Kind != model.BadRequest {
		t.Errorf("got %v", err)
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add(`{"content":"a","stop":true,"stop_type":"limit","timings":{"cache_n":1,"prompt_n":-5,"prompt_ms":1e300}}`)
	f.Add(`{"tokens_evaluated":-1,"timings":{"prompt_n":9223372036854775807}}`)
	f.Fuzz(func(t *testing.T, data string) {
		var p piece
		if json.Unmarshal([]byte(data), &p) != nil {
			return
		}
		report := unasked
		p.Timings.into(&report, p.Evaluated)
		if report.TokensIn < -1 || report.TokensCached < -1 || report.TokensOut < -1 || report.TokensCached > report.TokensIn || report.Reading < 0 || report.Writing < 0 {
			t.Errorf("%s gives %+v", data, report)
		}
	})
}
