package local

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/inkling-lsp/inkling/context/text"
)

// bench is a model and one open document, whose text has a ‸ where the cursor is.
type bench struct {
	*Model
	t *testing.T
}

func newBench(t *testing.T, files ...string) bench {
	t.Helper()
	m := New(DefaultOptions())
	for i := 0; i+1 < len(files); i += 2 {
		if err := m.Learn(context.Background(), []File{{URI: uriOf(files[i]), Content: files[i+1]}}); err != nil {
			t.Fatal(err)
		}
	}
	return bench{m, t}
}

func uriOf(name string) text.URI { return text.URI("file:///w/" + name) }

// ask opens a document, if it is not open, and predicts at its cursor.
func (b bench) ask(name, marked string) Prediction {
	b.t.Helper()
	offset := strings.Index(marked, "‸")
	if offset < 0 {
		b.t.Fatalf("no ‸ in %q", marked)
	}
	s := text.NewSnapshot(uriOf(name), "", 1, strings.Replace(marked, "‸", "", 1))
	b.Change(s)
	p, err := b.Predict(context.Background(), Query{s, offset})
	if err != nil {
		b.t.Fatal(err)
	}
	return p
}

func (p Prediction) texts() (texts []string) {
	for _, c := range p.Candidates {
		texts = append(texts, c.Text)
	}
	return texts
}

func (p Prediction) has(text string) bool {
	for _, c := range p.Candidates {
		if c.Text == text {
			return true
		}
	}
	return false
}

// openFile is Go code that others in the tests resemble.
const openFile = `package a

func Open(path string) (*File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	defer f.Close()
	return read(f)
}
`

func TestBestCandidate(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"rest of a line seen before", "package b\n\nfunc g(path string) {\n\tf, err := os.‸\n", "Open(path)"},
		{"next line", "package b\n\nfunc g(path string) {\n\tf, err := os.Open(path)\n\t‸\n", "if err != nil {"},
		{"another name takes its place", "package b\n\nfunc g(name string) {\n\tf, err := os.Open(name)\n\tif err != nil {\n\t\treturn nil, ‸\n", `fmt.Errorf("open %s: %w", name, err)`},
		{"within a word", "package b\n\nfunc g(path string) {\n\tf, err := os.Op‸\n", "en(path)"},
		{"within a string", "package b\n\nfunc g(path string) {\n\tf, err := os.Open(path)\n\tif err != nil {\n\t\treturn nil, fmt.Errorf(\"op‸\n", `en %s: %w", path, err)`},
		{"a space that is not there yet", "package b\n\nfunc g(path string) {\n\tf, err :=‸\n", " os.Open(path)"},
		{"a space that is there", "package b\n\nfunc g(path string) {\n\tf, err := ‸\n", "os.Open(path)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			other := strings.NewReplacer("Open", "Load", "path", "file").Replace(openFile)
			p := newBench(t, "a.go", openFile, "c.go", other).ask("b.go", c.text)
			if len(p.Candidates) == 0 || p.Candidates[0].Text != c.want {
				t.Errorf("best of %q, want %q", p.texts(), c.want)
			}
		})
	}
}

func TestSilence(t *testing.T) {
	for _, c := range []struct {
		name, file, text string
		want             Silence
	}{
		{"large document", "b.go", strings.Repeat("x := 1\n", 400_000) + "‸", TooLarge},
		{"long line", "b.go", strings.Repeat("x", 10_001) + "\n‸", LongLine},
		{"line comment", "b.go", "package b\n// f, err := ‸\n", InComment},
		{"block comment", "b.go", "package b\n/* f, err\n := ‸ */\n", InComment},
		{"string from above", "b.py", "x = '''\nf, err := ‸\n'''\n", InComment},
		{"nothing alike", "b.go", "zebra yak ‸\n", NoMatch},
		{"other language", "b.py", "f, err := os.‸\n", NoMatch},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newBench(t, "a.go", openFile).ask(c.file, c.text)
			if p.Silence != c.want || len(p.Candidates) > 0 {
				t.Errorf("silence %q with candidates %q, want %q", p.Silence, p.texts(), c.want)
			}
		})
	}
}

func TestNeverOffered(t *testing.T) {
	const calls = `package a

func f() {
	run(one, func() {
		two(three)
	})
	list := []int{
		four,
	}
	use(list)
}
`
	for _, c := range []struct{ name, text, never string }{
		{"the line that follows", "package b\n\nfunc g() {\n\trun(one, func() {\n\t\t‸\n\t\ttwo(three)\n", "two(three)"},
		{"a bracket that is not open", "package b\n\nvar x = two(three‸\n", "))"},
		{"a call left open at a comma", "package b\n\nfunc g() {\n\trun(one, ‸\n", "func() { two(three)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if p := newBench(t, "a.go", calls).ask("b.go", c.text); p.has(c.never) {
				t.Errorf("%q is among %q", c.never, p.texts())
			}
		})
	}
	t.Run("a lone closer is marked", func(t *testing.T) {
		p := newBench(t, "a.go", calls).ask("b.go", "package b\n\nfunc g() {\n\tuse(list)\n‸\n")
		for _, c := range p.Candidates {
			if c.LoneCloser != (c.Text == "}") {
				t.Errorf("%q: lone closer is %v", c.Text, c.LoneCloser)
			}
		}
		if !p.has("}") {
			t.Errorf("no } to hold the others back in %q", p.texts())
		}
	})
}

func TestOpenDocumentsWinOverTheirSavedVersions(t *testing.T) {
	const saved = "package a\n\nfunc f() {\n\tprepare(alpha)\n\tfinish(alpha, beta)\n}\n"
	const asking = "package a\n\nfunc g() {\n\tprepare(alpha)\n\t‸\n}\n"
	open := func(b bench, name, content string) {
		b.Open(text.NewSnapshot(uriOf(name), "", 0, content))
	}
	t.Run("a line taken out of the document is not offered in it", func(t *testing.T) {
		b := newBench(t, "a.go", saved)
		open(b, "a.go", saved)
		if p := b.ask("a.go", "package a\n\nfunc f() {\n\tprepare(alpha)\n\t‸\n}\n"); p.has("finish(alpha, beta)") {
			t.Errorf("the lost line is among %q", p.texts())
		}
	})
	t.Run("a line on disk that the editor never showed is offered", func(t *testing.T) {
		b := newBench(t, "a.go", saved)
		open(b, "a.go", "package a\n")
		if p := b.ask("a.go", asking); !p.has("finish(alpha, beta)") {
			t.Errorf("not among %q", p.texts())
		}
	})
	t.Run("a line taken out of another open document is not offered", func(t *testing.T) {
		b := newBench(t, "a.go", saved)
		open(b, "a.go", "package a\n")
		if p := b.ask("b.go", asking); p.has("finish(alpha, beta)") {
			t.Errorf("the unsaved change is ignored: %q", p.texts())
		}
	})
	t.Run("unsaved text of another document is offered", func(t *testing.T) {
		b := newBench(t)
		open(b, "a.go", saved)
		if p := b.ask("b.go", asking); !p.has("finish(alpha, beta)") {
			t.Errorf("not among %q", p.texts())
		}
	})
	t.Run("the saved text counts again when the document is closed", func(t *testing.T) {
		b := newBench(t, "a.go", saved)
		open(b, "a.go", "package a\n")
		b.Close(uriOf("a.go"))
		if p := b.ask("b.go", asking); !p.has("finish(alpha, beta)") {
			t.Errorf("not among %q", p.texts())
		}
	})
}

func TestForgottenAndReplacedFilesAreNotOffered(t *testing.T) {
	asking := "package b\n\nfunc g(path string) {\n\tf, err := os.‸\n"
	b := newBench(t, "a.go", openFile)
	b.Forget(uriOf("a.go"))
	if p := b.ask("b.go", asking); len(p.Candidates) > 0 {
		t.Errorf("forgotten, but offered: %q", p.texts())
	}
	b = newBench(t, "a.go", openFile, "a.go", "package a\n\nvar f = os.Create(path)\n")
	if p := b.ask("b.go", asking); p.has("Open(path)") || !p.has("Create(path)") {
		t.Errorf("replaced, but offered: %q", p.texts())
	}
}

func TestSourceNamesThePlace(t *testing.T) {
	p := newBench(t, "a.go", openFile).ask("b.go", "package b\n\nfunc g(path string) {\n\tf, err := os.‸\n")
	if s := p.Candidates[0].Source; s.URI != uriOf("a.go") || s.Line != 3 || s.Match < 5 {
		t.Errorf("source %+v", s)
	}
}

func TestUntitledDocumentsWork(t *testing.T) {
	b := newBench(t, "a.go", openFile)
	s := text.NewSnapshot("untitled:Untitled-1", "go", 1, "package b\n\nfunc g(path string) {\n\tf, err := os.")
	p, err := b.Predict(context.Background(), Query{s, s.Len()})
	if err != nil || !p.has("Open(path)") {
		t.Errorf("%q, %v", p.texts(), err)
	}
}

func TestCancelledLearningChangesNothing(t *testing.T) {
	m := New(DefaultOptions())
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := m.Learn(ctx, []File{{URI: "file:///a.go", Content: openFile}}); err == nil || m.Tokens() > 0 {
		t.Errorf("error %v, %d tokens", err, m.Tokens())
	}
}

func TestLearningStopsAtItsLimit(t *testing.T) {
	m := New(Options{MaxTokens: 1000})
	var err error
	for i := 0; i < 100 && err == nil; i++ {
		err = m.Learn(context.Background(), []File{{URI: text.URI(fmt.Sprintf("file:///%d.go", i)), Content: openFile}})
	}
	if !errors.Is(err, ErrFull) || m.Tokens() > 1000 || m.Tokens() < 500 {
		t.Errorf("error %v, %d tokens", err, m.Tokens())
	}
}
