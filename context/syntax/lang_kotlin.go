//go:build cgo

package syntax

import "github.com/smacker/go-tree-sitter/kotlin"

var _ = register(Language{
	Name:    "Kotlin",
	IDs:     "kotlin",
	Files:   "*.kt *.kts",
	grammar: kotlin.GetLanguage,

	Functions: "function_declaration lambda_literal anonymous_function",
	Types:     "class_declaration object_declaration",
	Blocks:    "statements",
	Bodies:    "class_body enum_class_body function_body",
	Comments:  "line_comment multiline_comment",
	Strings:   "string_literal character_literal",

	Symbols: map[string]Symbols{
		"class_declaration":    {Kind: Class, Name: ":type_identifier", Field: ":enum_class_body", Kinds: map[string]Kind{"enum_class_body": Enum}},
		"object_declaration":   {Kind: Class, Name: ":type_identifier"},
		"enum_entry":           {Kind: EnumMember, Name: ":simple_identifier"},
		"function_declaration": {Kind: Function, Name: ":simple_identifier"},
		"property_declaration": {Kind: Variable, Name: ":variable_declaration/:simple_identifier"},
		"type_alias":           {Kind: Type, Name: ":type_identifier"},
	},
	Containers: "companion_object import_list",
	Imports:    "import_header",
	Import:     `(import_header (identifier) @path (import_alias (type_identifier) @alias)?)`,
	Binds:      "last .",
})
