//go:build cgo

package syntax

import (
	"context"
	"errors"
	"fmt"
	"sync"

	sitter "github.com/smacker/go-tree-sitter"
)

// class is what a type of node counts as; it may be several things.
type class uint16

const (
	isFunction class = 1 << iota
	isMethod
	isType
	isBlock
	isStatement
	isBody
	isComment
	isString
	isAttribute
	isContainer
	isFrame
	isImport
)

// tables are a language made ready: what its file says in words, by the numbers
// that its grammar gives to types of nodes.
type tables struct {
	grammar *sitter.Language
	classes []class
	symbols []*Symbols
	kinds   map[sitter.Symbol]map[sitter.Symbol]Kind // Symbols.Kinds
	imports *query
	locals  *query
	parsers sync.Pool // of those that have not failed; to make one takes 40 µs
}

// parser is for one parse, and then goes back to parsers unless it has failed.
func (t *tables) parser() *sitter.Parser {
	if p, ok := t.parsers.Get().(*sitter.Parser); ok {
		return p
	}
	p := sitter.NewParser()
	p.SetLanguage(t.grammar)
	return p
}

// newTables also proves that the grammar fits the library, and that the file's
// words are the grammar's.
func newTables(l *Language) (*tables, error) {
	g := l.grammar()
	if err := probe(g); err != nil {
		return nil, fmt.Errorf("the grammar of %s does not fit this version of tree-sitter: %w", l.Name, err)
	}
	size := int(g.SymbolCount())
	t := &tables{grammar: g, classes: make([]class, size), symbols: make([]*Symbols, size), kinds: map[sitter.Symbol]map[sitter.Symbol]Kind{}}
	for i := range size {
		if s := sitter.Symbol(i); g.SymbolType(s) == sitter.SymbolTypeRegular {
			t.add(l, s)
		}
	}
	var errImport, errLocals error
	t.imports, errImport = newQuery(g, l.Import)
	t.locals, errLocals = newQuery(g, l.Locals)
	return t, errors.Join(errImport, errLocals)
}

// add enters one type of nodes.
func (t *tables) add(l *Language, s sitter.Symbol) {
	name := t.grammar.SymbolName(s)
	for _, c := range []struct {
		class class
		names string
	}{
		{isFunction, l.Functions},
		{isFunction | isMethod, l.Methods},
		{isType, l.Types},
		{isBlock, l.Blocks},
		{isStatement, l.Statements},
		{isBody, l.Bodies},
		{isComment, l.Comments},
		{isString, l.Strings},
		{isAttribute, l.Attributes},
		{isContainer, l.Containers},
		{isContainer | isFrame, l.Frames},
		{isImport, l.Imports},
	} {
		if listed(c.names, name) {
			t.classes[s] |= c.class
		}
	}
	rule, ok := l.Symbols[name]
	if !ok {
		return
	}
	if rule.Name == "" {
		rule.Name = "name"
	}
	t.symbols[s] = &rule
	t.kinds[s] = map[sitter.Symbol]Kind{}
	for i := range int(t.grammar.SymbolCount()) {
		of := sitter.Symbol(i)
		if kind, ok := rule.Kinds[t.grammar.SymbolName(of)]; ok {
			t.kinds[s][of] = kind
		}
	}
}

func (t *tables) class(s sitter.Symbol) class {
	if int(s) >= len(t.classes) { // an error
		return 0
	}
	return t.classes[s]
}

func (t *tables) rule(s sitter.Symbol) *Symbols {
	if int(s) >= len(t.symbols) {
		return nil
	}
	return t.symbols[s]
}

// probe parses nothing with a grammar. Of one that does not fit the parser says
// only now that it has none.
func probe(g *sitter.Language) error {
	parser := sitter.NewParser()
	defer parser.Close()
	parser.SetLanguage(g)
	tree, err := parser.ParseCtx(context.Background(), nil, nil)
	if err != nil {
		return err
	}
	tree.Close()
	return nil
}

// query is a compiled query with the names of its captures. Several goroutines
// may run it, each with a cursor of its own.
type query struct {
	c        *sitter.Query
	captures []string
}

// newQuery compiles the text of a query; none makes nil.
func newQuery(g *sitter.Language, source string) (*query, error) {
	if source == "" {
		return nil, nil
	}
	c, err := sitter.NewQuery([]byte(source), g)
	if err != nil {
		return nil, fmt.Errorf("query: %w", err)
	}
	q := &query{c: c}
	for i := range c.CaptureCount() {
		q.captures = append(q.captures, c.CaptureNameForId(i))
	}
	return q, nil
}

// capture is a node that a query has given a name.
type capture struct {
	name string
	node node
}

// matches runs a query on n and what is below it.
func (t *tree) matches(q *query, n node, visit func([]capture)) {
	if q == nil {
		return
	}
	cursor := sitter.NewQueryCursor()
	defer cursor.Close()
	cursor.Exec(q.c, n.Node)
	var captures []capture
	for {
		m, ok := cursor.NextMatch()
		if !ok {
			return
		}
		captures = captures[:0]
		for _, c := range m.Captures {
			captures = append(captures, capture{q.captures[c.Index], t.node(c.Node)})
		}
		visit(captures)
	}
}
