//go:build cgo

package syntax

import "github.com/smacker/go-tree-sitter/swift"

var _ = register(Language{
	Name:    "Swift",
	IDs:     "swift",
	Files:   "*.swift",
	Scripts: "swift",
	grammar: swift.GetLanguage,

	Functions: "function_declaration init_declaration lambda_literal",
	Types:     "class_declaration protocol_declaration",
	Blocks:    "statements",
	Bodies:    "class_body enum_class_body protocol_body function_body computed_property",
	Comments:  "comment multiline_comment",
	Strings:   "line_string_literal multi_line_string_literal raw_string_literal",

	Symbols: map[string]Symbols{
		"class_declaration":             {Kind: Class, Field: "name", Kinds: map[string]Kind{"user_type": Namespace}},
		"protocol_declaration":          {Kind: Interface},
		"function_declaration":          {Kind: Function},
		"protocol_function_declaration": {Kind: Function},
		"property_declaration":          {Kind: Variable, Name: "name/bound_identifier"},
		"protocol_property_declaration": {Kind: Variable, Name: "name/bound_identifier"},
		"enum_entry":                    {Kind: EnumMember, Name: "name+"},
		"typealias_declaration":         {Kind: Type},
	},
	Imports: "import_declaration",
	Import:  `(import_declaration (identifier) @path)`,
	Binds:   "last .",
})
