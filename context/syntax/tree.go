//go:build cgo

package syntax

import (
	"context"
	"fmt"
	"strings"
	"unsafe"

	sitter "github.com/smacker/go-tree-sitter"

	"github.com/inkling-lsp/inkling/context/text"
)

// What this binding does wrong, and what is done about it. Each has a test in
// hazards_test.go.
//
//   - Reading a tree writes a map in it: one goroutine at a time, which Trees
//     sees to.
//   - A context that is cancelled as a parse ends leaves the parser cancelled for
//     good: parsers get no context but a time limit, and one that has failed is
//     closed.
//   - Edit passes on a wrong position for the new end: an edited tree is given
//     to the parser and never read, and positions are bytes, never points.
//   - A grammar of another version of tree-sitter is taken without a word and
//     then parses nothing: newTables tries each once.
//   - Predicates of a query compile their regular expressions at every match: our
//     queries have none.

// grammar is what a language's file gets from its grammar's package.
type grammar func() *sitter.Language

// tree is the syntax tree of content. It owns C memory until it is closed, and
// one goroutine at a time may read it.
type tree struct {
	language *Language
	tables   *tables
	content  string
	c        *sitter.Tree
}

// parse parses content, which it keeps. old is an edited tree whose unchanged
// parts are used again, or nil; it stays the caller's.
func parse(l *Language, old *tree, content string) (*tree, error) {
	if len(content) > MaxFile {
		return nil, ErrTooLarge
	}
	tables, err := l.tables()
	if err != nil {
		return nil, err
	}
	parser := tables.parser()
	parser.SetOperationLimit(int(parseLimit(len(content)).Microseconds()))
	var base *sitter.Tree
	if old != nil {
		base = old.c
	}
	// The parser copies the bytes and writes none.
	bytes := unsafe.Slice(unsafe.StringData(content), len(content))
	c, err := parser.ParseCtx(context.Background(), base, bytes)
	switch {
	case err == sitter.ErrOperationLimit: //nolint:errorlint // the binding never wraps it
		parser.Close()
		return nil, ErrTooSlow
	case err != nil:
		parser.Close()
		return nil, fmt.Errorf("tree-sitter: %w", err)
	}
	tables.parsers.Put(parser)
	return &tree{l, tables, content, c}, nil
}

func (t *tree) close() { t.c.Close() }

// broken tells whether the text has a syntax error.
func (t *tree) broken() bool { return t.c.RootNode().HasError() }

// edit tells the tree that its range before has become as many bytes as size.
// The tree can then be used for one parse and nothing else.
func (t *tree) edit(before text.Range, size int) {
	t.c.Edit(sitter.EditInput{
		StartIndex:  uint32(before.Start),
		OldEndIndex: uint32(before.End),
		NewEndIndex: uint32(before.Start + size),
		StartPoint:  t.point(before.Start),
		OldEndPoint: t.point(before.End),
	})
}

// point is what tree-sitter means by a place: bytes of a line, which ends with \n.
func (t *tree) point(offset int) sitter.Point {
	head := t.content[:offset]
	return sitter.Point{
		Row:    uint32(strings.Count(head, "\n")),
		Column: uint32(offset - strings.LastIndexByte(head, '\n') - 1),
	}
}

// node is a node on the way of a walk.
type node struct {
	*sitter.Node
	symbol sitter.Symbol
	class  class
	text.Range
}

func (t *tree) node(n *sitter.Node) node {
	s := n.Symbol()
	r := text.Range{Start: int(n.StartByte()), End: int(n.EndByte())}
	for r.Start < r.End && isSpace(t.content[r.Start]) { // Lua's nodes begin with it
		r.Start++
	}
	return node{n, s, t.tables.class(s), r}
}

func isSpace(b byte) bool { return b == ' ' || b == '\n' || b == '\t' || b == '\r' }

func (t *tree) text(n node) string { return t.content[n.Start:n.End] }

// field is the child at the end of a path: a/b is the child in field b of the
// one in a, a* goes on through as many as there are, :t is the first child of
// type t, and . is n itself.
func (t *tree) field(n node, path string) (child node, ok bool) {
	switch child = n; path {
	case ".":
		return n, true
	case "":
		return node{}, false
	}
	for step := range strings.SplitSeq(path, "/") {
		name, many := strings.CutSuffix(step, "*")
		next := t.step(child, name)
		if next == nil {
			return node{}, false
		}
		for next != nil {
			child, next = t.node(next), nil
			if many {
				next = t.step(child, name)
			}
		}
	}
	return child, true
}

func (t *tree) step(n node, name string) (child *sitter.Node) {
	kind, ok := strings.CutPrefix(name, ":")
	if !ok {
		return n.ChildByFieldName(name)
	}
	t.children(n, func(c node) bool {
		if c.Type() == kind {
			child = c.Node
		}
		return child == nil
	})
	return child
}

// children calls visit with each child of n, in order, until it returns false.
func (t *tree) children(n node, visit func(child node) bool) {
	cursor := sitter.NewTreeCursor(n.Node)
	defer cursor.Close()
	for more := cursor.GoToFirstChild(); more; more = cursor.GoToNextSibling() {
		if !visit(t.node(cursor.CurrentNode())) {
			return
		}
	}
}

// root is the node of the whole text. A grammar may let it begin after the first
// white space.
func (t *tree) root() node {
	n := t.node(t.c.RootNode())
	n.Range = text.Range{Start: 0, End: len(t.content)}
	return n
}
