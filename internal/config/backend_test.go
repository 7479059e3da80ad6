package config

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/inkling-lsp/inkling/internal/trust"
	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/backends"
)

// loaded loads the program's own settings from where they are laid.
func (l laid) loaded(t testing.TB) Loaded {
	t.Helper()
	return Load(l.sources(t))
}

func trusting(string, trust.Digest) (trust.State, error) { return trust.Trusted, nil }

func TestBackendIsNamedFromEveryLayer(t *testing.T) {
	want := model.Options{Name: "vllm", URL: "http://127.0.0.1:1/v1", Model: "m", KeyEnv: "MY_KEY", CAFile: "/ca.pem"}
	toml := "[backend]\nname = 'vllm'\nurl = 'http://127.0.0.1:1/v1'\nmodel = 'm'\nkey_env = 'MY_KEY'\nca_file = '/ca.pem'\n"
	tests := map[string]struct {
		laid laid
		ask  bool
	}{
		"user":      {laid{user: toml}, false},
		"workspace": {laid{workspace: toml, trusted: trusting}, true},
		"editor":    {laid{editor: `{"backend":{"name":"vllm","url":"http://127.0.0.1:1/v1","model":"m","key_env":"MY_KEY","ca_file":"/ca.pem"}}`}, true},
		"short variables": {laid{environment: []string{
			"INKLING_BACKEND=vllm", "INKLING_URL=http://127.0.0.1:1/v1", "INKLING_MODEL=m", "INKLING_BACKEND_KEY_ENV=MY_KEY", "INKLING_BACKEND_CA_FILE=/ca.pem",
		}}, false},
		"flags": {laid{flags: []Flag{
			{"--backend", "backend.name", "vllm"},
			{"--url", "backend.url", "http://127.0.0.1:1/v1"},
			{"--model", "backend.model", "m"},
			{"--set", "backend.key_env", "MY_KEY"},
			{"--set", "backend.ca_file", "/ca.pem"},
		}}, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			l := test.laid.loaded(t)
			if l.Config.Backend != want || len(l.Problems) > 0 {
				t.Errorf("the backend is %+v, problems %v", l.Config.Backend, l.Problems)
			}
			if l.AskFirst() != test.ask {
				t.Errorf("ask first: %v", l.AskFirst())
			}
		})
	}
}

func TestRegularVariablesCountBeforeShortOnes(t *testing.T) {
	variables := []string{"INKLING_BACKEND=ollama", "INKLING_BACKEND_NAME=vllm"}
	for range variables {
		slices.Reverse(variables)
		if l := (laid{environment: variables}).loaded(t); l.Config.Backend.Name != "vllm" || len(l.Problems) > 0 {
			t.Errorf("%v: %+v, problems %v", variables, l.Config.Backend, l.Problems)
		}
	}
	l := laid{environment: []string{"INKLING_BAKEND=vllm"}}.loaded(t)
	if told := tell(l.Problems); told != "env INKLING_BAKEND: no setting has this variable; did you mean INKLING_BACKEND?" {
		t.Errorf("told %q", told)
	}
}

func TestWorkspaceNamesNoBackendBeforeItIsTrusted(t *testing.T) {
	for _, line := range []string{"name = 'ollama'", "url = 'http://elsewhere'", "model = 'dear'", "key_env = 'AWS_SECRET'", "ca_file = 'ca.pem'"} {
		l := laid{workspace: "[backend]\n" + line}.loaded(t)
		if l.Config.Backend != (model.Options{}) || len(l.Problems) != 1 || !strings.Contains(tell(l.Problems), "is ignored") || l.AskFirst() {
			t.Errorf("%s: %+v, problems %v, ask first %v", line, l.Config.Backend, l.Problems, l.AskFirst())
		}
	}
}

func TestAnEditorThatSaysNothingOfTheBackendLeavesConsentAlone(t *testing.T) {
	l := laid{user: "backend.name = 'openai'", editor: `{"completion":{"threshold":0.5}}`, workspace: "completion.threshold = 0.4"}.loaded(t)
	if l.AskFirst() {
		t.Error("the user is asked about a server of the user's own file")
	}
	l = laid{user: "backend.name = 'openai'", editor: `{"backend":{"key_env":"GITHUB_TOKEN"}}`}.loaded(t)
	if !l.AskFirst() {
		t.Error("an editor chose what key is sent, and nobody is asked")
	}
}

func TestNoBackendIsWrittenAsNone(t *testing.T) {
	l := laid{user: "backend.name = 'ollama'", environment: []string{"INKLING_BACKEND=none"}}.loaded(t)
	if v := valueOf(t, l.Values, "backend.name"); l.Config.Backend.Name != "" || v.Shown() != `"none"` || len(l.Problems) > 0 {
		t.Errorf("%+v, shown %s, problems %v", l.Config.Backend, v.Shown(), l.Problems)
	}
}

func TestWhatIsWrongWithABackendIsToldOf(t *testing.T) {
	const noAddress = "is not an address such as http://127.0.0.1:8080"
	tests := map[string]struct{ line, want string }{
		"a slip":          {"name = 'lamacpp'", `config.toml:1: backend.name: "lamacpp" is none of none, llamacpp, managed, ollama`},
		"its nearest":     {"name = 'lamacpp'", "; did you mean llamacpp?"},
		"no scheme":       {"url = '127.0.0.1:8080'", `backend.url: "127.0.0.1:8080" ` + noAddress + "; did you mean http://127.0.0.1:8080?"},
		"another scheme":  {"url = 'ftp://here'", noAddress},
		"no host":         {"url = 'http:///v1'", noAddress},
		"a port alone":    {"url = 'http://:80'", noAddress},
		"a query":         {"url = 'http://h/?key=sesame'", "its value (not shown) is more than an address"},
		"a password":      {"url = 'https://me:sesame@h/'", "its value (not shown) has a name or a password in it"},
		"no address":      {"url = 'http://[sesame@'", "its value (not shown) " + noAddress},
		"a key as a name": {"key_env = 'sk-sesame'", "its value (not shown) is no name of an environment variable"},
		"a mixed one":     {"key_env = 'QsesameX7'", "its value (not shown) is no name of an environment variable"},
		"a key":           {"key = 'sesame'", "a key is taken from the environment alone; set INKLING_API_KEY and take it out here"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			l := laid{user: "backend." + test.line}.loaded(t)
			told := tell(l.Problems)
			if len(l.Problems) != 1 || !strings.Contains(told, test.want) || strings.Contains(told, "sesame") {
				t.Errorf("told %q, want %q", told, test.want)
			}
			if l.Config.Backend != (model.Options{}) {
				t.Errorf("it counts: %+v", l.Config.Backend)
			}
		})
	}
}

func TestKeyIsNeverShown(t *testing.T) {
	const key = "sk-sesame"
	l := laid{environment: []string{"INKLING_API_KEY=" + key}}.loaded(t)
	if string(l.Config.Backend.Key) != key {
		t.Fatalf("the key is %q", string(l.Config.Backend.Key))
	}
	asJSON, err := json.Marshal([]any{l.Config.Backend, l.Values})
	if err != nil {
		t.Fatal(err)
	}
	shown := fmt.Sprintf("%v %+v %#v %s %q", l, l, l, l.Config.Backend.Key, l.Config.Backend.Key) + string(asJSON)
	for _, v := range l.Values {
		shown += v.Shown()
	}
	if strings.Contains(shown, "sesame") {
		t.Errorf("it is shown: %s", shown)
	}
	if want := "(set from env INKLING_API_KEY)"; valueOf(t, l.Values, "backend.key").Shown() != want {
		t.Errorf("it is not said to be set: %s", shown)
	}
}

// What a layer says of a backend counts as long as no higher one names another.
func TestAddressesGoWithTheirBackend(t *testing.T) {
	names := []string{"", "none", "llamacpp", "ollama"}
	rapid.Check(t, func(t *rapid.T) {
		var user, editor string
		var environment []string
		name, url, known := "none", "", "none" // what is to count; known is the last name written
		layer := func(i int) (n, u string) {
			n = rapid.SampledFrom(names).Draw(t, "name")
			if rapid.Bool().Draw(t, "with url") {
				u = fmt.Sprintf("http://h%d", i)
			}
			if n != "" && n != known && known != "none" {
				url = ""
			}
			if n != "" {
				name, known = n, n
			}
			if u != "" {
				url = u
			}
			return n, u
		}
		n, u := layer(0)
		user = "[backend]\n" + pair("name = %q\n", n) + pair("url = %q\n", u)
		n, u = layer(1)
		editor = strings.TrimSuffix("{"+pair(`"backend.name":%q,`, n)+pair(`"backend.url":%q,`, u), ",") + "}"
		n, u = layer(2)
		environment = []string{"INKLING_BACKEND=" + n, "INKLING_URL=" + u}

		var into Config
		m := newMerge(table)
		m.add(table.toml([]byte(user), Origin{Layer: UserFile, Name: "f"}))
		m.add(table.editor([]byte(editor)))
		m.add(table.environment(environment))
		values := m.finish(&into)
		if into.Backend.Name != name || into.Backend.URL != url || len(m.problems) > 0 {
			t.Errorf("%s\n%s\n%v: %+v, want %s at %q; problems %v", user, editor, environment, into.Backend, name, url, m.problems)
		}
		for _, v := range values {
			if v.Key == "backend.url" && (v.Origin.Layer == Defaults) != (url == "") {
				t.Errorf("the url %q is said to be from %s", url, v.Origin)
			}
		}
	})
}

func pair(format, value string) string {
	if value == "" {
		return ""
	}
	return fmt.Sprintf(format, value)
}

func TestEveryBackendCanBeNamed(t *testing.T) {
	for _, p := range backends.List() {
		if l := (laid{user: "backend.name = '" + p.Name + "'"}).loaded(t); l.Config.Backend.Name != p.Name || p.URL != "" && checkURL(p.URL) != nil {
			t.Errorf("%s: %+v, problems %v", p.Name, l.Config.Backend, l.Problems)
		}
	}
}
