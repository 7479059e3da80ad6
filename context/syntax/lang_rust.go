//go:build cgo

package syntax

import (
	"github.com/smacker/go-tree-sitter/rust"

	"github.com/inkling-lsp/inkling/context/syntax/lexical"
)

var _ = register(Language{
	Name:    "Rust",
	IDs:     "rust",
	Files:   "*.rs",
	grammar: rust.GetLanguage,

	Functions:  "function_item closure_expression",
	Types:      "struct_item enum_item union_item trait_item impl_item type_item",
	Blocks:     "block",
	Statements: "match_arm",
	Bodies:     "field_declaration_list ordered_field_declaration_list enum_variant_list declaration_list",
	Comments:   "line_comment block_comment",
	Strings:    "string_literal raw_string_literal char_literal",
	Attributes: "attribute_item inner_attribute_item",
	Opener:     "{",

	Symbols: map[string]Symbols{
		"function_item":           {Kind: Function},
		"function_signature_item": {Kind: Function},
		"struct_item":             {Kind: Struct},
		"union_item":              {Kind: Struct},
		"enum_item":               {Kind: Enum},
		"enum_variant":            {Kind: EnumMember},
		"trait_item":              {Kind: Interface},
		"impl_item":               {Kind: Namespace, Name: "type"},
		"type_item":               {Kind: Type},
		"associated_type":         {Kind: Type},
		"field_declaration":       {Kind: Field},
		"mod_item":                {Kind: Module},
		"const_item":              {Kind: Constant},
		"static_item":             {Kind: Variable},
		"macro_definition":        {Kind: Macro},
	},
	Containers: "foreign_mod_item",
	Imports:    "use_declaration extern_crate_declaration",
	Import: `
(use_declaration argument: (_) @path)
(use_declaration argument: (identifier) @name)
(use_declaration argument: (scoped_identifier name: (identifier) @name))
(use_list (identifier) @name)
(use_list (scoped_identifier name: (identifier) @name))
(use_list (self) @name)
(use_as_clause path: (identifier) @name alias: (identifier) @rename)
(use_as_clause path: (scoped_identifier name: (identifier) @name) alias: (identifier) @rename)
(extern_crate_declaration name: (identifier) @path @name alias: (identifier)? @rename)
`,

	Lexical: lexical.Rust,

	Locals: `
[(function_item) (closure_expression) (block) (match_arm) (for_expression) (if_expression) (while_expression)
 (impl_item) (trait_item)] @scope

(self_parameter (self) @receiver)
(parameter pattern: (identifier) @parameter)
(closure_parameters (identifier) @parameter)
(type_parameters (type_identifier) @parameter)
(constrained_type_parameter left: (type_identifier) @parameter)

(let_declaration pattern: (identifier) @local) @declaration
(let_condition pattern: (identifier) @local)
(for_expression pattern: (identifier) @local)
(match_pattern . (identifier) @local)
(tuple_pattern (identifier) @local)
(slice_pattern (identifier) @local)
(mut_pattern (identifier) @local)
(ref_pattern (identifier) @local)
(reference_pattern (identifier) @local)
(captured_pattern . (identifier) @local)
(tuple_struct_pattern type: (_) (identifier) @local)
(field_pattern name: (shorthand_field_identifier) @local)
(field_pattern pattern: (identifier) @local)
(block (const_item name: (identifier) @local))
(block (static_item name: (identifier) @local))
(block (function_item name: (identifier) @function))
(block (struct_item name: (type_identifier) @local))
`,
})
