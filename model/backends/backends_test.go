package backends

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/openai"
)

func TestEveryListedNameOpens(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range List() {
		u, err := url.Parse(p.URL)
		if err != nil || u.Host == "" && p.Name != "managed" || u.Scheme == "http" && u.Hostname() != "127.0.0.1" || p.About == "" || seen[p.Name] {
			t.Errorf("%+v", p)
		}
		seen[p.Name] = true
		b, err := Open(model.Options{Name: p.Name, Key: "x", Model: "y"})
		if err != nil {
			t.Errorf("%s: %v", p.Name, err)
			continue
		}
		if b.Name() == "" {
			t.Errorf("%s has no name", p.Name)
		}
		b.Close()
	}
	if !seen["llamacpp"] {
		t.Error("llamacpp is not listed")
	}
}

func TestPresetsAreWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range presets {
		if p.Name == "" || p.Kind == "" || p.URL == "" && p.Kind != "managed" || p.About == "" || seen[p.Name] {
			t.Errorf("%+v", p)
		}
		seen[p.Name] = true
	}
}

func TestEveryServiceOfOpenAIsProtocolIsListed(t *testing.T) {
	for _, service := range openai.Presets() {
		if !slices.ContainsFunc(List(), func(p Preset) bool {
			return p.Name == service.Name && p.Kind == "openai" && strings.HasPrefix(p.URL+"/", service.Host+"/")
		}) {
			t.Errorf("%s is not listed with its address", service.Name)
		}
	}
}

func TestUnknownNamesGetNearOnes(t *testing.T) {
	for name, want := range map[string]string{
		"lamacpp":   `no backend "lamacpp"; did you mean llamacpp`,
		"llama.cpp": "did you mean llamacpp",
		"":          "no backend is named; there is llamacpp",
	} {
		if _, err := Open(model.Options{Name: name}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", name, err, want)
		}
	}
	if _, err := Open(model.Options{Name: "llamacpp", URL: "here"}); err == nil || !strings.Contains(err.Error(), "http://127.0.0.1:8080") {
		t.Errorf("a wrong address: %v", err)
	}
}

func TestHostsAreWrittenInOneWay(t *testing.T) {
	for address, want := range map[string]string{
		"https://API.example/v1":    "api.example",
		"https://api.example:443/":  "api.example",
		"https://api.example:8443":  "api.example:8443",
		"http://api.example":        "api.example:80", // not the same: anybody on the way can read it
		"http://127.0.0.1:8080":     "127.0.0.1:8080",
		"https://[FD00::1]/":        "[fd00::1]",
		"http://[::1]:11434":        "[::1]:11434",
		"here":                      "",
		"http://:80":                "",
		"https://user:pw@a.example": "a.example",
	} {
		if got := Host(model.Options{Name: "openai", URL: address}); got != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
	for name, want := range map[string]string{"openai": "api.openai.com", "llamacpp": "127.0.0.1:8080", "": "", "nobody": ""} {
		if got := Host(model.Options{Name: name}); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestKeysOfAServiceAreForItsOwnHost(t *testing.T) {
	for _, test := range []struct{ name, address, want string }{
		{"openai", "", "OPENAI_API_KEY"},
		{"openai", "https://API.openai.com/v2", "OPENAI_API_KEY"},
		{"openai", "https://models.example/v1", ""},
		{"openai", "https://api.openai.com.example/v1", ""},
		{"openai", "http://api.openai.com/v1", ""}, // anybody on the way could read it
		{"openai", "https://api.openai.com:8443/v1", ""},
		{"openai", "http://127.0.0.1:8000", ""},
		{"llamacpp", "http://localhost:9090", "LLAMA_API_KEY"},
		{"llamacpp", "http://models.example:8080", ""},
		{"ollama", "", ""},
		{"", "https://models.example", ""},
	} {
		if got := KeyEnv(model.Options{Name: test.name, URL: test.address}); got != test.want {
			t.Errorf("%s at %q: %q, want %q", test.name, test.address, got, test.want)
		}
	}
}

func TestRemoteIsWhatIsNotThisMachine(t *testing.T) {
	for address, want := range map[string]bool{
		"http://127.0.0.1:8080": false, "http://[::1]": false, "http://localhost:1": false, "http://a.localhost": false,
		"https://models.example": true, "http://192.168.1.2:8080": true, "http://localhost.example": true, "http://127.0.0.1.example": true, ":": true,
	} {
		if got := Remote(model.Options{Name: "openai", URL: address}); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
	for _, p := range List() {
		if got, want := Remote(model.Options{Name: p.Name}), strings.HasPrefix(p.URL, "https:"); got != want {
			t.Errorf("%s: %v", p.Name, got)
		}
	}
}
