//go:build cgo

package syntax

import "github.com/smacker/go-tree-sitter/toml"

var _ = register(Language{
	Name:     "TOML",
	IDs:      "toml",
	Files:    "*.toml",
	grammar:  toml.GetLanguage,
	Comments: "comment",
	Strings:  "string",
})
