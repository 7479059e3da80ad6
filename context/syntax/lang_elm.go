//go:build cgo

package syntax

import "github.com/smacker/go-tree-sitter/elm"

var _ = register(Language{
	Name:     "Elm",
	IDs:      "elm",
	Files:    "*.elm",
	grammar:  elm.GetLanguage,
	Comments: "line_comment block_comment",
	Strings:  "string_constant_expr",
})
