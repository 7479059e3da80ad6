//go:build cgo

package syntax

import "github.com/smacker/go-tree-sitter/html"

var _ = register(Language{
	Name:     "HTML",
	IDs:      "html",
	Files:    "*.html *.htm",
	grammar:  html.GetLanguage,
	Comments: "comment",
	Strings:  "quoted_attribute_value",
})
