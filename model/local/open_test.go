package local

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/inkling-lsp/inkling/context/text"
)

const (
	saved  = "package a\n\nfunc f() {\n\tprepare(alpha)\n\tfinish(alpha, beta)\n}\n"
	cut    = "package a\n\nfunc f() {\n\tprepare(alpha)\n}\n"
	asking = "package a\n\nfunc g() {\n\tprepare(alpha)\n\t‸\n}\n"
	line   = "finish(alpha, beta)"
)

func (b bench) open(name, content string) {
	b.Open(text.NewSnapshot(uriOf(name), "", 0, content))
}

func (b bench) change(name, content string) {
	b.Change(text.NewSnapshot(uriOf(name), "", 1, content))
}

func (b bench) learn(name, content string) {
	b.t.Helper()
	if err := b.Learn(b.t.Context(), []File{{URI: uriOf(name), Content: content}}); err != nil {
		b.t.Fatal(err)
	}
}

// What the saved version of a.go gives to a question in a document.
func TestSavedVersionsOfOpenDocuments(t *testing.T) {
	long := strings.Repeat("x", maxLine+1) + "\n"
	for _, c := range []struct {
		name    string
		disk    string
		play    func(b bench)
		offered bool
	}{
		{"a line that the editor never showed is offered", saved, func(b bench) { b.open("a.go", "package a\n") }, true},
		{"a line taken out is not", saved, func(b bench) { b.open("a.go", saved); b.change("a.go", cut) }, false},
		{"a line taken out between two questions is not", saved, func(b bench) {
			b.open("a.go", "package a\n")
			b.change("a.go", saved)
			b.ask("c.go", "package c\n‸")
			b.change("a.go", cut)
		}, false},
		{"a line that was typed, saved and taken out is not, whoever asked meanwhile", saved, func(b bench) {
			b.open("a.go", "package a\n")
			b.change("a.go", saved)
			b.Save(uriOf("a.go"))
			b.change("a.go", cut)
			for range 2 * maxSaved { // as an editor does that saves by itself
				b.Save(uriOf("a.go"))
			}
		}, false},
		{"a line that was taken out and put back is", saved, func(b bench) {
			b.open("a.go", saved)
			b.change("a.go", cut)
			b.ask("c.go", "package c\n‸")
			b.change("a.go", saved)
		}, true},
		{"all count again when the document is closed", saved, func(b bench) {
			b.open("a.go", saved)
			b.change("a.go", cut)
			b.Close(uriOf("a.go"))
		}, true},
		{"a line that another program put there meanwhile is not", cut, func(b bench) {
			b.open("a.go", cut)
			b.learn("a.go", saved)
		}, false},
		{"a line that was saved there is, whatever was typed since", cut, func(b bench) {
			b.open("a.go", cut)
			b.change("a.go", saved)
			b.Save(uriOf("a.go"))
			b.change("a.go", saved+"\n")
			b.learn("a.go", saved)
		}, true},
		{"another program's line counts when the document is closed", cut, func(b bench) {
			b.open("a.go", cut)
			b.learn("a.go", saved)
			b.Close(uriOf("a.go"))
		}, true},
		{"unsaved text is offered", "", func(b bench) { b.open("a.go", saved) }, true},
		{"a line is offered from disk that stands beside an overlong one", saved, func(b bench) { b.open("a.go", saved+long) }, true},
		{"a line taken out beside an overlong one is not", saved, func(b bench) { b.open("a.go", saved); b.change("a.go", cut+long) }, false},
		{"no line is of a document that is too large to tell", saved, func(b bench) {
			b.open("a.go", saved)
			b.change("a.go", saved+strings.Repeat("y()\n", MaxDocument/4))
		}, false},
		{"a line is of a document that was too large and no longer is", saved, func(b bench) {
			b.open("a.go", strings.Repeat("y()\n", MaxDocument/4+1))
			b.change("a.go", saved)
		}, true},
	} {
		for _, name := range []string{"a.go", "b.go"} {
			if name == "a.go" && strings.Contains(c.name, "too large") {
				continue // there Inkling is silent
			}
			t.Run(c.name+", in "+name, func(t *testing.T) {
				b := newBench(t, "a.go", c.disk)
				c.play(b)
				question := asking
				if d, ok := b.Model.open[uriOf("a.go")]; ok && name == "a.go" {
					question = strings.ReplaceAll(d.latest.Load().String(), long, "") + asking
				}
				if p := b.ask(name, question); p.has(line) != c.offered {
					t.Errorf("offered %q", p.texts())
				}
			})
		}
	}
}

// manyOpen opens n documents, each with a call of its own, and returns the calls.
func (b bench) manyOpen(n, lines int) (calls []string) {
	for i := range n {
		call := fmt.Sprintf("finish%d(alpha)", i)
		b.open(fmt.Sprintf("%d.go", i), "package a\n\nfunc f() {\n\tprepare(alpha)\n\t"+call+"\n}\n"+strings.Repeat("var x = y + z\n", lines))
		calls = append(calls, call)
	}
	return calls
}

func TestOpenDocumentsAreSearchedInOrderOfTheirChanges(t *testing.T) {
	b := newBench(t)
	calls := b.manyOpen(10, 0)
	b.change("3.go", "package a\n\nfunc f() {\n\tprepare(alpha)\n\tfinish3(alpha)\n}\n")
	calls = slices.Concat(calls[:3], calls[4:], calls[3:4])
	slices.Reverse(calls)
	for range 5 {
		if got := b.ask("ask.go", asking).texts(); !slices.Equal(got, calls) {
			t.Fatalf("offered %q, want %q", got, calls)
		}
	}
}

func TestNoMoreThanItsBoundIsSearchedOfOpenDocuments(t *testing.T) {
	b := newBench(t, "0.go", saved)
	calls := b.manyOpen(60, 2000) // of 12,000 tokens each
	b.open("0.go", saved)
	b.change("0.go", cut)
	calls[0] = line
	for i := range 59 {
		b.change(fmt.Sprintf("%d.go", i+1), b.Model.open[uriOf(fmt.Sprintf("%d.go", i+1))].latest.Load().String())
	}
	p := b.ask("ask.go", asking)
	tokens := 0
	for _, d := range b.Model.open {
		if d.searched && d.snapshot.URI() != uriOf("ask.go") {
			tokens += len(d.ids)
		}
	}
	if tokens > maxOpenTokens || tokens < maxOpenTokens*9/10 {
		t.Errorf("%d tokens are searched, of %d at most", tokens, maxOpenTokens)
	}
	if !p.has(calls[59]) || p.has(calls[1]) {
		t.Errorf("offered %q, want what changed last and not what changed first", p.texts())
	}
	if p.has(line) {
		t.Errorf("a document that is not searched gives back what it lost: %q", p.texts())
	}
}

// wearyContext is at its end from the second look on.
type wearyContext struct {
	context.Context //nolint:containedctx // it stands for another
	looks           int
}

func (c *wearyContext) Err() error {
	if c.looks++; c.looks > 1 {
		return context.Canceled
	}
	return nil
}

func TestAQuestionThatIsOverBeforeItsTurnIsNotAnswered(t *testing.T) {
	s := text.NewSnapshot("file:///a.go", "", 0, openFile)
	_, err := New(DefaultOptions()).Predict(&wearyContext{Context: context.Background()}, Query{s, 10})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
