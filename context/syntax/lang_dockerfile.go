//go:build cgo

package syntax

import "github.com/smacker/go-tree-sitter/dockerfile"

var _ = register(Language{
	Name:     "Dockerfile",
	IDs:      "dockerfile",
	Files:    "Dockerfile *.dockerfile Containerfile",
	grammar:  dockerfile.GetLanguage,
	Comments: "comment",
	Strings:  "double_quoted_string single_quoted_string",
})
