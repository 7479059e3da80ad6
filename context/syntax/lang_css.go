//go:build cgo

package syntax

import "github.com/smacker/go-tree-sitter/css"

var _ = register(Language{
	Name:     "CSS",
	IDs:      "css scss less",
	Files:    "*.css",
	grammar:  css.GetLanguage,
	Comments: "comment",
	Strings:  "string_value",
})
