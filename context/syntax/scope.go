//go:build cgo

package syntax

import (
	"cmp"
	"slices"
	"strings"

	"github.com/inkling-lsp/inkling/context/syntax/outline"
	"github.com/inkling-lsp/inkling/context/text"
)

// binding is a name that a function declares.
type binding struct {
	Name
	visible int  // from this offset on
	outer   bool // in the scope around its own
}

var bindingKinds = map[string]NameKind{
	"parameter": Parameter, "receiver": Receiver, "local": Local, "function": LocalFunction, "type": LocalType, "member": Member, "method": Member,
}

// names looks in the top-level declaration around offset for what is declared
// before it in scopes around it, and then at the file's own.
func (t *tree) names(offset int) []Name {
	var names []Name
	if around := t.path(max(offset-1, 0)); len(around) > 1 {
		names = t.localNames(around[1], offset)
	}
	o := t.top()
	for _, s := range o.Symbols {
		if s.Owner == "" {
			names = append(names, Name{s.Name, TopLevel, s.NameRange})
		}
	}
	for _, i := range o.Imports {
		for _, name := range t.bound(i) {
			names = append(names, Name{name, Imported, i.Range})
		}
	}
	seen := make(map[string]bool, len(names))
	return slices.DeleteFunc(names, func(n Name) bool {
		again := seen[n.Name]
		seen[n.Name] = true
		return again || n.Name == "_"
	})
}

// localNames are those that top declares and that are visible at offset.
func (t *tree) localNames(top node, offset int) []Name {
	scopes, bindings := t.bindings(top)
	type near struct {
		Name
		depth int
	}
	var visible []near
	var around []text.Range // the scopes around the binding, from the outermost
	for _, b := range bindings {
		for len(scopes) > 0 && scopes[0].Start <= b.Range.Start {
			around = append(leave(around, scopes[0].Start), scopes[0])
			scopes = scopes[1:]
		}
		around = leave(around, b.Range.Start)
		in := around
		if b.outer && len(in) > 0 {
			in = in[:len(in)-1]
		}
		if len(in) == 0 || b.visible > offset { // at the top the outline has it
			continue
		}
		if s := in[len(in)-1]; s.Start <= offset && offset <= s.End {
			visible = append(visible, near{b.Name, len(in)})
		}
	}
	slices.SortStableFunc(visible, func(a, b near) int { return cmp.Or(b.depth-a.depth, b.Range.Start-a.Range.Start) })
	names := make([]Name, len(visible))
	for i, v := range visible {
		names[i] = v.Name
	}
	return names
}

// leave takes the scopes off that end before offset.
func leave(around []text.Range, offset int) []text.Range {
	for len(around) > 0 && around[len(around)-1].End <= offset {
		around = around[:len(around)-1]
	}
	return around
}

// bindings are what the query finds in top, in the order of the text, outer
// scopes before inner ones.
func (t *tree) bindings(top node) (scopes []text.Range, bindings []binding) {
	t.matches(t.tables.locals, top, func(captures []capture) {
		declared := 0
		for _, c := range captures {
			if c.name == "declaration" {
				declared = c.node.End
			}
		}
		for _, c := range captures {
			kind, ok := bindingKinds[c.name]
			if c.name == "scope" {
				scopes = append(scopes, c.node.Range)
			}
			if !ok {
				continue
			}
			b := binding{Name: Name{strings.Clone(t.text(c.node)), kind, c.node.Range}}
			if kind != Member {
				b.visible = max(declared, c.node.End)
			}
			b.outer = kind == LocalFunction || kind == LocalType || c.name == "method"
			bindings = append(bindings, b)
		}
	})
	slices.SortFunc(scopes, func(a, b text.Range) int { return cmp.Or(a.Start-b.Start, b.End-a.End) })
	slices.SortStableFunc(bindings, func(a, b binding) int { return a.Range.Start - b.Range.Start })
	return slices.Compact(scopes), bindings
}

// bound are the names that an import makes known.
func (t *tree) bound(i Import) []string {
	var names []string
	for _, n := range i.Names {
		names = append(names, cmp.Or(n.Alias, n.Name))
	}
	if i.Alias != "" || len(names) == 0 {
		names = append(names, cmp.Or(i.Alias, t.language.binds(i.Path)))
	}
	return slices.DeleteFunc(names, func(name string) bool {
		return !outline.IsName(name) || listed(". * self", name)
	})
}
