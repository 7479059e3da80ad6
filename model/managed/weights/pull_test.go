package weights

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/inkling-lsp/inkling/internal/llamatest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// hub is a server that can be told to misbehave.
type hub struct {
	*httptest.Server
	content []byte
	etag    string

	mu       sync.Mutex
	cuts     []int // each answer ends after so many bytes, the first first
	requests []*http.Request
	noRange  bool
	answer   func(w http.ResponseWriter, r *http.Request) bool // true: it has answered
}

func newHub(t *testing.T) *hub {
	content, err := os.ReadFile(llamatest.Write(t, t.TempDir(), llamatest.Qwen))
	if err != nil {
		t.Fatal(err)
	}
	h := &hub{content: content, etag: `"v1"`}
	h.Server = httptest.NewServer(h)
	t.Cleanup(h.Close)
	return h
}

func (h *hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.requests = append(h.requests, r)
	if h.answer != nil && h.answer(w, r) {
		return
	}
	w.Header().Set("ETag", h.etag)
	from := 0
	if _, err := fmt.Sscanf(r.Header.Get("Range"), "bytes=%d-", &from); err == nil && !h.noRange &&
		(r.Header.Get("If-Range") == "" || r.Header.Get("If-Range") == h.etag) {
		if from >= len(h.content) {
			w.WriteHeader(http.StatusRequestedRangeNotSatisfiable)
			return
		}
		w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, len(h.content)-1, len(h.content)))
		w.Header().Set("Content-Length", strconv.Itoa(len(h.content)-from))
		w.WriteHeader(http.StatusPartialContent)
	} else {
		from = 0
		w.Header().Set("Content-Length", strconv.Itoa(len(h.content)))
	}
	rest := h.content[from:]
	if len(h.cuts) > 0 {
		rest, h.cuts = rest[:min(h.cuts[0], len(rest))], h.cuts[1:]
	}
	_, _ = w.Write(rest) // who is cut off sees it
}

func (h *hub) ranges() (ranges []string) {
	for _, r := range h.requests {
		ranges = append(ranges, r.Header.Get("Range"))
	}
	return ranges
}

func sum(content []byte) string {
	s := sha256.Sum256(content)
	return hex.EncodeToString(s[:])
}

func (h *hub) source() Source { return Source{Name: "tiny", Where: h.URL + "/tiny.gguf"} }

var quick = Options{Pause: time.Millisecond, Stall: 5 * time.Second}

func store(t *testing.T) Store {
	s, err := In(filepath.Join(t.TempDir(), "models"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// pulled checks that the store holds the whole file and nothing half.
func pulled(t *testing.T, s Store, content []byte) {
	t.Helper()
	got, err := os.ReadFile(filepath.Join(s.Dir(), "tiny.gguf"))
	if err != nil || sum(got) != sum(content) {
		t.Errorf("%d bytes are there, want %d: %v", len(got), len(content), err)
	}
	all, err := s.List()
	if err != nil || len(all) != 1 || !all[0].Whole || all[0].Bytes != int64(len(content)) {
		t.Errorf("the store holds %+v, %v", all, err)
	}
}

func TestPullPutsTheWholeFileInPlace(t *testing.T) {
	h, s := newHub(t), store(t)
	o := quick
	last, of := int64(0), int64(0)
	o.Progress = func(have, whole int64) {
		if have < last {
			t.Errorf("%d bytes after %d", have, last)
		}
		last, of = have, whole
	}
	r, err := s.Pull(t.Context(), h.source(), o)
	if err != nil || r.SHA256 != sum(h.content) || r.Checked != "" || r.Already || r.Bytes != int64(len(h.content)) {
		t.Fatalf("%+v, %v", r, err)
	}
	if last != r.Bytes || of != r.Bytes {
		t.Errorf("progress ended at %d of %d", last, of)
	}
	pulled(t, s, h.content)
	if again, err := s.Pull(t.Context(), h.source(), quick); err != nil || !again.Already || len(h.requests) != 1 {
		t.Errorf("again: %+v, %v", again, err)
	}
	if n, err := s.Remove("tiny"); err != nil || n != r.Bytes {
		t.Errorf("removed %d bytes, %v", n, err)
	}
	if _, err := s.Remove("tiny"); err == nil || !strings.Contains(err.Error(), "no weights") {
		t.Errorf("removed twice: %v", err)
	}
}

func TestPullGoesOnWhereTheStreamWasCut(t *testing.T) {
	h, s := newHub(t), store(t)
	h.cuts = []int{1000, 0, 5000}
	if _, err := s.Pull(t.Context(), h.source(), quick); err != nil {
		t.Fatal(err)
	}
	pulled(t, s, h.content)
	if got := h.ranges(); strings.Join(got, ",") != ",bytes=1000-,bytes=1000-,bytes=6000-" {
		t.Errorf("ranges %q", got)
	}
	if got := h.requests[1].Header.Get("If-Range"); got != `"v1"` {
		t.Errorf("If-Range %q", got)
	}
}

func TestPullThatWasInterruptedGoesOnInTheNext(t *testing.T) {
	h, s := newHub(t), store(t)
	ctx, cancel := context.WithCancel(t.Context())
	h.cuts = []int{10_000}
	o := quick
	o.Progress = func(have, _ int64) {
		if have >= 10_000 {
			cancel()
		}
	}
	if _, err := s.Pull(ctx, h.source(), o); !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "goes on from there") {
		t.Fatalf("interrupted: %v", err)
	}
	if all, err := s.List(); err != nil || len(all) != 1 || all[0].Whole || all[0].Name != "tiny" {
		t.Errorf("left: %+v, %v", all, err)
	}
	if _, err := s.Resolve("tiny"); err == nil {
		t.Error("half a file is offered")
	}
	if _, err := s.Pull(t.Context(), h.source(), quick); err != nil {
		t.Fatal(err)
	}
	pulled(t, s, h.content)
	if got := h.ranges(); got[len(got)-1] != "bytes=10000-" {
		t.Errorf("ranges %q", got)
	}
}

func TestPullBeginsAnewWhereItCantGoOn(t *testing.T) {
	for name, change := range map[string]func(h *hub){
		"the file has changed":            func(h *hub) { h.etag = `"v2"`; h.content = append(h.content, make([]byte, 64)...) },
		"no ranges":                       func(h *hub) { h.noRange = true },
		"changed and no If-Range":         func(h *hub) { h.etag = `"v2"`; h.answer = ignoreIfRange },
		"shorter than what has come":      func(h *hub) { h.etag = `"v1"`; h.content = tiny(t) },
		"another part than was asked for": func(h *hub) { h.answer = wrongPart() },
	} {
		t.Run(name, func(t *testing.T) {
			h, s := newHub(t), store(t)
			h.cuts = []int{40_000, 0, 0, 0, 0}
			if _, err := s.Pull(t.Context(), h.source(), quick); err == nil || !strings.Contains(err.Error(), "kept") {
				t.Fatalf("cut off five times: %v", err)
			}
			change(h)
			if _, err := s.Pull(t.Context(), h.source(), quick); err != nil {
				t.Fatal(err)
			}
			pulled(t, s, h.content)
		})
	}
}

func ignoreIfRange(_ http.ResponseWriter, r *http.Request) bool {
	r.Header.Del("If-Range")
	return false
}

func wrongPart() func(w http.ResponseWriter, r *http.Request) bool {
	return func(w http.ResponseWriter, r *http.Request) bool {
		if r.Header.Get("Range") == "" {
			return false
		}
		w.Header().Set("Content-Range", "bytes 0-9/10")
		w.WriteHeader(http.StatusPartialContent)
		return true
	}
}

// tiny is the smallest file with a header: no entries, no tensors.
func tiny(t *testing.T) []byte {
	t.Helper()
	return append([]byte("GGUF\x03\x00\x00\x00"), make([]byte, 16)...)
}

func TestPullRefusesWhatIsNotTheFile(t *testing.T) {
	status := func(code int) func(h *hub, s *Source) {
		return func(h *hub, _ *Source) {
			h.answer = func(w http.ResponseWriter, _ *http.Request) bool { w.WriteHeader(code); return true }
		}
	}
	for _, test := range []struct {
		name     string
		set      func(h *hub, s *Source)
		want     string
		requests int
	}{
		{"the catalogue's hash is another", func(_ *hub, s *Source) { s.SHA256 = sum(nil) }, "not what the catalogue says", 1},
		{"the hub's hash is another", func(h *hub, _ *Source) {
			h.answer = func(w http.ResponseWriter, _ *http.Request) bool {
				w.Header().Set("X-Linked-Etag", `"`+sum(nil)+`"`)
				return false
			}
		}, "not what the hub says", 1},
		{"a page", func(h *hub, _ *Source) { h.content = []byte("<html>" + strings.Repeat("x", 1000)) }, "not a GGUF file", 1},
		{"half of one, sent as a whole", func(h *hub, _ *Source) { h.content = h.content[:len(h.content)/2] }, "cut off", 1},
		{"not there", status(404), "there is no such file", 1},
		{"not allowed", status(401), "HF_TOKEN", 1},
		{"busy", status(503), "503", tries},
		{"a circle", func(h *hub, _ *Source) {
			h.answer = func(w http.ResponseWriter, r *http.Request) bool {
				http.Redirect(w, r, r.URL.Path, http.StatusFound)
				return true
			}
		}, "without end", 10},
		{"to a file", func(h *hub, _ *Source) {
			h.answer = func(w http.ResponseWriter, r *http.Request) bool {
				w.Header().Set("Location", "file:///etc/passwd")
				w.WriteHeader(http.StatusFound)
				return true
			}
		}, "not encrypted", 1},
		{"larger than the disk", func(h *hub, _ *Source) {
			h.answer = func(w http.ResponseWriter, _ *http.Request) bool {
				w.Header().Set("X-Linked-Etag", sum(nil))
				w.Header().Set("X-Linked-Size", "900000000000000000")
				return false
			}
		}, "are free there", 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			h, s := newHub(t), store(t)
			source := h.source()
			test.set(h, &source)
			_, err := s.Pull(t.Context(), source, quick)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want %q", err, test.want)
			}
			if len(h.requests) != test.requests {
				t.Errorf("%d requests, want %d", len(h.requests), test.requests)
			}
			if _, err := os.Stat(filepath.Join(s.Dir(), "tiny.gguf")); err == nil {
				t.Error("it is in place all the same")
			}
		})
	}
}

func TestTokenStaysWithItsHost(t *testing.T) {
	files := newHub(t)
	h := newHub(t)
	h.answer = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/tiny.gguf" {
			w.Header().Set("X-Linked-Etag", `"`+sum(files.content)+`"`)
			w.Header().Set("X-Linked-Size", strconv.Itoa(len(files.content)))
			w.Header().Set("Location", "/moved.gguf")
		} else {
			w.Header().Set("Location", files.URL+"/blob")
		}
		w.WriteHeader(http.StatusFound)
		return true
	}
	files.cuts = []int{3000} // the second try is sent the same way
	o, s := quick, store(t)
	o.Token = "hf_secret"
	r, err := s.Pull(t.Context(), h.source(), o)
	if err != nil || r.Checked != "hub" {
		t.Fatalf("%+v, %v", r, err)
	}
	pulled(t, s, files.content)
	for _, r := range h.requests {
		if r.Header.Get("Authorization") != "Bearer hf_secret" {
			t.Errorf("%s was asked without the token", r.URL)
		}
	}
	if len(files.requests) != 2 || files.requests[1].Header.Get("Range") != "bytes=3000-" {
		t.Errorf("the files' host was asked for %q", files.ranges())
	}
	for _, r := range files.requests {
		if r.Header.Get("Authorization") != "" {
			t.Error("the token went to another host") // which differs by its port only
		}
	}
}

func TestServerThatStallsIsLeft(t *testing.T) {
	h, s := newHub(t), store(t)
	end := make(chan struct{})
	h.answer = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Header.Get("Range") != "" {
			return false
		}
		w.Header().Set("ETag", h.etag)
		w.Header().Set("Content-Length", strconv.Itoa(len(h.content)))
		_, _ = w.Write(h.content[:2000]) // and no more
		w.(http.Flusher).Flush()
		h.mu.Unlock() // for the next request
		<-r.Context().Done()
		h.mu.Lock()
		close(end)
		return true
	}
	o := quick
	o.Stall = 100 * time.Millisecond
	if _, err := s.Pull(t.Context(), h.source(), o); err != nil {
		t.Fatal(err)
	}
	<-end
	pulled(t, s, h.content)
}

func TestOnePullOfAFileAtATime(t *testing.T) {
	h, s := newHub(t), store(t)
	begun, others := make(chan struct{}), make(chan struct{})
	o := quick
	first := sync.OnceFunc(func() { close(begun); <-others })
	o.Progress = func(int64, int64) { first() }
	done := make(chan error)
	go func() {
		_, err := s.Pull(t.Context(), h.source(), o)
		done <- err
	}()
	<-begun
	if _, err := s.Pull(t.Context(), h.source(), quick); err == nil || !strings.Contains(err.Error(), "another process is pulling") {
		t.Errorf("a second pull: %v", err)
	}
	if _, err := s.Remove("tiny"); err == nil || !strings.Contains(err.Error(), "another process is pulling") {
		t.Errorf("removed under a pull: %v", err)
	}
	close(others)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	pulled(t, s, h.content)
}

func TestPullTakesAFileOfThisMachine(t *testing.T) {
	from, s := llamatest.Write(t, t.TempDir(), llamatest.Plain), store(t)
	r, err := s.Pull(t.Context(), Source{Name: "tiny", Where: from}, quick)
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(from)
	if err != nil || r.SHA256 != sum(content) {
		t.Fatalf("%+v, %v", r, err)
	}
	pulled(t, s, content)
	if path, err := s.Resolve(""); err != nil || path != r.Path {
		t.Errorf("resolved to %q, %v", path, err)
	}
	if path, err := s.Resolve(from); err != nil || path != from {
		t.Errorf("resolved to %q, %v", path, err)
	}
	for name, want := range map[string]string{
		"qwen2.5-coder-7b": "inkling model pull qwen2.5-coder-7b",
		"tinny":            "there is tiny",
		"./none.gguf":      "none.gguf",
	} {
		if _, err := s.Resolve(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
	if _, err := s.Remove("../tiny"); err == nil {
		t.Error("a path was removed")
	}
}

func TestListPutsTheCatalogueFirst(t *testing.T) {
	s := store(t)
	if _, err := s.Resolve(""); err == nil || !strings.Contains(err.Error(), "inkling model pull") {
		t.Errorf("of an empty store: %v", err)
	}
	from := llamatest.Write(t, t.TempDir(), llamatest.Plain)
	for _, name := range []string{"another", "qwen2.5-coder-7b", "b", "qwen2.5-coder-0.5b"} {
		if _, err := s.Pull(t.Context(), Source{Name: name, Where: from}, quick); err != nil {
			t.Fatal(err)
		}
	}
	all, err := s.List()
	var names []string
	for _, p := range all {
		names = append(names, p.Name)
	}
	if err != nil || strings.Join(names, " ") != "qwen2.5-coder-0.5b qwen2.5-coder-7b another b" {
		t.Errorf("%q, %v", names, err)
	}
}
