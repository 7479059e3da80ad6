package anthropic

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
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

const about = `{"id":"claude-x","type":"model","max_input_tokens":200000,"max_tokens":1000,
	"capabilities":{"thinking":{"supported":true,"types":{"disabled":{"supported":true},"adaptive":{"supported":true}}}}}`

// backend returns one of a server that knows one model.
func backend(t *testing.T, o model.Options, answer http.HandlerFunc) *Backend {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/v1/models/claude-x":
			_, _ = io.WriteString(w, about)
		case r.URL.Path == "/v1/models":
			_, _ = io.WriteString(w, `{"data":[{"id":"claude-y"},{"id":"claude-x"}],"has_more":false}`)
		case r.Method == http.MethodGet:
			http.NotFound(w, r)
		default:
			answer(w, r)
		}
	}))
	t.Cleanup(server.Close)
	o.URL = server.URL + "/v1"
	b, err := New(o, wire.Defaults())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

func TestModelHasToBeNamed(t *testing.T) {
	for name, want := range map[string]string{"": "name the one to use; it has claude-", "claud-x": "no model claud-x; it has claude-x"} {
		_, err := backend(t, model.Options{Model: name}, nil).Traits(t.Context())
		var e *model.Error
		if !errors.As(err, &e) || e.Kind != model.NoModel || !strings.Contains(e.Says, want) {
			t.Errorf("%q: %v, want %q", name, err, want)
		}
	}
	got, err := backend(t, model.Options{Model: "claude-x"}, nil).Traits(t.Context())
	if err != nil || got.ContextTokens != 200000 || got.Fill != model.FillChat || got.Warms || !got.ReportsCache || got.MaxStops != 0 {
		t.Errorf("%+v, %v", got, err)
	}
}

// Nothing that the library would find by itself may take the place of what the
// user has said, or go along with it.
func TestEnvironmentIsNotLookedAt(t *testing.T) {
	t.Setenv("ANTHROPIC_API_KEY", "sk-of-another")
	t.Setenv("ANTHROPIC_AUTH_TOKEN", "token-of-another")
	t.Setenv("ANTHROPIC_BASE_URL", "http://192.0.2.1")
	t.Setenv("ANTHROPIC_CUSTOM_HEADERS", "X-Spy: 1")
	for _, key := range []string{"", "sk-mine"} {
		var header http.Header
		b := backend(t, model.Options{Model: "claude-x", Key: model.Secret(key)}, func(w http.ResponseWriter, r *http.Request) {
			header = r.Header.Clone()
			_, _ = io.WriteString(w, `data: {"type":"message_stop"}`+"\n\n")
		})
		if _, err := b.Chat(t.Context(), model.ChatRequest{Messages: []model.Message{{Role: model.User, Text: "Hi"}}}, nil); err != nil {
			t.Fatal(err)
		}
		if header.Get("X-Api-Key") != key || header.Get("Authorization") != "" || header.Get("X-Spy") != "" {
			t.Errorf("sent %v", header)
		}
		for name := range header {
			if strings.HasPrefix(name, "X-Stainless") {
				t.Errorf("tells %s: %s", name, header.Get(name))
			}
		}
	}
}

func TestCacheMarksAreBounded(t *testing.T) {
	messages := func(marked string) []model.Message {
		var m []model.Message
		for _, c := range marked {
			text := "x"
			if c == ' ' {
				text = "\n"
			}
			m = append(m, model.Message{Role: model.User, Text: text, CacheHere: c != '-'})
		}
		return m
	}
	for in, want := range map[string][]bool{
		"":       {},
		"-":      {false},
		"m-m":    {true, false, true},
		"mmmmm":  {false, true, true, true, true},
		"mmm mm": {false, true, true, false, true, true},
	} {
		if got := marked(messages(in)); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %v, want %v", in, got, want)
		}
	}
}

func TestTemperatureIsLeftOutWhereItIsRefused(t *testing.T) {
	requests := 0
	b := backend(t, model.Options{Model: "claude-x"}, func(w http.ResponseWriter, r *http.Request) {
		requests++
		if body, _ := io.ReadAll(r.Body); strings.Contains(string(body), "temperature") {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, `{"type":"error","error":{"type":"invalid_request_error","message":"`+"`temperature`"+` is not taken by this model."}}`)
			return
		}
		_, _ = io.WriteString(w, `data: {"type":"message_stop"}`+"\n\n")
	})
	for range 2 {
		if _, err := b.Chat(t.Context(), model.ChatRequest{Messages: []model.Message{{Role: model.User, Text: "Hi"}}}, nil); err != nil {
			t.Error(err)
		}
	}
	if requests != 3 {
		t.Errorf("%d requests, want one with it and two without", requests)
	}
}

func TestErrorsInTheMiddleKeepTheirKind(t *testing.T) {
	for kind, want := range map[string]model.Kind{
		"overloaded_error": model.Overloaded, "authentication_error": model.Denied, "api_error": model.BadAnswer, "new_error": model.BadAnswer,
	} {
		b := backend(t, model.Options{Model: "claude-x"}, func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "event: ping\ndata: {\"type\": \"ping\"}\n\nevent: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\""+kind+"\",\"message\":\"No.\"}}\n\n")
		})
		_, err := b.Chat(t.Context(), model.ChatRequest{Messages: []model.Message{{Role: model.User, Text: "Hi"}}}, nil)
		var e *model.Error
		if !errors.As(err, &e) || e.Kind != want || !strings.Contains(e.Says, "No.") {
			t.Errorf("%s: %v, want %s", kind, err, want)
		}
	}
}
