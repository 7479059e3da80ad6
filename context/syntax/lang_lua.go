//go:build cgo

package syntax

import "github.com/smacker/go-tree-sitter/lua"

var _ = register(Language{
	Name:    "Lua",
	IDs:     "lua",
	Files:   "*.lua",
	Scripts: "lua luajit",
	grammar: lua.GetLanguage,

	Functions: "function_statement function",
	Blocks:    "function_body",
	Comments:  "comment",
	Strings:   "string",

	Symbols: map[string]Symbols{
		"function_statement":   {Kind: Function},
		"variable_declaration": {Kind: Variable, Field: "value", Kinds: map[string]Kind{"function": Function}},
	},
})
