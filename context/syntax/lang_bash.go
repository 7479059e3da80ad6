//go:build cgo

package syntax

import "github.com/smacker/go-tree-sitter/bash"

var _ = register(Language{
	Name:    "Bash",
	IDs:     "shellscript bash sh",
	Files:   "*.sh *.bash .bashrc .bash_profile .profile",
	Scripts: "bash sh",
	grammar: bash.GetLanguage,

	Functions: "function_definition",
	Blocks:    "compound_statement do_group",
	Comments:  "comment",
	Strings:   "string raw_string heredoc_body",

	Symbols: map[string]Symbols{
		"function_definition": {Kind: Function},
		"variable_assignment": {Kind: Variable},
	},
	Frames: "declaration_command",
})
