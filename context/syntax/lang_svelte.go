//go:build cgo

package syntax

import "github.com/smacker/go-tree-sitter/svelte"

var _ = register(Language{
	Name:     "Svelte",
	IDs:      "svelte",
	Files:    "*.svelte",
	grammar:  svelte.GetLanguage,
	Comments: "comment",
	Strings:  "quoted_attribute_value",
})
