package local

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"

	"github.com/inkling-lsp/inkling/context/text"
	"go.uber.org/goleak"
	"pgregory.net/rapid"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Tokens is how many tokens are learned, open documents not counted.
func (m *Model) Tokens() int { return m.index.Load().tokens() }

// marker is a file that only a certain line tells from others.
func marker(n int) string {
	return fmt.Sprintf("package a\n\nfunc f() {\n\tprepare(alpha, beta)\n\tfinish%d(alpha)\n}\n", n)
}

// markers asks which of the marker lines the model offers.
func markers(t *rapid.T, m *Model) map[string]bool {
	s := text.NewSnapshot("file:///ask.go", "", 0, "package b\n\nfunc g() {\n\tprepare(alpha, beta)\n\t")
	p, err := m.Predict(context.Background(), Query{s, s.Len()})
	if err != nil {
		t.Fatal(err)
	}
	offered := make(map[string]bool)
	for _, c := range p.Candidates {
		if strings.HasPrefix(c.Text, "finish") {
			offered[c.Text] = true
		}
	}
	return offered
}

// However files come, change and go, and however segments are joined, the model
// offers what the files hold now and nothing else.
func TestIndexHoldsTheNewestVersionOfEachFile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := New(DefaultOptions())
		want := make(map[text.URI]int)
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			files := rapid.IntRange(1, 3).Draw(t, "files")
			var learn []File
			learned := make(map[text.URI]int)
			for range files {
				uri := text.URI(fmt.Sprintf("file:///%d.go", rapid.IntRange(0, 5).Draw(t, "file")))
				if rapid.IntRange(0, 3).Draw(t, "forget") == 0 {
					m.Forget(uri)
					delete(want, uri)
					continue
				}
				n := rapid.IntRange(0, 7).Draw(t, "content")
				learn = append(learn, File{URI: uri, Content: marker(n)})
				learned[uri] = n
			}
			if err := m.Learn(context.Background(), learn); err != nil {
				t.Fatal(err)
			}
			maps.Copy(want, learned)
			expected := make(map[string]bool)
			for _, n := range want {
				expected[fmt.Sprintf("finish%d(alpha)", n)] = true
			}
			got := markers(t, m)
			for line := range got {
				if !expected[line] {
					t.Fatalf("%s is offered and in no file", line)
				}
			}
			for line := range expected {
				if !got[line] {
					t.Fatalf("%s is in a file and not offered", line)
				}
			}
			if parts := len(m.index.Load().parts); parts > 8 {
				t.Fatalf("%d segments after few small files", parts)
			}
		}
	})
}

func TestPredictionsRunWhileLearning(t *testing.T) {
	m := New(DefaultOptions())
	var group sync.WaitGroup
	group.Go(func() {
		for i := range 50 {
			uri := text.URI(fmt.Sprintf("file:///%d.go", i%7))
			if err := m.Learn(context.Background(), []File{{URI: uri, Content: marker(i)}}); err != nil {
				t.Error(err)
			}
			m.Forget(text.URI(fmt.Sprintf("file:///%d.go", i%3)))
		}
	})
	for worker := range 2 {
		group.Go(func() {
			for i := range 50 {
				uri := text.URI(fmt.Sprintf("file:///open%d.go", (worker+i)%3))
				s := text.NewSnapshot(uri, "", int32(i), "package b\n\nfunc g() {\n\tprepare(alpha, beta)\n\t")
				m.Change(s)
				if _, err := m.Predict(context.Background(), Query{s, s.Len()}); err != nil {
					t.Error(err)
				}
				if i%10 == 0 {
					m.Close(uri)
				}
			}
		})
	}
	group.Wait()
}

func TestFileThatALexerPanicsOnCostsNoOther(t *testing.T) {
	b := newSegmentBuilder()
	if b.addTextOf(File{URI: uriOf("bad.go"), Content: "x"}, nil) {
		t.Error("a text without a lexer was lexed")
	}
	if len(b.faults) != 1 || !strings.Contains(b.faults[0].Error(), "lex file:///w/bad.go: panic:") {
		t.Errorf("the faults are %v", b.faults)
	}
	b.addFile(File{URI: uriOf("good.go"), Content: "package good\n"})
	if len(b.sources) != 1 || len(b.faults) != 1 {
		t.Errorf("after it, %d sources and the faults %v", len(b.sources), b.faults)
	}
}
