//go:build cgo

package syntax

import (
	"github.com/smacker/go-tree-sitter/golang"

	"github.com/inkling-lsp/inkling/context/syntax/lexical"
)

var _ = register(Language{
	Name:    "Go",
	IDs:     "go",
	Files:   "*.go",
	grammar: golang.GetLanguage,

	Functions: "function_declaration func_literal",
	Methods:   "method_declaration",
	Types:     "type_spec type_alias",
	Blocks:    "block expression_case type_case default_case communication_case",
	Bodies:    "field_declaration_list interface_type",
	Comments:  "comment",
	Strings:   "interpreted_string_literal raw_string_literal rune_literal",

	Symbols: map[string]Symbols{
		"function_declaration": {Kind: Function},
		"method_declaration":   {Kind: Method, Owner: "receiver"},
		"type_spec":            {Kind: Type, Field: "type", Kinds: map[string]Kind{"struct_type": Struct, "interface_type": Interface}},
		"type_alias":           {Kind: Type},
		"const_spec":           {Kind: Constant, Name: "name+"},
		"var_spec":             {Kind: Variable, Name: "name+"},
		"field_declaration":    {Kind: Field, Name: "name+", Or: "type"},
		"method_elem":          {Kind: Method},
	},
	Frames:     "type_declaration const_declaration var_declaration",
	Containers: "var_spec_list struct_type",
	Imports:    "import_declaration",
	Import:     `(import_spec name: (_)? @alias path: (_) @path) @entry`,
	Binds:      "last /",
	Opener:     "{",

	Lexical: lexical.Go,

	Locals: `
[(function_declaration) (method_declaration) (func_literal) (block)
 (if_statement) (for_statement) (expression_switch_statement) (type_switch_statement)
 (select_statement) (expression_case) (type_case) (default_case) (communication_case)] @scope

(method_declaration receiver: (parameter_list (parameter_declaration name: (identifier) @receiver)))
(_ parameters: (parameter_list (parameter_declaration name: (identifier) @parameter)))
(_ parameters: (parameter_list (variadic_parameter_declaration name: (identifier) @parameter)))
(_ result: (parameter_list (parameter_declaration name: (identifier) @parameter)))
(type_parameter_declaration name: (identifier) @parameter)

(short_var_declaration left: (expression_list (identifier) @local)) @declaration
(var_spec name: (identifier) @local) @declaration
(const_spec name: (identifier) @local) @declaration
(range_clause left: (expression_list (identifier) @local)) @declaration
(receive_statement left: (expression_list (identifier) @local)) @declaration
(type_switch_statement alias: (expression_list (identifier) @local))
(block (type_declaration (type_spec name: (type_identifier) @local)))
`,
})
