package wire

import (
	"encoding/pem"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/inkling-lsp/inkling/model"
)

func TestAddressesAreChecked(t *testing.T) {
	for address, want := range map[string]struct {
		url    string
		remote bool
	}{
		"http://127.0.0.1:8080":       {"http://127.0.0.1:8080", false},
		"http://127.1.2.3":            {"http://127.1.2.3", false},
		"http://[::1]:8080/":          {"http://[::1]:8080", false},
		"http://localhost:8080/v1//":  {"http://localhost:8080/v1", false},
		"https://api.example.com/v1/": {"https://api.example.com/v1", true},
		"http://192.168.1.2:8080":     {"http://192.168.1.2:8080", true},
		"http://localhost.evil.test":  {"http://localhost.evil.test", true},
		"http://evil.localhost":       {"http://evil.localhost", true},
		"":                            {},
		"127.0.0.1:8080":              {},
		"localhost:8080":              {},
		"ftp://localhost":             {},
		"http://":                     {},
		"http://user:hunter2@ho st":   {},
	} {
		c, err := New("scripted", model.Options{URL: address}, Defaults())
		if want.url == "" {
			if err == nil || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("%q: %v; want an error without the address", address, err)
			}
			continue
		}
		if err != nil || c.URL() != want.url || c.Remote() != want.remote {
			t.Errorf("%q: %v, want %+v", address, err, want)
		}
	}
}

func TestCertificatesOfAFileAreTrusted(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{}`))
	}))
	defer server.Close()
	server.Config.ErrorLog = nil
	folder := t.TempDir()
	good, bad := filepath.Join(folder, "ca.pem"), filepath.Join(folder, "not.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := errors.Join(os.WriteFile(good, block, 0o600), os.WriteFile(bad, []byte("x"), 0o600)); err != nil {
		t.Fatal(err)
	}
	ask := func(file string) error {
		c, err := New("scripted", model.Options{URL: server.URL, CAFile: file}, Defaults())
		if err != nil {
			return err
		}
		defer c.Close()
		return c.Ask(t.Context(), "/", nil, &struct{}{})
	}
	if err := ask(good); err != nil {
		t.Errorf("a certificate that was named is not trusted: %v", err)
	}
	var e *model.Error
	if err := ask(""); !errors.As(err, &e) || e.Kind != model.Unreachable || !strings.Contains(e.Says, "certificate") {
		t.Errorf("an unknown certificate: %v", err)
	}
	for _, file := range []string{bad, filepath.Join(folder, "missing.pem")} {
		if err := ask(file); err == nil || errors.As(err, &e) && !strings.Contains(err.Error(), folder) {
			t.Errorf("%s: %v", file, err)
		}
	}
}

func TestKeyIsSentAndOnlyByHeader(t *testing.T) {
	var got string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Get("Authorization") + " " + r.URL.String()
		_, _ = w.Write([]byte(`{"a":1}`))
	}))
	defer server.Close()
	c, err := New("scripted", model.Options{URL: server.URL, Key: secret}, Defaults())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	var into struct{ A int }
	if err := c.Ask(t.Context(), "/x", nil, &into); err != nil || into.A != 1 || got != "Bearer "+secret+" /x" {
		t.Errorf("%q, %+v, %v", got, into, err)
	}
	var e *model.Error
	if err := c.Ask(t.Context(), "/x", nil, &[]int{}); !errors.As(err, &e) || e.Kind != model.BadAnswer {
		t.Errorf("an answer of another shape: %v", err)
	}
}
