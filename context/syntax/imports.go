//go:build cgo

package syntax

import (
	"slices"
	"strings"

	"github.com/inkling-lsp/inkling/context/syntax/outline"
)

// imports are what a node imports: one for each entry of a group, or one.
func (o *outliner) imports(n node) []Import {
	var imports []Import
	o.matches(o.tables.imports, n, func(captures []capture) {
		i := Import{Range: n.Range}
		var name ImportedName
		for _, c := range captures {
			switch c.name {
			case "entry":
				i.Range = c.node.Range
			case "path":
				i.Path = outline.ImportPath(o.text(c.node))
			case "alias":
				i.Alias = strings.Clone(o.text(c.node))
			case "name":
				name.Name = strings.Clone(o.text(c.node))
			case "default":
				name = ImportedName{Name: "default", Alias: strings.Clone(o.text(c.node))}
			case "rename":
				name.Alias = strings.Clone(o.text(c.node))
			}
		}
		imports = merge(imports, i, name)
	})
	return imports
}

// merge adds what one match says of an import to what is known of it.
func merge(imports []Import, found Import, name ImportedName) []Import {
	at := slices.IndexFunc(imports, func(i Import) bool { return i.Range == found.Range })
	if at < 0 {
		imports, at = append(imports, Import{Range: found.Range}), len(imports)
	}
	i := &imports[at]
	if found.Path != "" {
		i.Path = found.Path
	}
	if found.Alias != "" {
		i.Alias = found.Alias
	}
	if name.Name != "" {
		i.Names = append(i.Names, name)
	}
	return imports
}
