package openai

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"

	"go.uber.org/goleak"

	"github.com/inkling-lsp/inkling/internal/modeltest"
	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/wire"
)

func TestMain(m *testing.M) {
	modeltest.WithoutProxies()
	goleak.VerifyTestMain(m)
}

func TestConversationsAreAsThePagesSay(t *testing.T) {
	modeltest.Golden(t, "testdata/*.txtar", func(o model.Options, limits wire.Options) (model.Backend, error) {
		return New(o, limits)
	})
}

// backend returns one of a server that runs in this process.
func backend(t *testing.T, o model.Options, serve http.HandlerFunc) *Backend {
	t.Helper()
	server := httptest.NewServer(serve)
	t.Cleanup(server.Close)
	o.URL = server.URL
	b, err := New(o, wire.Defaults())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

func TestAddressesMayHaveAPathOrNone(t *testing.T) {
	for given, want := range map[[2]string][2]string{
		{"openai", ""}: {"https://api.openai.com", "/v1"},
		{"openai", "https://proxy.test/openai/v1/"}: {"https://proxy.test", "/openai/v1"},
		{"deepseek", ""}: {"https://api.deepseek.com", ""},
		{"deepseek", "https://api.deepseek.com/beta"}:    {"https://api.deepseek.com", ""},
		{"deepseek", "https://api.deepseek.com/v1"}:      {"https://api.deepseek.com", "/v1"},
		{"vllm", "http://127.0.0.1:9000"}:                {"http://127.0.0.1:9000", "/v1"},
		{"openai", "http://127.0.0.1:4000"}:              {"http://127.0.0.1:4000", "/v1"},
		{"openai", "http://[::1]:4000/engines/llama/v1"}: {"http://[::1]:4000", "/engines/llama/v1"},
		{"openrouter", "https://openrouter.ai"}:          {"https://openrouter.ai", "/api/v1"},
	} {
		p, _ := preset(given[0], given[1])
		host, path := p.address(given[1])
		if [2]string{host, path} != want {
			t.Errorf("%q: %s, %s; want %s", given, host, path, want)
		}
	}
	for _, o := range []model.Options{{Name: "vllm", URL: "nonsense"}, {Name: "closedai"}} {
		if _, err := New(o, wire.Defaults()); err == nil {
			t.Errorf("%+v is taken", o)
		}
	}
}

func TestTraitsFollowTheModel(t *testing.T) {
	const list = `{"data":[{"id":"Qwen/Qwen2.5-Coder-7B","max_model_len":8192},{"id":"gpt-4o","context_length":128000},
		{"id":"gpt-oss:20b-cloud"},{"id":"codellama:latest"},
		{"id":"mistral-small","max_context_length":32768,"capabilities":{"completion_fim":false}},
		{"id":"codestral-2508","aliases":["codestral-latest"],"max_context_length":256000,"capabilities":{"completion_fim":true}}]}`
	for name, test := range map[string]struct {
		preset, model string
		fill          model.FillKind
		context       int
		remote        bool
		template      string
	}{
		"raw where the family is known":    {"vllm", "Qwen/Qwen2.5-Coder-7B", model.FillRaw, 8192, false, ""},
		"the first if none is named":       {"vllm", "", model.FillRaw, 8192, false, ""},
		"raw, as the user says":            {"vllm", "gpt-4o", model.FillRaw, 128000, false, "codellama"},
		"a conversation, as the user says": {"vllm", "Qwen/Qwen2.5-Coder-7B", model.FillChat, 8192, false, "none"},
		"a conversation where it is not":   {"vllm", "gpt-4o", model.FillChat, 128000, false, ""},
		"with a tag":                       {"ollama-v1", "codellama", model.FillFields, 0, false, ""},
		"elsewhere though asked for here":  {"ollama-v1", "gpt-oss:20b-cloud", model.FillChat, 0, true, ""},
		"one that fills in":                {"mistral", "codestral-latest", model.FillFields, 256000, false, ""},
		"the service's own":                {"mistral", "", model.FillFields, 256000, false, ""},
		"one that does not":                {"mistral", "mistral-small", model.FillChat, 32768, false, ""},
		"a variant":                        {"openrouter", "gpt-4o:nitro", model.FillChat, 128000, false, ""},
		"one that nobody has listed":       {"openai", "my-starcoder2", model.FillRaw, 0, false, ""},
		"OpenAI's that think, or talk":     {"openai", "gpt-4o", model.FillChat, 128000, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			b := backend(t, model.Options{Name: test.preset, Model: test.model, Template: test.template}, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/version" {
					_, _ = io.WriteString(w, `{"version":"0.11.2"}`)
					return
				}
				_, _ = io.WriteString(w, list)
			})
			got, err := b.Traits(t.Context())
			if err != nil || got.Fill != test.fill || got.ContextTokens != test.context || got.Remote != test.remote || got.ForcesBegin {
				t.Errorf("%+v, %v; want %+v", got, err, test)
			}
			if local := test.preset == "vllm" || test.preset == "ollama-v1"; got.Warms != (local && !test.remote) {
				t.Errorf("it warms: %v", got.Warms)
			}
			if (got.Markers != nil) != (test.fill == model.FillRaw) {
				t.Errorf("markers %+v", got.Markers)
			}
		})
	}
}

func TestModelsThatRunElsewhereAreNotChosenUnnamed(t *testing.T) {
	const cloud = `{"id":"gpt-oss:120b-cloud"},{"id":"kimi-k2:cloud"},{"id":"copied"}`
	for list, want := range map[string]string{cloud: "", cloud + `,{"id":"codellama:latest"}`: "codellama:latest"} {
		b := backend(t, model.Options{Name: "ollama-v1"}, func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			switch {
			case r.URL.Path == "/api/show" && strings.Contains(string(body), "copied"):
				_, _ = io.WriteString(w, `{"remote_host":"https://ollama.com:443"}`)
			case r.URL.Path == "/api/show":
				_, _ = io.WriteString(w, `{}`)
			default:
				_, _ = io.WriteString(w, `{"data":[`+list+`]}`)
			}
		})
		got, err := b.Traits(t.Context())
		var e *model.Error
		if got.Model != want || (want == "") != (errors.As(err, &e) && e.Kind == model.NoModel) {
			t.Errorf("of %s it is %q, %v", list, got.Model, err)
		}
	}
}

func TestServerWithoutAListIsBelieved(t *testing.T) {
	b := backend(t, model.Options{Name: "openai", Model: "qwen"}, http.NotFound)
	if got, err := b.Traits(t.Context()); err != nil || got.Model != "qwen" || got.Fill != model.FillRaw {
		t.Errorf("%+v, %v", got, err)
	}
	for _, name := range []string{"openrouter", "lmstudio"} {
		b := backend(t, model.Options{Name: name}, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"data":[]}`) })
		var e *model.Error
		if _, err := b.Traits(t.Context()); !errors.As(err, &e) || e.Kind != model.NoModel {
			t.Errorf("%s without a model: %v", name, err)
		}
	}
}

func TestMembersThatAModelRefusesAreLeftOut(t *testing.T) {
	var sent []string
	b := backend(t, model.Options{Name: "openai", Model: "o9"}, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			_, _ = io.WriteString(w, `{"data":[{"id":"o9"}]}`)
			return
		}
		body, _ := io.ReadAll(r.Body)
		sent = append(sent, string(body))
		var says string
		switch {
		case strings.Contains(string(body), "temperature"):
			says = "Unsupported value: 'temperature' does not support 0 with this model."
		case !strings.Contains(string(body), maxCompletionTokens):
			says = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
		default:
			_, _ = io.WriteString(w, "data: {\"choices\":[{\"delta\":{\"content\":\"x\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n")
			return
		}
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"error":{"message":"`+says+`","type":"invalid_request_error","code":"unsupported_value"}}`)
	})
	for range 2 {
		var got strings.Builder
		r := model.ChatRequest{Messages: []model.Message{{Role: model.User, Text: "Hi"}}, MaxTokens: 7}
		_, err := b.Chat(t.Context(), r, func(s string) bool {
			got.WriteString(s)
			return true
		})
		if err != nil || got.String() != "x" {
			t.Errorf("%q, %v", got.String(), err)
		}
	}
	if len(sent) != 4 || !strings.Contains(sent[3], `"max_completion_tokens":7`) || strings.Contains(sent[3], `"max_tokens"`) {
		t.Errorf("sent %q, want one request with each and two without", sent)
	}
}

func TestEventsBecomeWhatTheLibraryReads(t *testing.T) {
	c, err := wire.New("scripted", model.Options{URL: "http://127.0.0.1:1"}, wire.Defaults())
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		in, want, says string
	}{
		"nothing":           {"", "", ""},
		"a comment":         {": x\n\ndata: {\"a\":1}\n\n", "data: { \"a\":1}\n\n", ""},
		"two lines":         {"data: {\"a\":\ndata: 1}\n\n", "data: { \"a\": 1}\n\n", ""},
		"an error":          {"data: {\"a\":1}\n\ndata: {\"error\":{\"message\":\"no room\"}}\n\n", "data: { \"a\":1}\n\n", "no room"},
		"an error as well":  {"data: {\"id\":1,\"error\":{\"code\":\"server_error\",\"message\":\"no room\"},\"choices\":[]}\n\n", "", "no room"},
		"a bare error":      {"{\"error\":\"no room\"}", "", "no room"},
		"no error":          {"data: {\"error\":null,\"a\":1}\n\n", "data: { \"error\":null,\"a\":1}\n\n", ""},
		"a text about one":  {"data: {\"a\":\"\\\"error\\\"\"}\n\n", "data: { \"a\":\"\\\"error\\\"\"}\n\n", ""},
		"what follows DONE": {"data: {}\n\ndata: [DONE]\n\ndata: {}\n\n", "data: { }\n\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			e := c.Reframe(io.NopCloser(iotest.OneByteReader(strings.NewReader(test.in))), framed(c, nil))
			got, err := io.ReadAll(iotest.OneByteReader(e))
			if string(got) != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if (err != nil) != (test.says != "") || err != nil && !strings.Contains(err.Error(), test.says) {
				t.Errorf("%v, want %q", err, test.says)
			}
			if err := e.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

func FuzzStream(f *testing.F) {
	f.Add("data: {\"choices\":[{\"text\":\"a\",\"delta\":{\"content\":[{\"text\":\"b\"}]},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n")
	f.Add("data: {\"error\":null}\n\n{\"error\":{}}")
	f.Fuzz(func(t *testing.T, body string) {
		// A new one each time: one that has failed too often asks no more.
		client, err := wire.New("scripted", model.Options{URL: "http://127.0.0.1:1"}, wire.Defaults())
		if err != nil {
			t.Fatal(err)
		}
		b := &Backend{client: client}
		open := func(context.Context) (stream, error) {
			return plain{client.Reframe(io.NopCloser(strings.NewReader(body)), framed(client, nil))}, nil
		}
		_, _ = client.Answer(t.Context(), wire.Fill, func(s string) bool {
			if s == "" {
				t.Error("an empty piece")
			}
			return true
		}, func(ctx context.Context, a *wire.Answer) error { return b.read(ctx, request{open: open}, a) })
	})
}

// plain reads a stream's lines as the library does, without it.
type plain struct{ io.ReadCloser }

func (p plain) RecvRaw() ([]byte, error) {
	var line []byte
	for one := make([]byte, 1); ; {
		n, err := p.Read(one)
		if err != nil {
			return nil, err
		}
		if n == 1 && one[0] == '\n' && len(line) > 0 {
			return bytes.TrimPrefix(line, []byte("data: ")), nil
		}
		line = append(line, bytes.TrimSpace(one)...)
	}
}
