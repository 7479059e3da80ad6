//go:build cgo

package syntax

import "github.com/smacker/go-tree-sitter/cue"

var _ = register(Language{
	Name:     "CUE",
	IDs:      "cue",
	Files:    "*.cue",
	grammar:  cue.GetLanguage,
	Comments: "comment",
	Strings:  "string",
})
