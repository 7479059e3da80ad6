//go:build cgo

package syntax

import (
	"strings"

	sitter "github.com/smacker/go-tree-sitter"

	"github.com/inkling-lsp/inkling/context/syntax/outline"
	"github.com/inkling-lsp/inkling/context/text"
)

// path are the nodes around the byte at offset, from the root in.
func (t *tree) path(offset int) []node {
	nodes := []node{t.root()}
	cursor := sitter.NewTreeCursor(t.c.RootNode())
	defer cursor.Close()
	for cursor.GoToFirstChildForByte(uint32(offset)) >= 0 {
		n := t.node(cursor.CurrentNode())
		for n.End <= offset && cursor.GoToNextSibling() { // an empty node on the way
			n = t.node(cursor.CurrentNode())
		}
		if n.Start > offset || n.End <= offset {
			break
		}
		nodes = append(nodes, n)
	}
	return nodes
}

func (t *tree) place(offset int) Place {
	p := Place{}
	p.In, p.InRange = t.comment(offset)
	around := t.path(t.typed(offset))
	if p.In == Code {
		p.In, p.InRange = t.string(around, offset)
	}
	if t.language.Opener == ":" {
		around = t.indented(around, offset)
	}
	for i, n := range around {
		inBlock := (i == 1 || i > 1 && around[i-1].class&isBlock != 0) && n.IsNamed() && n.class&isComment == 0
		if inBlock || n.class&isStatement != 0 {
			p.Statement = t.enclosing(n)
		}
		switch {
		case n.class&isMethod != 0:
			p.Function = t.enclosing(n)
			p.Method = p.Function
		case n.class&isFunction != 0:
			p.Function = t.enclosing(n)
			if t.member(around[:i]) {
				p.Method = p.Function
			}
		case n.class&isType != 0:
			p.Type = t.enclosing(n)
		case n.class&isBlock != 0:
			p.Block = Enclosing{Node: n.Type(), Range: n.Range, Body: n.Range}
			p.Statement = Enclosing{} // what is between its statements is in none
		}
		if inBlock || n.class&(isStatement|isFunction|isType) != 0 {
			p.Broken = n.HasError()
		}
		p.Broken = p.Broken || n.IsError()
	}
	p.BlockStart = p.In == Code && t.blockStart(offset)
	return p
}

// typed is the byte that says what whoever types at offset is in: at the end of
// a line it is still the code before, if no brace has ended that.
func (t *tree) typed(offset int) int {
	ends := offset == len(t.content) || isSpace(t.content[offset])
	if ends && offset > 0 && !isSpace(t.content[offset-1]) && t.content[offset-1] != '}' {
		return offset - 1
	}
	return offset
}

// member tells whether a function whose ancestors these are belongs to a type:
// the nearest of its ancestors that is a function or has members is a type.
func (t *tree) member(ancestors []node) bool {
	for i := len(ancestors) - 1; i >= 0; i-- {
		switch n := ancestors[i]; {
		case n.class&isFunction != 0:
			return false
		case n.class&isType != 0:
			return true
		}
	}
	return false
}

func (t *tree) enclosing(n node) Enclosing {
	e := Enclosing{Node: n.Type(), Range: n.Range}
	if rule := t.tables.rule(n.symbol); rule != nil {
		if name, ok := t.field(n, strings.TrimSuffix(rule.Name, "+")); ok {
			_, e.Name = outline.Split("", outline.PlainName(t.text(name)))
			if rule.Kind == Namespace {
				e.Name = outline.OwnerName(e.Name)
			}
		}
	}
	e.Name = strings.Clone(e.Name)
	if body, ok := t.field(n, "body"); ok {
		e.Body = body.Range
		return e
	}
	t.children(n, func(child node) bool {
		if child.class&(isBody|isBlock) != 0 {
			e.Body = child.Range
			return false
		}
		return true
	})
	return e
}

// comment finds the comment that offset is inside of. At the end of one that a
// line ends, whoever types writes comment.
func (t *tree) comment(offset int) (Inside, text.Range) {
	if offset == 0 {
		return Code, text.Range{}
	}
	for _, n := range t.path(offset - 1) {
		if n.class&isComment == 0 {
			continue
		}
		if n.End > offset || n.End == offset && endsWithLine(t.text(n)) {
			return Comment, n.Range
		}
	}
	return Code, text.Range{}
}

// endsWithLine tells whether a comment goes on to the end of its line.
func endsWithLine(comment string) bool {
	for _, closer := range []string{"*/", "-->", "]]", "*)", "-}", "=end", "\n"} {
		if strings.HasSuffix(comment, closer) {
			return false
		}
	}
	return !strings.Contains(comment, "\n")
}

// string finds the string literal that offset is inside of: between its
// delimiters, and not in code that it embeds.
func (t *tree) string(around []node, offset int) (Inside, text.Range) {
	for i := len(around) - 1; i > 0; i-- {
		n := around[i]
		switch {
		case n.class&isString != 0 && n.Start < offset && offset < n.End:
			return String, n.Range
		case n.class&isStatement != 0, listed("*substitution *interpolation interpolation", n.Type()):
			return Code, text.Range{}
		}
	}
	return Code, text.Range{}
}
