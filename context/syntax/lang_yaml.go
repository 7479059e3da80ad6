//go:build cgo

package syntax

import "github.com/smacker/go-tree-sitter/yaml"

var _ = register(Language{
	Name:     "YAML",
	IDs:      "yaml dockercompose",
	Files:    "*.yaml *.yml",
	grammar:  yaml.GetLanguage,
	Comments: "comment",
	Strings:  "double_quote_scalar single_quote_scalar block_scalar",
})
