package fill

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/internal/llamatest"
	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/llamacpp"
	"github.com/inkling-lsp/inkling/model/wire"
)

// counting is a llama-server whose requests are counted.
type counting struct {
	*llamacpp.Backend

	mu      sync.Mutex
	reports []model.Report
}

func (c *counting) Fill(ctx context.Context, r model.FillRequest, emit model.Emit) (model.Report, error) {
	report, err := c.Backend.Fill(ctx, r, emit)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reports = append(c.reports, report)
	return report, err
}

// took returns what has been asked since the last time.
func (c *counting) took() []model.Report {
	c.mu.Lock()
	defer c.mu.Unlock()
	reports := c.reports
	c.reports = nil
	return reports
}

// TestRealServerIsAskedOnceAWordAndReadsNextToNothing types against a real llama-server,
// whose answers mean nothing, but are the same each time and begin as they are told to.
func TestRealServerIsAskedOnceAWordAndReadsNextToNothing(t *testing.T) {
	backend, err := llamacpp.New(model.Options{URL: llamatest.Start(t, llamatest.Qwen).URL}, wire.Defaults())
	if err != nil {
		t.Fatal(err)
	}
	counted := &counting{Backend: backend}
	s := New(Options{})
	defer s.Shutdown()
	w := &writer{t: t, service: s}
	w.open("package a\n\n" + strings.Repeat("func f(value int) error {\n\treturn nil\n}\n\n", 20) + "func g() {\n\tre\n}\n")
	s.Use(counted)

	first := w.ask()
	reports := counted.took()
	if len(reports) != 1 || reports[0].TokensIn < 200 {
		t.Fatalf("the first question took %+v", reports)
	}
	whole := reports[0].TokensIn
	// Along the answer, whatever it is, nothing is sent.
	for i := range 3 {
		w.typed(first[i : i+1])
		if got := w.ask(); got != first[i+1:] {
			t.Errorf("after %q it says %q, not the rest of %q", first[:i+1], got, first)
		}
	}
	if reports := counted.took(); len(reports) > 0 {
		t.Errorf("typing what it says took %d requests: %+v", len(reports), reports)
	}
	// A letter that it does not say is the same prompt: the server reads one token, for
	// it has to go on from something. So is each letter after that, if it is asked at all.
	w.erase(3)
	for _, letter := range "qzx" {
		w.typed(string(letter))
		w.ask()
		for _, r := range counted.took() {
			if r.TokensIn-r.TokensCached > 1 || r.TokensIn != whole {
				t.Errorf("in the word the server read %d of %d tokens", r.TokensIn-r.TokensCached, r.TokensIn)
			}
		}
	}
	// The word, once it is complete, and nothing else.
	w.typed(" ")
	w.ask()
	for _, r := range counted.took() {
		if read := r.TokensIn - r.TokensCached; read > len("reqzx")+1 {
			t.Errorf("after the word the server read %d tokens", read)
		}
	}
}

// writer types into a document and waits for each answer.
type writer struct {
	t        *testing.T
	service  *Service
	snapshot *text.Snapshot
	offset   int
}

// open opens a document with the cursor behind the letters that its last lines have.
func (w *writer) open(content string) {
	w.snapshot, w.offset = text.NewSnapshot("file:///shop/a.go", "go", 1, content), strings.LastIndex(content, "\n}")
	w.service.Open(w.snapshot)
}

func (w *writer) typed(s string) { w.change(0, s) }
func (w *writer) erase(n int)    { w.change(n, "") }

func (w *writer) change(back int, by string) {
	w.t.Helper()
	next, err := w.snapshot.Apply(w.snapshot.Version()+1, []text.Change{{Range: text.Range{Start: w.offset - back, End: w.offset}, New: by}})
	if err != nil {
		w.t.Fatal(err)
	}
	w.snapshot, w.offset = next, w.offset-back+len(by)
	w.service.Change(next)
}

func (w *writer) ask() string {
	w.t.Helper()
	a, err := w.service.Ask(w.t.Context(), Query{Snapshot: w.snapshot, Offset: w.offset, Patience: Lasting})
	if err != nil {
		w.t.Fatal(err)
	}
	return a.Text
}
