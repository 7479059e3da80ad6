package openai

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/inkling-lsp/inkling/model/family"
)

// Preset is a service, or a kind of server, and what is its own. The sources of
// each are in docs/models.md.
type Preset struct {
	Name string
	// Host is where it is, Path the path below which its endpoints are. A URL that
	// names a path of its own is taken as it stands.
	Host, Path string
	// Model is used if none is named. Where it is empty too, the first that the server
	// serves is, unless Named says that it serves too many for that.
	Model string
	Named bool
	// List is the path of its list of models, if it is not the usual one.
	List string
	// Shows says that it is an Ollama, which answers in its own protocol too.
	Shows bool
	// Unlisted says that there may be models that the list does not name.
	Unlisted bool

	// Inserts says whether a model takes a suffix, at the path Insert.
	Inserts func(m listed) bool
	Insert  string
	// Raw says that a completion's prompt reaches the model as it stands, with the
	// markers in it read as such.
	Raw bool
	// Forces says that the server's version 0.12 and later obeys a regular expression.
	Forces bool
	// Warms says that reading a prompt costs nothing but time. Where it costs money,
	// it is not done ahead.
	Warms bool

	MaxStops int // 0: no page names a limit
	// Bound is the member that bounds the tokens of a conversation's answer.
	Bound string
	// Usage says that it knows stream_options.include_usage; some tell the usage anyway,
	// and refuse members that they do not know.
	Usage bool
	// Cached says that the usage tells the tokens that were served from a cache.
	Cached bool
	// CacheKey says that it takes prompt_cache_key: requests with the same one are sent
	// to where their prompts are cached.
	CacheKey bool
	Header   http.Header
}

// The members that bound an answer.
const (
	maxTokens           = "max_tokens"
	maxCompletionTokens = "max_completion_tokens"
)

const completions = "/completions"

// Presets returns the services in the order in which they are listed.
func Presets() []Preset {
	return []Preset{
		{
			Name: "openai", Host: "https://api.openai.com", Path: "/v1", Named: true,
			Inserts: func(m listed) bool { return strings.HasPrefix(m.ID, "gpt-3.5-turbo-instruct") }, Insert: completions,
			MaxStops: 4, Bound: maxCompletionTokens, Usage: true, Cached: true, CacheKey: true,
		},
		{
			Name: "openrouter", Host: "https://openrouter.ai", Path: "/api/v1", Named: true,
			MaxStops: 4, Bound: maxTokens, Usage: true, Cached: true,
			Header: http.Header{"X-Title": {"Inkling"}}, // shown to its user in the list of requests
		},
		{
			Name: "vllm", Host: "http://127.0.0.1:8000", Path: "/v1",
			Raw: true, Forces: true, Warms: true, Bound: maxTokens, Usage: true, Cached: true,
		},
		{
			Name: "lmstudio", Host: "http://127.0.0.1:1234", Path: "/v1", List: "/api/v0/models",
			Raw: true, Warms: true, Bound: maxTokens, Usage: true,
		},
		{
			Name: "ollama-v1", Host: "http://127.0.0.1:11434", Path: "/v1",
			Inserts: ofFamily, Insert: completions, Shows: true, Warms: true, Bound: maxTokens, Usage: true,
		},
		{
			Name: "deepseek", Host: "https://api.deepseek.com",
			Inserts: always, Insert: "/beta/completions", MaxStops: 16, Bound: maxTokens, Usage: true, Cached: true,
		},
		mistral("mistral", "https://api.mistral.ai"),
		mistral("codestral", "https://codestral.mistral.ai"),
	}
}

// compatible is any other server that speaks the protocol, which goes by OpenAI's
// name with an address of its own. Nothing is known of it, so that it is treated as
// most are: a model of a known family is taken to get its prompts as they stand.
var compatible = Preset{
	Name: "openai", Path: "/v1", Unlisted: true,
	Raw: true, MaxStops: 4, Bound: maxTokens, Usage: true, Cached: true,
}

// mistral has two addresses, with keys of their own.
func mistral(name, host string) Preset {
	return Preset{
		Name: name, Host: host, Path: "/v1", Model: "codestral-latest", Unlisted: name == "codestral",
		Inserts: func(m listed) bool {
			if m.Capabilities.Fill != nil {
				return *m.Capabilities.Fill
			}
			return strings.Contains(m.ID, "codestral")
		},
		Insert: "/fim/completions", Bound: maxTokens, Cached: true, CacheKey: true,
	}
}

func always(listed) bool { return true }

// ofFamily says whether a model's name is that of a family that fills in.
func ofFamily(m listed) bool {
	_, known := family.ByName(m.ID)
	return known
}

// preset finds a preset by its name, and by the address where it goes by another's.
func preset(name, address string) (p Preset, known bool) {
	all := Presets()
	i := slices.IndexFunc(all, func(p Preset) bool { return p.Name == name })
	switch {
	case i < 0:
		return Preset{}, false
	case name == compatible.Name && address != "" && host(address) != host(all[i].Host):
		return compatible, true
	}
	return all[i], true
}

// host is the name in an address.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}
