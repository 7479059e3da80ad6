package main

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/inkling-lsp/inkling/internal/keys/keystest"
	"github.com/inkling-lsp/inkling/lsp"
	"github.com/inkling-lsp/inkling/model"
)

// line runs a command line in this process, whose keyring is in memory.
func line(in string, args ...string) (code int, out, said string) {
	var stdout, stderr bytes.Buffer
	code = run(args, console{strings.NewReader(in), &stdout, &stderr})
	return code, stdout.String(), stderr.String()
}

func withKeyring(t *testing.T) {
	t.Helper()
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_CONFIG_HOME", home)
	t.Setenv("AppData", home)
	keystest.InMemory(t)
}

func TestKeyOfTheKeyringIsSentToItsHostAndShownToNobody(t *testing.T) {
	withKeyring(t)
	var sent string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent = r.Header.Get("Authorization")
		_, _ = w.Write([]byte(`{"data": [{"id": "tiny"}]}`))
	}))
	defer server.Close()
	host := strings.TrimPrefix(server.URL, "http://")
	here := []string{"--backend", "openai", "--url", server.URL + "/v1"}
	elsewhere := httptest.NewServer(server.Config.Handler)
	defer elsewhere.Close()

	steps := []struct {
		in   string
		args []string
		want string // on standard output
		sent string
	}{
		{"", append([]string{"model", "status"}, here...), "\nkey        none\n", ""},
		{" sesame\r\n", append([]string{"model", "key", "set", "-"}, here...), "the keyring has a key for " + host + "\n", ""},
		{"", append([]string{"model", "status"}, here...), "\nkey        keyring\n", "Bearer sesame"},
		{"", []string{"model", "status", "--backend", "openai", "--url", elsewhere.URL}, "\nkey        none\n", ""},
		{"", append([]string{"model", "key", "forget"}, here...), "the keyring has no key any more for " + host + "\n", ""},
		{"", append([]string{"model", "key", "forget"}, here...), "the keyring had no key for " + host + "\n", ""},
		{"", append([]string{"model", "status"}, here...), "\nkey        none\n", ""},
	}
	for _, step := range steps {
		sent = ""
		code, out, said := line(step.in, step.args...)
		if code != done || !strings.Contains("\n"+out, step.want) || strings.TrimSpace(sent) != step.sent {
			t.Errorf("%q: exit code %d, printed %q, said %q, sent %q; want %q and %q", step.args, code, out, said, sent, step.want, step.sent)
		}
		if strings.Contains(out+said, "sesame") {
			t.Errorf("%q shows the key: %s%s", step.args, out, said)
		}
	}
}

func TestWhatIsNoKeyIsNotKept(t *testing.T) {
	withKeyring(t)
	for _, in := range []string{"", "\n", "two words\n", "a\x1bb\n"} {
		if code, out, said := line(in, "model", "key", "set", "-", "--backend", "openai"); code != badUsage || out != "" || !strings.Contains(said, "that is no key") {
			t.Errorf("%q: exit code %d, printed %q, said %q", in, code, out, said)
		}
	}
	if code, _, said := line("x", "model", "key", "set", "--backend", "openai"); code != badUsage || !strings.Contains(said, "no terminal") {
		t.Errorf("without a terminal: exit code %d, said %q", code, said)
	}
	if code, _, said := line("x", "model", "key", "set", "-"); code != badUsage || !strings.Contains(said, "no model server is named") {
		t.Errorf("without a server: exit code %d, said %q", code, said)
	}
}

func TestSessionsAreGivenTheKey(t *testing.T) {
	withKeyring(t)
	t.Setenv("INKLING_BACKEND", "openai")
	s := &server{newPlaces(nil), &logOutput{}, new(slog.LevelVar)}
	load := func(want model.Secret, problem string) {
		t.Helper()
		got := s.Load(lsp.Editor{})
		if got.Backend.Name != "openai" || got.Backend.Key != want || got.AskFirst || strings.Join(got.Problems, "\n") != problem {
			t.Errorf("the backend is %+v with key %q, problems %q", got.Backend, string(got.Backend.Key), got.Problems)
		}
	}
	load("", "")
	if code, _, said := line("sesame", "model", "key", "set", "-"); code != done {
		t.Fatal(said)
	}
	load("sesame", "")
	if notes := s.keyNotes(); !slices.Contains(s.Files(nil), notes) {
		t.Error("a session does not look for new keys")
	}
	keystest.Broken(errors.New("it is locked"))
	load("", "the key for api.openai.com can't be had from the keyring: it is locked")
	t.Setenv("OPENAI_API_KEY", "usual")
	load("usual", "")
	t.Setenv("INKLING_BACKEND_KEY_ENV", "NOT_SET")
	load("", "the variable NOT_SET, which key_env names, is not set")
}

func TestAnEditorsServerIsAskedAboutFirst(t *testing.T) {
	withKeyring(t)
	s := &server{newPlaces(nil), &logOutput{}, new(slog.LevelVar)}
	got := s.Load(lsp.Editor{Settings: []byte(`{"backend": {"name": "vllm", "url": "https://models.example"}}`)})
	if !got.AskFirst || got.Backend.Name != "vllm" || got.Backend.URL != "https://models.example" || len(got.Problems) > 0 {
		t.Errorf("%+v", got)
	}
}

func TestLockedKeyringIsALineOfTheDoctor(t *testing.T) {
	withKeyring(t)
	if code, _, said := line("sesame", "model", "key", "set", "-", "--backend", "vllm"); code != done {
		t.Fatal(said)
	}
	keystest.Broken(errors.New("it is locked"))
	_, out, _ := line("", "doctor", "--backend", "vllm", t.TempDir())
	if want := "✗ model server    the key for 127.0.0.1:8000 can't be had from the keyring: it is locked; the embedded model goes on without it\n"; !strings.Contains(out, want) {
		t.Errorf("doctor says %s", out)
	}
	code, out, said := line("", "model", "status", "--backend", "vllm")
	if code != badUsage || !strings.Contains(out, "key        missing\n") || !strings.Contains(said, "it is locked") {
		t.Errorf("status: exit code %d, printed %q, said %q", code, out, said)
	}
}
