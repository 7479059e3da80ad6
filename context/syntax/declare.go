//go:build cgo

package syntax

import (
	"slices"
	"strings"

	sitter "github.com/smacker/go-tree-sitter"

	"github.com/inkling-lsp/inkling/context/syntax/outline"
	"github.com/inkling-lsp/inkling/internal/background"
)

// An outline is one walk over the nodes that may declare something: the root,
// the containers, the bodies of types; bodies of functions are not entered. A
// query would read as well, but runs through the whole tree: see
// docs/decisions/0012.

// owner is what the symbols that are found belong to.
type owner struct {
	name   string
	isType bool
	alias  bool   // it only names a type, which may be declared in it
	outer  *owner // of an alias
}

// of is the owner of what is inside s.
func (o owner) of(s Symbol) owner {
	return owner{outline.Join(s.Owner, s.Name), s.Kind != Module, s.Kind == Type, &o}
}

// outliner is a walk under way.
type outliner struct {
	*tree
	cursor *sitter.TreeCursor
	out    Outline
	brief  bool // only the names at the top are asked for
	docs   outline.Docs
	body   int // where the first body below the last declared type begins, or -1
}

// maxDepth bounds the recursion; no people's code nests members so deep.
const maxDepth = 50

func (t *tree) outline() Outline {
	return t.walk(outliner{tree: t, docs: outline.NewDocs(t.content), body: -1})
}

// top is what the outline has at the top, without signatures and documentation.
func (t *tree) top() Outline {
	return t.walk(outliner{tree: t, brief: true, docs: outline.NewDocs(t.content), body: -1})
}

func (t *tree) walk(o outliner) Outline {
	o.cursor = sitter.NewTreeCursor(t.c.RootNode())
	defer o.cursor.Close()
	o.inside(owner{}, 0)
	return o.out
}

// inside looks at the children of the cursor's node, and returns where those
// that declare something have their symbols.
func (o *outliner) inside(owner owner, depth int) (declared []int) {
	if depth > maxDepth || !o.cursor.GoToFirstChild() {
		return nil
	}
	for more := true; more; more = o.cursor.GoToNextSibling() {
		c := o.cursor.CurrentNode()
		symbol := c.Symbol()
		rule := o.tables.rule(symbol)
		if rule == nil && o.tables.class(symbol) == 0 { // most are: to ask where it is would cost two calls
			continue
		}
		n := o.node(c)
		switch {
		case n.class&isComment != 0:
			o.docs.Comment(n.Range)
		case n.class&isAttribute != 0:
			o.docs.Pass(n.Range)
		case n.class&isImport != 0:
			o.out.Imports = append(o.out.Imports, o.imports(n)...)
		case o.brief && rule != nil && (rule.Owner != "" || rule.Kind == Namespace): // nothing at the top
		case rule != nil && rule.With != "" && !o.with(n, rule.With): // a plain parameter
		case rule != nil:
			before := len(o.out.Symbols)
			o.declare(n, rule, owner, depth)
			if len(o.out.Symbols) > before {
				declared = append(declared, before)
			}
		case n.class&(isContainer|isBody) != 0:
			declared = append(declared, o.contain(n, owner, depth)...)
		}
	}
	o.cursor.GoToParent()
	return declared
}

// contain looks into a node that declares nothing itself. If there is one
// declaration in it, the node is that one's frame: a decorator, an export.
func (o *outliner) contain(n node, owner owner, depth int) []int {
	if n.class&isBody != 0 && o.body < 0 {
		o.body = n.Start
		if o.language.Opener == "{" { // Go's interface { begins with a word
			o.body += max(0, strings.IndexByte(o.text(n), '{'))
		}
	}
	o.docs.Enter(n.Start, func() int { return o.first(n) })
	declared := o.inside(owner, depth+1)
	if len(declared) == 1 && n.class&isFrame != 0 {
		s := &o.out.Symbols[declared[0]]
		if frame := o.content[n.Start:s.Range.Start]; !strings.ContainsAny(frame, "\n(") {
			s.Signature = outline.Signature(frame + s.Signature)
		}
		s.Range = n.Range
	}
	return declared
}

// first is where the first child of n begins that may declare something, or -1.
// What the body of a type or a branch begins with decides.
func (o *outliner) first(n node) int {
	start := -1
	o.children(n, func(child node) bool {
		if child.class&(isContainer|isBody) != 0 || o.tables.rule(child.symbol) != nil {
			start = child.Start
			return false
		}
		return n.class&isBody == 0 || !child.IsNamed() || child.class&(isComment|isAttribute) != 0
	})
	return start
}

// declare adds what n declares, and its members.
func (o *outliner) declare(n node, rule *Symbols, owner owner, depth int) {
	kind, value := o.kind(n, rule)
	switch {
	case owner.alias && kind.HasMembers(): // typedef struct a { … } b: a is not in b
		owner = *owner.outer
	case owner.isType:
		kind = kind.Member()
	}
	docs := o.docs.Take(n.Start)
	first := len(o.out.Symbols)
	for _, name := range o.declared(n, rule) {
		if s, ok := o.symbol(n, rule, name, owner.name); ok && kind != 0 {
			s.Kind, s.Doc = kind, docs
			o.out.Symbols = append(o.out.Symbols, s)
		}
	}
	switch nameless := first == len(o.out.Symbols); {
	case nameless && (kind == 0 || kind > Constructor): // it may have members
		o.inside(owner, depth+1)
		return
	case nameless, o.brief:
		return
	}
	body := -1
	if kind.HasMembers() {
		outer := o.body
		o.body = -1
		o.inside(owner.of(o.out.Symbols[first]), depth+1)
		body, o.body = o.body, outer
	}
	if body < 0 {
		body = o.bodyStart(n, kind, value)
	}
	o.sign(first, n, body)
	o.docstring(n, first)
	o.parameters(rule, o.out.Symbols[first].Name, owner, depth)
	if kind == Namespace { // its members are there, it is not
		o.out.Symbols = slices.Delete(o.out.Symbols, first, first+1)
	}
}

// with tells whether n has a child of one of some types.
func (o *outliner) with(n node, types string) (has bool) {
	o.children(n, func(child node) bool {
		has = listed(types, child.Type())
		return !has
	})
	return has
}

// parameters adds what the parameters of the cursor's node declare, if rule has
// it that those of a function of this name do.
func (o *outliner) parameters(rule *Symbols, name string, owner owner, depth int) {
	if rule.Parameters == "" || rule.Parameters != name || !o.cursor.GoToFirstChild() {
		return
	}
	more := true
	for more && o.cursor.CurrentFieldName() != "parameters" {
		more = o.cursor.GoToNextSibling()
	}
	if more {
		o.inside(owner, depth+1)
	}
	o.cursor.GoToParent()
}

// symbol is one of the names that n declares.
func (o *outliner) symbol(n node, rule *Symbols, name node, owner string) (s Symbol, ok bool) {
	s = Symbol{Owner: owner, Name: outline.PlainName(o.text(name)), Range: n.Range, NameRange: name.Range}
	if rule.Owner != "" {
		if by, ok := o.field(n, rule.Owner); ok {
			s.Owner = outline.OwnerName(o.text(by))
		}
	}
	if rule.Kind == Namespace || rule.Or != "" {
		s.Name = outline.OwnerName(s.Name)
	}
	s.Owner, s.Name = outline.Split(s.Owner, s.Name)
	if rule.Or != "" { // of what stands for the name, only the last part is one
		s.Owner = owner
		s.NameRange.Start += strings.LastIndex(o.text(name), s.Name)
		s.NameRange.End = s.NameRange.Start + len(s.Name)
	}
	s.Owner, s.Name = strings.Clone(s.Owner), strings.Clone(s.Name)
	return s, outline.IsName(s.Name)
}

// kind is the kind of n's symbols, and the node that decides on it.
func (o *outliner) kind(n node, rule *Symbols) (kind Kind, value node) {
	if value, ok := o.field(n, rule.Field); ok {
		if kind, ok := o.tables.kinds[n.symbol][value.symbol]; ok {
			return kind, value
		}
	}
	return rule.Kind, node{}
}

// declared are the nodes of the names that n declares.
func (o *outliner) declared(n node, rule *Symbols) []node {
	background.Yield()
	field, several := strings.CutSuffix(rule.Name, "+")
	if !several {
		if name, ok := o.field(n, field); ok {
			return []node{name}
		}
		return nil
	}
	var names []node
	if !o.cursor.GoToFirstChild() {
		return nil
	}
	for more := true; more; more = o.cursor.GoToNextSibling() {
		n := o.cursor.CurrentNode()
		if o.cursor.CurrentFieldName() == field { // a comma between them may have it too
			names = append(names, o.innermost(o.node(n), field))
		} else if len(names) > 0 && field == "name" && n.IsNamed() && o.tables.class(n.Symbol())&isComment == 0 {
			break // after names come a type and values
		}
	}
	o.cursor.GoToParent()
	if name, ok := o.field(n, rule.Or); ok && len(names) == 0 {
		return []node{name}
	}
	return names
}

// innermost is the name in what a declarator makes of it: C's *name[3].
func (o *outliner) innermost(n node, field string) node {
	if field == "name" {
		return n
	}
	if inner, ok := o.field(n, field+"*"); ok {
		return inner
	}
	return n
}
