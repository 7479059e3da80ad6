//go:build cgo

package syntax

import "github.com/smacker/go-tree-sitter/c"

var _ = register(Language{
	Name:    "C",
	IDs:     "c",
	Files:   "*.c *.h",
	grammar: c.GetLanguage,

	Functions: "function_definition",
	Types:     "struct_specifier union_specifier enum_specifier",
	Blocks:    "compound_statement case_statement",
	Bodies:    "field_declaration_list enumerator_list",
	Comments:  "comment",
	Strings:   "string_literal char_literal system_lib_string",
	Opener:    "{",

	Symbols: map[string]Symbols{
		"function_definition":  {Kind: Function, Name: "declarator*"},
		"struct_specifier":     {Kind: Struct},
		"union_specifier":      {Kind: Struct},
		"enum_specifier":       {Kind: Enum},
		"enumerator":           {Kind: EnumMember},
		"type_definition":      {Kind: Type, Name: "declarator*"},
		"field_declaration":    {Kind: Field, Name: "declarator+"},
		"declaration":          {Kind: Variable, Name: "declarator+", Field: "declarator", Kinds: map[string]Kind{"function_declarator": Function}},
		"preproc_def":          {Kind: Macro},
		"preproc_function_def": {Kind: Macro},
	},
	Containers: "preproc_ifdef preproc_if preproc_else preproc_elif linkage_specification declaration_list",
	Imports:    "preproc_include",
	Import:     `(preproc_include path: (_) @path)`,
})
