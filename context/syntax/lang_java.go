//go:build cgo

package syntax

import (
	"github.com/smacker/go-tree-sitter/java"

	"github.com/inkling-lsp/inkling/context/syntax/lexical"
)

var _ = register(Language{
	Name:    "Java",
	IDs:     "java",
	Files:   "*.java",
	grammar: java.GetLanguage,

	Functions: "lambda_expression",
	Methods:   "method_declaration constructor_declaration compact_constructor_declaration",
	Types:     "class_declaration interface_declaration enum_declaration record_declaration annotation_type_declaration",
	Blocks:    "block constructor_body switch_block_statement_group",
	Bodies:    "class_body interface_body enum_body enum_body_declarations annotation_type_body constructor_body",
	Comments:  "line_comment block_comment",
	Strings:   "string_literal character_literal",
	Opener:    "{",

	Symbols: map[string]Symbols{
		"class_declaration":                   {Kind: Class},
		"record_declaration":                  {Kind: Class},
		"interface_declaration":               {Kind: Interface},
		"annotation_type_declaration":         {Kind: Interface},
		"enum_declaration":                    {Kind: Enum},
		"enum_constant":                       {Kind: EnumMember},
		"method_declaration":                  {Kind: Method},
		"annotation_type_element_declaration": {Kind: Method},
		"constructor_declaration":             {Kind: Constructor},
		"compact_constructor_declaration":     {Kind: Constructor},
		"variable_declarator":                 {Kind: Field},
	},
	Frames:  "field_declaration constant_declaration",
	Imports: "import_declaration",
	Import: `
(import_declaration [(scoped_identifier) (identifier)] @path)
(import_declaration (asterisk) @name)
`,
	Binds: "last .",

	Lexical: lexical.Java,

	Locals: `
[(method_declaration) (constructor_declaration) (compact_constructor_declaration) (lambda_expression)
 (class_body) (interface_body) (enum_body) (record_declaration) (block) (constructor_body) (for_statement)
 (enhanced_for_statement) (try_with_resources_statement) (catch_clause) (switch_block_statement_group)
 (if_statement)] @scope

(formal_parameter name: (identifier) @parameter)
(spread_parameter (variable_declarator name: (identifier) @parameter))
(inferred_parameters (identifier) @parameter)
(lambda_expression parameters: (identifier) @parameter)
(type_parameter (type_identifier) @parameter)

(local_variable_declaration declarator: (variable_declarator name: (identifier) @local)) @declaration
(enhanced_for_statement name: (identifier) @local)
(catch_formal_parameter name: (identifier) @local)
(resource name: (identifier) @local)
(instanceof_expression name: (identifier) @local)

(field_declaration declarator: (variable_declarator name: (identifier) @member))
(constant_declaration declarator: (variable_declarator name: (identifier) @member))
(enum_constant name: (identifier) @member)
(method_declaration name: (identifier) @method)
`,
})
