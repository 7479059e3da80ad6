package modeltest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/anthropic"
	"github.com/inkling-lsp/inkling/model/llamacpp"
	"github.com/inkling-lsp/inkling/model/ollama"
	"github.com/inkling-lsp/inkling/model/openai"
	"github.com/inkling-lsp/inkling/model/wire"
)

func TestMain(m *testing.M) {
	WithoutProxies()
	goleak.VerifyTestMain(m)
}

// services are all kinds of servers. The shapes of what they write are those of
// the golden tests beside each backend, where their sources stand.
func services() map[string]Service {
	s := map[string]Service{}
	for name, more := range map[string]func(*Service){
		"openai": func(s *Service) {
			s.Model, s.URL, s.Remote = "gpt-4.1-nano", "http://api.openai.com", true
			s.Told.TokensCached = 7
		},
		"openrouter": func(s *Service) {
			s.Model = "qwen/qwen3-coder"
			s.Told.TokensCached = 7
			s.Noise = ": OPENROUTER PROCESSING\n\n"
		},
		"vllm": func(s *Service) {
			s.Told.TokensCached = 7
			s.About["GET /version"] = `{"version":"0.12.0"}`
		},
		"lmstudio": func(s *Service) {
			s.About["GET /api/v0/models"] = `{"data":[{"id":"text-embedding-x","type":"embeddings","state":"loaded"},{"id":"qwen2.5-coder","type":"llm","state":"loaded"}]}`
		},
		"ollama-v1": func(s *Service) { s.About["POST /api/show"] = `{}` },
		"deepseek": func(s *Service) {
			s.Model = "deepseek-chat"
			s.Told.TokensCached = 7
			s.Tail = `data: {"choices":[{"text":"","finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":4,"prompt_cache_hit_tokens":7}}` + "\n\ndata: [DONE]\n\n"
		},
		"mistral": func(s *Service) {
			s.Model = "codestral-latest"
			s.Told.TokensCached = 7
			s.Piece = func(text string) string {
				return fmt.Sprintf(`data: {"choices":[{"index":0,"delta":{"content":%s},"finish_reason":null}]}`+"\n\n", quote(text))
			}
		},
	} {
		service := overOpenAI(name)
		more(&service)
		if service.Told.TokensCached < 0 {
			service.Tail = finish(`{"prompt_tokens":9,"completion_tokens":4}`)
		}
		path := map[string]string{"openrouter": "/api/v1", "deepseek": ""}
		at, own := path[name]
		if !own {
			at = "/v1"
		}
		service.About["GET "+at+"/models"] = fmt.Sprintf(`{"object":"list","data":[{"id":%q}]}`, service.Model)
		s[name] = service
	}
	s["llamacpp"] = overLlama()
	s["ollama"] = overOllama()
	s["anthropic"] = overAnthropic()
	return s
}

// overLlama writes pieces that are those of a fill and of a conversation in one.
func overLlama() Service {
	return Service{
		New:  func(o model.Options, limits wire.Options) (model.Backend, error) { return llamacpp.New(o, limits) },
		Name: "llamacpp", Model: "tiny",
		About: map[string]string{
			"GET /props":     `{"model_alias":"tiny","total_slots":2,"default_generation_settings":{"n_ctx":512}}`,
			"POST /tokenize": `{"tokens":[]}`,
			"GET /v1/models": `{"data":[{"id":"tiny"}]}`,
		},
		Piece: func(text string) string {
			return fmt.Sprintf(`data: {"content":%[1]s,"stop":false,"choices":[{"delta":{"content":%[1]s},"finish_reason":null}]}`+"\n\n", quote(text))
		},
		Tail: `data: {"content":"","stop":true,"stop_type":"eos","choices":[{"delta":{},"finish_reason":"stop"}],"timings":{"cache_n":7,"prompt_n":2,"prompt_ms":5,"predicted_n":4,"predicted_ms":7}}` + "\n\n",
		Bare: `data: {"content":"","stop":true,"stop_type":"eos"}` + "\n\n",
		Told: model.Report{
			TokensIn: 9, TokensCached: 7, TokensOut: 4, Reading: 5 * time.Millisecond, Writing: 7 * time.Millisecond,
		},
		Fault:  `data: {"error":{"code":500,"message":"out of memory","type":"server_error"}}` + "\n\n",
		Noise:  ": ping\n\n",
		Broken: "data: {\"content\":1\n\n",
	}
}

func overOllama() Service {
	return Service{
		New:  func(o model.Options, limits wire.Options) (model.Backend, error) { return ollama.New(o, limits) },
		Name: "ollama", Model: "qwen2.5-coder:1.5b",
		About: map[string]string{
			"GET /api/tags":  `{"models":[{"name":"qwen2.5-coder:1.5b"}]}`,
			"POST /api/show": `{"capabilities":["completion","insert"]}`,
			"GET /api/ps":    `{"models":[]}`,
		},
		Piece: func(text string) string {
			return fmt.Sprintf(`{"model":"m","response":%s,"done":false}`+"\n", quote(text))
		},
		Tail: `{"response":"","done":true,"done_reason":"stop","prompt_eval_count":9,"prompt_eval_duration":5000000,"eval_count":4,"eval_duration":7000000}` + "\n",
		Bare: `{"response":"","done":true}` + "\n",
		Told: model.Report{
			TokensIn: 9, TokensCached: -1, TokensOut: 4, Reading: 5 * time.Millisecond, Writing: 7 * time.Millisecond,
		},
		Fault:  `{"error":"an error was encountered while running the model"}` + "\n",
		Broken: `{"response":1}` + "\n",
	}
}

// overOpenAI is a service of OpenAI's protocol.
func overOpenAI(name string) Service {
	return Service{
		New: func(o model.Options, limits wire.Options) (model.Backend, error) {
			return openai.New(o, limits)
		},
		Name: name, Model: "qwen2.5-coder", About: map[string]string{},
		Piece: func(text string) string {
			return fmt.Sprintf(`data: {"choices":[{"text":%s,"index":0,"finish_reason":null}]}`+"\n\n", quote(text))
		},
		Tail:   finish(`{"prompt_tokens":9,"completion_tokens":4,"prompt_tokens_details":{"cached_tokens":7}}`),
		Bare:   `data: {"choices":[{"text":"","finish_reason":"stop"}]}` + "\n\ndata: [DONE]\n\n",
		Told:   model.Report{TokensIn: 9, TokensCached: -1, TokensOut: 4},
		Fault:  `data: {"error":{"message":"out of memory","type":"server_error","code":null}}` + "\n\n",
		Noise:  ": ping\n\n",
		Broken: "data: {\"choices\":[{\"text\":1\n\n",
	}
}

func overAnthropic() Service {
	event := func(name, members string) string {
		return fmt.Sprintf("event: %s\ndata: {\"type\":%q%s}\n\n", name, name, members)
	}
	return Service{
		New:  func(o model.Options, limits wire.Options) (model.Backend, error) { return anthropic.New(o, limits) },
		Name: "anthropic", Model: "claude-haiku-5-5",
		About: map[string]string{
			"GET /v1/models":                  `{"data":[{"id":"claude-haiku-5-5","type":"model"}],"has_more":false}`,
			"GET /v1/models/claude-haiku-5-5": `{"id":"claude-haiku-5-5","type":"model","max_input_tokens":200000,"max_tokens":64000}`,
		},
		Head: event("message_start", `,"message":{"id":"m","type":"message","role":"assistant","content":[],"usage":{"input_tokens":1,"cache_creation_input_tokens":1,"cache_read_input_tokens":7,"output_tokens":1}}`),
		Piece: func(text string) string {
			return event("content_block_delta", `,"index":0,"delta":{"type":"text_delta","text":`+quote(text)+`}`)
		},
		Tail: event("message_delta", `,"delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":4}`) + event("message_stop", ""),
		Told: model.Report{TokensIn: 9, TokensCached: 7, TokensOut: 4},

		BareHead: event("message_start", `,"message":{"id":"m","type":"message","role":"assistant","content":[]}`),
		Bare:     event("message_stop", ""),

		Fault:  event("error", `,"error":{"type":"api_error","message":"Internal server error"}`),
		Noise:  event("ping", ""),
		Broken: "event: content_block_delta\ndata: {\"type\":1\n\n",
	}
}

func finish(usage string) string {
	return `data: {"choices":[{"text":"","delta":{},"finish_reason":"stop"}],"usage":null}` + "\n\n" +
		`data: {"choices":[],"usage":` + usage + "}\n\ndata: [DONE]\n\n"
}

func quote(text string) string {
	quoted, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(quoted)
}

func TestBackends(t *testing.T) {
	all := services()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t.Run(name, func(t *testing.T) { Run(t, all[name]) })
	}
}
