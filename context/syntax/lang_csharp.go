//go:build cgo

package syntax

import "github.com/smacker/go-tree-sitter/csharp"

var _ = register(Language{
	Name:    "C#",
	IDs:     "csharp",
	Files:   "*.cs *.csx",
	grammar: csharp.GetLanguage,

	Functions: "lambda_expression anonymous_method_expression local_function_statement",
	Methods:   "method_declaration constructor_declaration destructor_declaration operator_declaration accessor_declaration",
	Types:     "class_declaration struct_declaration record_declaration interface_declaration enum_declaration",
	Blocks:    "block switch_section",
	Bodies:    "declaration_list enum_member_declaration_list accessor_list",
	Comments:  "comment",
	Strings:   "string_literal verbatim_string_literal raw_string_literal interpolated_string_expression character_literal",
	Opener:    "{",

	Symbols: map[string]Symbols{
		"class_declaration":                 {Kind: Class},
		"record_declaration":                {Kind: Class},
		"struct_declaration":                {Kind: Struct},
		"interface_declaration":             {Kind: Interface},
		"enum_declaration":                  {Kind: Enum},
		"enum_member_declaration":           {Kind: EnumMember},
		"delegate_declaration":              {Kind: Type},
		"method_declaration":                {Kind: Method},
		"constructor_declaration":           {Kind: Constructor},
		"property_declaration":              {Kind: Property},
		"variable_declarator":               {Kind: Field},
		"namespace_declaration":             {Kind: Module},
		"file_scoped_namespace_declaration": {Kind: Module},
	},
	Frames:  "field_declaration event_field_declaration variable_declaration",
	Imports: "using_directive",
	Import: `
(using_directive name: (identifier) @alias (_) @path)
(using_directive !name [(qualified_name) (identifier)] @path)
`,
})
