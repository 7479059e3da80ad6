//go:build cgo

package syntax

import "github.com/smacker/go-tree-sitter/elixir"

var _ = register(Language{
	Name:     "Elixir",
	IDs:      "elixir",
	Files:    "*.ex *.exs",
	Scripts:  "elixir",
	grammar:  elixir.GetLanguage,
	Comments: "comment",
	Strings:  "string charlist",
})
