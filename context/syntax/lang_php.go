//go:build cgo

package syntax

import "github.com/smacker/go-tree-sitter/php"

var _ = register(Language{
	Name:    "PHP",
	IDs:     "php",
	Files:   "*.php *.phtml",
	Scripts: "php",
	grammar: php.GetLanguage,

	Functions: "function_definition anonymous_function_creation_expression arrow_function",
	Methods:   "method_declaration",
	Types:     "class_declaration interface_declaration trait_declaration enum_declaration",
	Blocks:    "compound_statement case_statement default_statement",
	Bodies:    "declaration_list enum_declaration_list",
	Comments:  "comment",
	Strings:   "string encapsed_string heredoc nowdoc",
	Opener:    "{",

	Symbols: map[string]Symbols{
		"class_declaration":     {Kind: Class},
		"interface_declaration": {Kind: Interface},
		"trait_declaration":     {Kind: Class},
		"enum_declaration":      {Kind: Enum},
		"enum_case":             {Kind: EnumMember},
		"method_declaration":    {Kind: Method},
		"function_definition":   {Kind: Function},
		"const_element":         {Kind: Constant, Name: ":name"},
		"property_element":      {Kind: Field, Name: ":variable_name/:name"},
	},
	Frames:  "const_declaration property_declaration",
	Imports: "namespace_use_declaration",
	Import: `
(namespace_use_clause [(qualified_name) (name)] @path (namespace_aliasing_clause (name) @alias)?) @entry
`,
})
