//go:build cgo

package syntax

import "github.com/smacker/go-tree-sitter/groovy"

var _ = register(Language{
	Name:     "Groovy",
	IDs:      "groovy",
	Files:    "*.groovy *.gradle Jenkinsfile",
	Scripts:  "groovy",
	grammar:  groovy.GetLanguage,
	Comments: "comment",
	Strings:  "string",
})
