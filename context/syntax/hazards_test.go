//go:build cgo

package syntax

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	sitter "github.com/smacker/go-tree-sitter"

	"github.com/inkling-lsp/inkling/context/text"
)

// The tests here are named for what the binding does wrong; tree.go lists it.

const sample = `package sample

import "io"

// Reader reads.
type Reader struct {
	from io.Reader
	size int
}

func (r *Reader) Next(limit int) (n int, err error) {
	for n < limit {
		part, err := r.read(limit - n)
		if err != nil {
			return n, err
		}
		n += part
	}
	return n, nil
}
`

func TestTreeIsReadByOneGoroutineAtATime(t *testing.T) {
	trees := NewTrees(nil)
	defer trees.End()
	first := text.NewSnapshot("file:///sample.go", "go", 1, strings.Repeat(sample, 20))
	trees.Open(first)
	second, err := first.Apply(2, []text.Change{{Range: text.Range{Start: 100, End: 100}, New: "// more\n"}})
	if err != nil {
		t.Fatal(err)
	}
	var asking sync.WaitGroup
	for i := range 8 {
		asking.Go(func() {
			for j := range 30 {
				s := first
				if (i+j)%2 == 0 {
					s = second
				}
				at := (i*31 + j*977) % s.Len()
				p, err := trees.Place(t.Context(), s, at)
				if err != nil {
					t.Error(err)
				}
				for _, r := range []text.Range{p.Function.Range, p.Statement.Range} {
					if r.End > 0 && (at < r.Start || at > r.End) {
						t.Errorf("offset %d is not in %v", at, r)
					}
				}
				if j%10 == 0 {
					if _, err := trees.Names(t.Context(), s, at); err != nil {
						t.Error(err)
					}
					trees.Change(s)
				}
			}
		})
	}
	asking.Wait()
}

func TestCancelledQuestionDoesNotCancelTheNext(t *testing.T) {
	trees := NewTrees(nil)
	defer trees.End()
	s := text.NewSnapshot("file:///sample.go", "go", 1, strings.Repeat(sample, 50))
	trees.Open(s)
	for i := range 100 {
		next, err := s.Apply(s.Version()+1, []text.Change{{Range: text.Range{Start: 50, End: 50}, New: fmt.Sprintf("// %d\n", i)}})
		if err != nil {
			t.Fatal(err)
		}
		s = next
		ctx, cancel := context.WithCancel(t.Context())
		var asking sync.WaitGroup
		asking.Go(func() { trees.Place(ctx, s, 60) }) //nolint:errcheck // cancelled or not, as it comes
		cancel()
		asking.Wait()
		if _, err := trees.Place(t.Context(), s, 60); err != nil {
			t.Fatalf("question %d after a cancelled one: %v", i, err)
		}
	}
}

// An edited tree has wrong points. Nothing of it may be in what the next parse
// makes: it has to be, node by node, what parsing afresh makes.
func TestPointsOfAnEditedTreeAreNotInTheNext(t *testing.T) {
	l := language(t, "go")
	random := rand.New(rand.NewPCG(1, 2))
	content := strings.Repeat(sample, 3)
	tree := mustParse(t, l, nil, content)
	for range 200 {
		at := random.IntN(len(content))
		end := min(len(content), at+random.IntN(5))
		piece := []string{"\n", "x", "}\n", "\n\n\n", "func f() {\n", "", "`"}[random.IntN(7)]
		next := content[:at] + piece + content[end:]
		tree.edit(text.Range{Start: at, End: end}, len(piece))
		moved := mustParse(t, l, tree, next)
		tree.close()
		tree, content = moved, next
		fresh := mustParse(t, l, nil, content)
		if a, b := dump(tree), dump(fresh); a != b {
			t.Fatalf("after the edit of [%d,%d) to %q:\n%s\nwant:\n%s", at, end, piece, a, b)
		}
		fresh.close()
	}
	tree.close()
}

func TestEveryGrammarFitsAndItsQueriesCompile(t *testing.T) {
	if len(Languages()) < 31 {
		t.Errorf("%d languages, want all 31 grammars", len(Languages()))
	}
	for _, l := range Languages() {
		tables, err := l.tables()
		if err != nil {
			t.Errorf("%s: %v", l.Name, err)
			continue
		}
		for _, words := range []string{
			l.Functions, l.Methods, l.Types, l.Blocks, l.Statements, l.Bodies, l.Comments,
			l.Strings, l.Attributes, l.Frames, l.Containers, l.Imports,
		} {
			for word := range strings.FieldsSeq(words) {
				if !hasNode(tables.grammar, word) {
					t.Errorf("%s: its grammar has no node %s", l.Name, word)
				}
			}
		}
		for node, rule := range l.Symbols {
			for kind := range rule.Kinds {
				if !hasNode(tables.grammar, kind) {
					t.Errorf("%s: its grammar has no node %s", l.Name, kind)
				}
			}
			if !hasNode(tables.grammar, node) {
				t.Errorf("%s: its grammar has no node %s", l.Name, node)
			}
		}
		for _, q := range []*query{tables.imports, tables.locals} {
			if q == nil {
				continue
			}
			for _, c := range q.captures {
				if _, ok := bindingKinds[c]; !ok && !listed("path alias name rename default entry scope declaration", c) {
					t.Errorf("%s: a query captures @%s, which nothing reads", l.Name, c)
				}
			}
			for i := range q.c.PatternCount() {
				if len(q.c.PredicatesForPattern(i)) > 0 {
					t.Errorf("%s: pattern %d of a query has a predicate; they compile a regular expression a match", l.Name, i)
				}
			}
		}
	}
}

// These bytes make the grammar try readings without end.
func TestTextThatTheParserCantCopeWithIsGivenUp(t *testing.T) {
	_, err := ReadOutline(language(t, "swift"), "resource \"a\" \"b\" {\n  x = ")
	if !errors.Is(err, ErrTooSlow) || !strings.Contains(err.Error(), "Swift") {
		t.Errorf("got %v", err)
	}
}

func TestGrammarOfAnotherVersionIsRefused(t *testing.T) {
	// A language is a C structure that begins with its version.
	alien := [1024]uint32{0: 99}
	if err := probe(alienLanguage(&alien)); err == nil {
		t.Error("a grammar of version 99 was taken")
	}
}

func hasNode(g *sitter.Language, name string) bool {
	for i := range g.SymbolCount() {
		if s := sitter.Symbol(i); g.SymbolName(s) == name && g.SymbolType(s) == sitter.SymbolTypeRegular {
			return true
		}
	}
	return false
}

// dump writes each node with its type, bytes and points.
func dump(t *tree) string {
	var b strings.Builder
	c := sitter.NewTreeCursor(t.c.RootNode())
	defer c.Close()
	for depth := 0; ; {
		n := c.CurrentNode()
		fmt.Fprintf(&b, "%*s%s %d-%d %v-%v %v\n", depth, "", n.Type(), n.StartByte(), n.EndByte(), n.StartPoint(), n.EndPoint(), n.IsMissing())
		if c.GoToFirstChild() {
			depth++
			continue
		}
		for !c.GoToNextSibling() {
			if !c.GoToParent() {
				return b.String()
			}
			depth--
		}
	}
}

func language(t testing.TB, id string) *Language {
	l, ok := Detect(id, "", "")
	if !ok {
		t.Fatalf("%s is not known", id)
	}
	return l
}

func mustParse(t testing.TB, l *Language, old *tree, content string) *tree {
	tree, err := parse(l, old, content)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}
