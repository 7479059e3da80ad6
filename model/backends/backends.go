package backends

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/anthropic"
	"github.com/inkling-lsp/inkling/model/llamacpp"
	"github.com/inkling-lsp/inkling/model/managed"
	"github.com/inkling-lsp/inkling/model/ollama"
	"github.com/inkling-lsp/inkling/model/openai"
	"github.com/inkling-lsp/inkling/model/wire"
)

// Preset is a name with what it means.
type Preset struct {
	Name string
	Kind string // the backend that speaks to it
	// URL is where it is unless the configuration says otherwise; empty for one that
	// is started here, wherever that is.
	URL string
	// KeyEnv is the variable in which users usually have its key: that of its own
	// library, or of the server itself; empty if it asks for none.
	KeyEnv string
	About  string // one line for people
}

// presets are in the order in which they are listed: on this machine first. The
// addresses are those that the services publish in their references.
var presets = []Preset{
	{"llamacpp", "llamacpp", llamacpp.DefaultURL, "LLAMA_API_KEY", "llama.cpp's llama-server: the fastest completions on a machine of your own"},
	{"managed", "managed", "", "", "a llama-server that Inkling starts itself, with weights that inkling model pull has fetched"},
	{"ollama", "ollama", "http://127.0.0.1:11434", "", "Ollama, by its own protocol"},
	{"ollama-v1", "openai", "http://127.0.0.1:11434/v1", "", "Ollama, by OpenAI's protocol"},
	{"lmstudio", "openai", "http://127.0.0.1:1234/v1", "LM_API_TOKEN", "LM Studio's local server"},
	{"vllm", "openai", "http://127.0.0.1:8000/v1", "VLLM_API_KEY", "vLLM's OpenAI-compatible server"},
	{"openai", "openai", "https://api.openai.com/v1", "OPENAI_API_KEY", "OpenAI, or any compatible server with a url of its own"},
	{"anthropic", "anthropic", "https://api.anthropic.com", "ANTHROPIC_API_KEY", "Anthropic: chat only"},
	{"openrouter", "openai", "https://openrouter.ai/api/v1", "OPENROUTER_API_KEY", "OpenRouter"},
	{"deepseek", "openai", "https://api.deepseek.com/beta", "DEEPSEEK_API_KEY", "DeepSeek, with its fill-in-the-middle completions"},
	{"mistral", "openai", "https://api.mistral.ai/v1", "MISTRAL_API_KEY", "Mistral, with Codestral's fill-in-the-middle completions"},
	{"codestral", "openai", "https://codestral.mistral.ai/v1", "CODESTRAL_API_KEY", "Codestral by its own address and key"},
}

// kinds make backends. A preset's kind that is not here is not listed, and can't be
// opened. Options come with the preset's name and an address.
var kinds = map[string]func(model.Options) (model.Backend, error){
	"llamacpp":  func(o model.Options) (model.Backend, error) { return llamacpp.New(o, wire.Defaults()) },
	"managed":   func(o model.Options) (model.Backend, error) { return managed.New(o, wire.Defaults()) },
	"ollama":    func(o model.Options) (model.Backend, error) { return ollama.New(o, wire.Defaults()) },
	"openai":    func(o model.Options) (model.Backend, error) { return openai.New(o, wire.Defaults()) },
	"anthropic": func(o model.Options) (model.Backend, error) { return anthropic.New(o, wire.Defaults()) },
}

// List returns the names that can be opened, and what they mean.
func List() []Preset {
	return slices.DeleteFunc(slices.Clone(presets), func(p Preset) bool { return kinds[p.Kind] == nil })
}

// Open returns the backend that o names. It connects to nothing yet. An error says
// what is wrong with o.
func Open(o model.Options) (model.Backend, error) {
	p, ok := find(o.Name)
	if !ok {
		return nil, unknown(o.Name, List())
	}
	o.URL = Address(o)
	return kinds[p.Kind](o)
}

// Address is where o's requests go: its URL, or that of its name; empty if neither is
// there.
func Address(o model.Options) string {
	if o.URL != "" {
		return o.URL
	}
	p, _ := find(o.Name)
	return p.URL
}

// Host is the server that o's requests go to, as consent and keys are kept by it: in
// small letters, with the port unless it is https on its usual one. It is empty if o
// names none.
func Host(o model.Options) string {
	u, err := url.Parse(Address(o))
	if err != nil || u.Hostname() == "" {
		return ""
	}
	port := u.Port()
	switch {
	case port == "" && u.Scheme == "http":
		port = "80"
	case port == "443" && u.Scheme == "https":
		port = ""
	}
	host := strings.ToLower(u.Hostname())
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port == "" {
		return host
	}
	return host + ":" + port
}

// KeyEnv is the variable in which users of o's server usually have its key. It is
// empty if o's URL leads elsewhere: another server is not to have that key.
func KeyEnv(o model.Options) string {
	p, _ := find(o.Name)
	own, err := url.Parse(p.URL)
	given, errGiven := url.Parse(Address(o))
	if err != nil || errGiven != nil {
		return ""
	}
	local := wire.Loopback(own.Hostname()) && wire.Loopback(given.Hostname())
	if local || own.Scheme == given.Scheme && strings.EqualFold(own.Host, given.Host) {
		return p.KeyEnv
	}
	return ""
}

// Remote says whether requests to o's server leave this machine. A server on this
// machine may still send them on; its Traits know.
func Remote(o model.Options) bool {
	if p, ok := find(o.Name); ok && Address(o) == p.URL && p.URL == "" {
		return false
	}
	u, err := url.Parse(Address(o))
	return err != nil || !wire.Loopback(u.Hostname())
}

// find returns the preset of a name among those that can be opened.
func find(name string) (Preset, bool) {
	listed := List()
	i := slices.IndexFunc(listed, func(p Preset) bool { return p.Name == name })
	if i < 0 {
		return Preset{}, false
	}
	return listed[i], true
}

func unknown(name string, listed []Preset) error {
	names := make([]string, len(listed))
	for i, p := range listed {
		names[i] = p.Name
	}
	if name == "" {
		return fmt.Errorf("no backend is named; there is %s", strings.Join(names, ", "))
	}
	return fmt.Errorf("there is no backend %q; did you mean %s?", name, strings.Join(model.Near(name, names), ", "))
}
