package weights

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// An address may have a password in it, or a query that is as good as one.
func TestAddressKeepsItsSecrets(t *testing.T) {
	h, s := newHub(t), store(t)
	secret := strings.Replace(h.URL, "://", "://me:hunter2@", 1) + "/tiny.gguf?signature=swordfish#trouble"
	note := filepath.Join(s.Dir(), "tiny.gguf.part.json")
	if err := os.MkdirAll(s.Dir(), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(note, nil, 0o644); err != nil { // one of before, that all may read
		t.Fatal(err)
	}
	h.cuts = []int{1000, 0, 0, 0, 0}
	_, failed := s.Pull(t.Context(), Source{Name: "tiny", Where: secret}, quick)
	content, err := os.ReadFile(note)
	if err != nil || failed == nil {
		t.Fatal(failed, err)
	}
	if info, err := os.Stat(note); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the note has mode %v, %v", info.Mode(), err)
	}
	h.mu.Lock()
	h.answer = func(http.ResponseWriter, *http.Request) bool {
		panic(http.ErrAbortHandler) // the connection breaks
	}
	h.mu.Unlock()
	_, broken := s.Pull(t.Context(), Source{Name: "tiny", Where: secret}, quick)
	if broken == nil {
		t.Fatal("the connection did not break")
	}
	for _, text := range []string{string(content), failed.Error(), broken.Error()} {
		for _, word := range []string{"me:", "hunter2", "swordfish"} {
			if strings.Contains(text, word) {
				t.Errorf("%s tells %s", text, word)
			}
		}
	}
	// A new signature for the same file goes on; the ETag proves that it is the same.
	h.mu.Lock()
	h.answer = nil
	begun := len(h.requests)
	h.mu.Unlock()
	if _, err := s.Pull(t.Context(), Source{Name: "tiny", Where: strings.Replace(secret, "swordfish", "shibboleth", 1)}, quick); err != nil {
		t.Fatal(err)
	}
	pulled(t, s, h.content)
	if got := h.requests[begun].Header.Get("Range"); got != "bytes=1000-" {
		t.Errorf("it went on at %q", got)
	}
}

func TestPartOfAnAddressWithAQueryBeginsAnewIfNothingProvesIt(t *testing.T) {
	h, s := newHub(t), store(t)
	h.etag = ""
	h.cuts = []int{1000, 0, 0, 0, 0}
	source := h.source()
	source.Where += "?file=1"
	if _, err := s.Pull(t.Context(), source, quick); err == nil {
		t.Fatal("it was cut off five times")
	}
	h.mu.Lock()
	begun := len(h.requests)
	h.mu.Unlock()
	source.Where = h.source().Where + "?file=2"
	if _, err := s.Pull(t.Context(), source, quick); err != nil {
		t.Fatal(err)
	}
	if got := h.requests[begun].Header.Get("Range"); got != "" {
		t.Errorf("it went on at %q with another file", got)
	}
}
