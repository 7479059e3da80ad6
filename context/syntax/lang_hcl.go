//go:build cgo

package syntax

import "github.com/smacker/go-tree-sitter/hcl"

var _ = register(Language{
	Name:     "HCL",
	IDs:      "hcl terraform terraform-vars",
	Files:    "*.tf *.hcl *.tfvars",
	grammar:  hcl.GetLanguage,
	Comments: "comment",
	Strings:  "string_lit heredoc_template",
})
