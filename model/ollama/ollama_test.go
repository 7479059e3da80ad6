package ollama

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/inkling-lsp/inkling/internal/modeltest"
	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestConversationsAreAsThePagesSay(t *testing.T) {
	modeltest.Golden(t, "testdata/*.txtar", func(o model.Options, limits wire.Options) (model.Backend, error) {
		return New(o, limits)
	})
}

// traits asks a server that says the same of each of its models.
func traits(t *testing.T, wanted, template, show, running string) (model.Traits, error) {
	t.Helper()
	answers := map[string]string{
		"GET /api/tags": `{"models":[{"name":"gpt-oss:120b-cloud"},{"name":"mine","remote_host":"https://ollama.com:443"},
			{"name":"llama3.2:latest"},{"name":"qwen2.5-coder:1.5b"},{"name":"codellama:code"}]}`,
		"POST /api/show": show, "GET /api/ps": running,
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, answers[r.Method+" "+r.URL.Path])
	}))
	defer server.Close()
	b, err := New(model.Options{URL: server.URL + "/v1/", Model: wanted, Template: template}, wire.Defaults())
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	return b.Traits(t.Context())
}

func TestTraitsFollowTheModel(t *testing.T) {
	const trained = `"model_info":{"qwen2.context_length":32768,"general.architecture":"qwen2"}`
	for name, test := range map[string]struct {
		wanted, show, running string
		model                 string
		fill                  model.FillKind
		context               int
		remote                bool
		template              string
	}{
		"raw where the family is known":      {"qwen2.5-coder:1.5b", `{"capabilities":["completion","insert"],` + trained + `}`, `{}`, "qwen2.5-coder:1.5b", model.FillRaw, 0, false, ""},
		"fields where the template has them": {"llama3.2", `{"capabilities":["completion","insert"]}`, `{}`, "llama3.2", model.FillFields, 0, false, ""},
		"fields on an old server":            {"llama3.2", `{"template":"{{ .Prompt }}<mid>{{ .Suffix }}"}`, `{}`, "llama3.2", model.FillFields, 0, false, ""},
		"fields, as the user says":           {"qwen2.5-coder:1.5b", `{"capabilities":["completion","insert"]}`, `{}`, "qwen2.5-coder:1.5b", model.FillFields, 0, false, "none"},
		"raw, as the user says":              {"llama3.2", `{"capabilities":["completion"]}`, `{}`, "llama3.2", model.FillRaw, 0, false, "qwen"},
		"no family that can't insert":        {"qwen2.5-coder:1.5b", `{"template":"{{ .Prompt }}","capabilities":["completion"]}`, `{}`, "qwen2.5-coder:1.5b", model.FillChat, 0, false, ""},
		"a conversation elsewhere, always":   {"llama3.2", `{"remote_host":"https://ollama.com:443"}`, `{}`, "llama3.2", model.FillChat, 0, true, "qwen"},
		"as long as it is loaded":            {"llama3.2", `{"parameters":"num_ctx 9"}`, `{"models":[{"name":"x","context_length":1},{"name":"llama3.2:latest","context_length":4096}]}`, "llama3.2", model.FillChat, 4096, false, ""},
		"as long as its file says":           {"llama3.2", `{"parameters":"stop     \"x\"\nnum_ctx                        8192\n"}`, `{}`, "llama3.2", model.FillChat, 8192, false, ""},
		"no longer than it was trained for":  {"llama3.2", `{"parameters":"num_ctx 65536",` + trained + `}`, `{}`, "llama3.2", model.FillChat, 32768, false, ""},
		"one that runs elsewhere":            {"codellama:code", `{"remote_host":"https://ollama.com:443","capabilities":["completion"]}`, `{}`, "codellama:code", model.FillChat, 0, true, ""},
		"the first that runs there":          {"", `{"capabilities":["completion"]}`, `{}`, "llama3.2:latest", model.FillChat, 0, false, ""},
		"one that does so by its name":       {"gpt-oss:120b-cloud", `{"capabilities":["completion"]}`, `{}`, "gpt-oss:120b-cloud", model.FillChat, 0, true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := traits(t, test.wanted, test.template, test.show, test.running)
			if err != nil || got.Model != test.model || got.Fill != test.fill || got.ContextTokens != test.context {
				t.Errorf("%+v, %v; want %+v", got, err, test)
			}
			if got.Remote != test.remote || got.Warms == test.remote || got.ReportsCache {
				t.Errorf("%+v; want remote: %v", got, test.remote)
			}
		})
	}
}

func TestModelsThatRunElsewhereAreNotChosenUnnamed(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/api/tags" {
			t.Errorf("it is asked %s", r.URL.Path)
		}
		_, _ = io.WriteString(w, `{"models":[{"name":"gpt-oss:120b-cloud"},{"name":"kimi-k2:cloud"},{"name":"mine","remote_host":"https://ollama.com:443"}]}`)
	}))
	defer server.Close()
	b, err := New(model.Options{URL: server.URL}, wire.Defaults())
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	var e *model.Error
	if got, err := b.Traits(t.Context()); !errors.As(err, &e) || e.Kind != model.NoModel || !strings.Contains(e.Says, "all run elsewhere") {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestServersWithoutTheModelSayWhatTheyHave(t *testing.T) {
	_, err := traits(t, "qwen2.5-coder", "", `{}`, `{}`)
	var e *model.Error
	if !errors.As(err, &e) || e.Kind != model.NoModel || !strings.Contains(e.Says, "it has qwen2.5-coder:1.5b") {
		t.Errorf("%v", err)
	}
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	b, err := New(model.Options{URL: server.URL}, wire.Defaults())
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if _, err := b.Traits(t.Context()); !errors.As(err, &e) || e.Kind != model.NoModel || !strings.Contains(e.Says, "is it an Ollama server?") {
		t.Errorf("%v", err)
	}
}
