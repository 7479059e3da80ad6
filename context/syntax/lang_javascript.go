//go:build cgo

package syntax

import "github.com/smacker/go-tree-sitter/javascript"

var _ = register(Language{
	Name:    "JavaScript",
	IDs:     "javascript javascriptreact",
	Files:   "*.js *.mjs *.cjs *.jsx",
	Scripts: "node",
	grammar: javascript.GetLanguage,

	Functions: "function_declaration generator_function_declaration function_expression generator_function arrow_function",
	Methods:   "method_definition",
	Types:     "class_declaration class",
	Blocks:    "statement_block switch_case switch_default",
	Bodies:    "class_body statement_block",
	Comments:  "comment",
	Strings:   "string template_string regex",
	Opener:    "{",

	Symbols: map[string]Symbols{
		"class_declaration":              {Kind: Class},
		"function_declaration":           {Kind: Function},
		"generator_function_declaration": {Kind: Function},
		"method_definition":              {Kind: Method},
		"variable_declarator": {Kind: Variable, Field: "value", Kinds: map[string]Kind{
			"arrow_function": Function, "function_expression": Function, "generator_function": Function, "class": Class,
		}},
		"field_definition": {Kind: Field, Name: "property", Field: "value", Kinds: map[string]Kind{
			"arrow_function": Method, "function_expression": Method,
		}},
	},
	Attributes: "decorator",
	Frames:     "export_statement lexical_declaration variable_declaration",
	Imports:    "import_statement",
	Import: `
(import_statement source: (string) @path)
(import_clause (identifier) @default)
(namespace_import (identifier) @alias)
(import_specifier name: (_) @name alias: (identifier)? @rename)
`,

	Locals: `
[(statement_block) (function_declaration) (generator_function_declaration) (method_definition)
 (function_expression) (generator_function) (arrow_function) (class_declaration) (class_body)
 (for_statement) (for_in_statement) (catch_clause) (switch_case) (switch_default)] @scope

(arrow_function parameter: (identifier) @parameter)
(formal_parameters (identifier) @parameter)
(formal_parameters (assignment_pattern left: (identifier) @parameter))
(formal_parameters (rest_pattern (identifier) @parameter))

(variable_declarator name: (identifier) @local)
(array_pattern (identifier) @local)
(shorthand_property_identifier_pattern) @local
(pair_pattern value: (identifier) @local)
(assignment_pattern left: (identifier) @local)
(rest_pattern (identifier) @local)
(for_in_statement left: (identifier) @local)
(catch_clause parameter: (identifier) @local)
(function_declaration name: (identifier) @function)
(generator_function_declaration name: (identifier) @function)
(class_declaration name: (_) @type)
`,
})
