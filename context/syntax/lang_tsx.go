//go:build cgo

package syntax

import "github.com/smacker/go-tree-sitter/typescript/tsx"

var _ = register(typescriptLanguage.variant(Language{
	Name:    "TSX",
	IDs:     "typescriptreact",
	Files:   "*.tsx",
	grammar: tsx.GetLanguage,
}))
