//go:build cgo

package syntax

import "github.com/smacker/go-tree-sitter/ocaml"

var _ = register(Language{
	Name:     "OCaml",
	IDs:      "ocaml",
	Files:    "*.ml",
	Scripts:  "ocaml",
	grammar:  ocaml.GetLanguage,
	Comments: "comment",
	Strings:  "string quoted_string",
})
