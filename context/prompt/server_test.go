package prompt

import (
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/inkling-lsp/inkling/internal/llamatest"
	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/llamacpp"
	"github.com/inkling-lsp/inkling/model/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestRealServerReadsOnlyWhatIsNew types against a real llama-server, whose tokenizer
// is a real one though its weights are random.
func TestRealServerReadsOnlyWhatIsNew(t *testing.T) {
	backend, err := llamacpp.New(model.Options{URL: llamatest.Start(t, llamatest.Qwen).URL}, wire.Defaults())
	if err != nil {
		t.Fatal(err)
	}
	defer backend.Close()
	traits, err := backend.Traits(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	w := newWriter(t, "a.go", "go", "package a\n\nfunc f() error {\n\t‸\n\treturn nil\n}\n")
	w.want.Traits = traits
	w.want.Blocks = []Block{
		{Kind: Definition, Path: "b.go", First: 1, Last: 1, Language: "go", Text: " value value"},
		{Kind: Visited, Path: "c.go", First: 1, Last: 1, Language: "go", Text: "\n\n return name error"},
	}
	ask := func() model.Report {
		t.Helper()
		r, _ := w.lay()
		r.Fill.MaxTokens = 4
		answer := ""
		report, err := backend.Fill(t.Context(), r.Fill, func(text string) bool { answer += text; return true })
		if err != nil {
			t.Fatal(err)
		}
		if _, fits := r.Rest(answer); !fits {
			t.Errorf("%q was to begin with %q", answer, r.Begin)
		}
		return report
	}
	// What the whole has is the sum of its parts: no token reaches over their borders.
	first := ask()
	l, m := w.layout, traits.Markers
	parts := []string{m.Repo + "shop\n", m.Prefix + l.above, m.Suffix + l.suffix, m.Middle}
	for _, b := range l.blocks {
		parts = append(parts, m.File+b.Path+"\n"+b.Text)
	}
	parts = append(parts, m.File+w.want.Path+"\n")
	counted, err := backend.Count(t.Context(), parts)
	if err != nil {
		t.Fatal(err)
	}
	sum := 0
	for _, n := range counted {
		sum += n
	}
	if first.TokensIn != sum || len(l.blocks) != 2 {
		t.Errorf("the prompt has %d tokens, its %d parts have %d", first.TokensIn, len(parts), sum)
	}
	// A word with its beginning forced, the next one, and a new line. A server always
	// reads one token, so that it has something to go on from.
	for _, typed := range []string{"i", "f", " err"} {
		w.typed(typed)
		if r := ask(); r.TokensIn-r.TokensCached > 1+len(" if") {
			t.Errorf("after %q the server read %d of %d tokens", typed, r.TokensIn-r.TokensCached, r.TokensIn)
		}
	}
	w.typed("\n")
	r := ask()
	again, err := backend.Count(t.Context(), []string{"if err\n\t" + m.Suffix + w.layout.suffix + m.Middle})
	if err != nil {
		t.Fatal(err)
	}
	if read := r.TokensIn - r.TokensCached; read > again[0]+1 || read < len(strings.TrimSpace(w.layout.suffix))/2 {
		t.Errorf("a new line had the server read %d tokens, it and the suffix are %d", read, again[0])
	}
}
