//go:build cgo

package syntax

import "github.com/smacker/go-tree-sitter/scala"

var _ = register(Language{
	Name:    "Scala",
	IDs:     "scala",
	Files:   "*.scala *.sc *.sbt",
	Scripts: "scala",
	grammar: scala.GetLanguage,

	Functions: "function_definition lambda_expression",
	Types:     "class_definition object_definition trait_definition enum_definition",
	Blocks:    "block",
	Bodies:    "template_body enum_body",
	Comments:  "comment block_comment",
	Strings:   "string interpolated_string character_literal",

	Symbols: map[string]Symbols{
		"class_definition":     {Kind: Class},
		"object_definition":    {Kind: Class},
		"trait_definition":     {Kind: Interface},
		"enum_definition":      {Kind: Enum},
		"simple_enum_case":     {Kind: EnumMember},
		"full_enum_case":       {Kind: EnumMember},
		"function_definition":  {Kind: Function},
		"function_declaration": {Kind: Function},
		"val_definition":       {Kind: Variable, Name: "pattern"},
		"var_definition":       {Kind: Variable, Name: "pattern"},
		"type_definition":      {Kind: Type},
	},
	Containers: "enum_case_definitions",
	Imports:    "import_declaration",
})
