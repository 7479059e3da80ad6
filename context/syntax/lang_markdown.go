//go:build cgo

package syntax

import markdown "github.com/smacker/go-tree-sitter/markdown/tree-sitter-markdown"

var _ = register(Language{
	Name:    "Markdown",
	IDs:     "markdown",
	Files:   "*.md *.markdown",
	grammar: markdown.GetLanguage,
})
