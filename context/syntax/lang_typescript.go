//go:build cgo

package syntax

import (
	"github.com/smacker/go-tree-sitter/typescript/typescript"

	"github.com/inkling-lsp/inkling/context/syntax/lexical/script"
)

var typescriptLanguage = register(Language{
	Name:    "TypeScript",
	IDs:     "typescript",
	Files:   "*.ts *.mts *.cts",
	Scripts: "deno ts-node tsx",
	grammar: typescript.GetLanguage,

	Functions: "function_declaration generator_function_declaration function_expression generator_function arrow_function",
	Methods:   "method_definition",
	Types:     "class_declaration abstract_class_declaration class interface_declaration enum_declaration type_alias_declaration",
	Blocks:    "statement_block switch_case switch_default",
	Bodies:    "class_body interface_body enum_body object_type statement_block",
	Comments:  "comment",
	Strings:   "string template_string regex",
	Opener:    "{",

	Symbols: map[string]Symbols{
		"class_declaration":              {Kind: Class},
		"function_declaration":           {Kind: Function},
		"generator_function_declaration": {Kind: Function},
		"method_definition":              {Kind: Method, Parameters: "constructor"},
		"variable_declarator": {Kind: Variable, Field: "value", Kinds: map[string]Kind{
			"arrow_function": Function, "function_expression": Function, "generator_function": Function, "class": Class,
		}},
		"abstract_class_declaration": {Kind: Class},
		"interface_declaration":      {Kind: Interface},
		"enum_declaration":           {Kind: Enum},
		"type_alias_declaration":     {Kind: Type},
		"module":                     {Kind: Module},
		"internal_module":            {Kind: Module},
		"function_signature":         {Kind: Function},
		"abstract_method_signature":  {Kind: Method},
		"method_signature":           {Kind: Method},
		"property_signature":         {Kind: Property},
		"public_field_definition": {Kind: Field, Field: "value", Kinds: map[string]Kind{
			"arrow_function": Method, "function_expression": Method,
		}},
		"required_parameter":  {Kind: Field, Name: "pattern", With: "accessibility_modifier override_modifier readonly"},
		"optional_parameter":  {Kind: Field, Name: "pattern", With: "accessibility_modifier override_modifier readonly"},
		"enum_assignment":     {Kind: EnumMember},
		"property_identifier": {Kind: EnumMember, Name: "."},
	},
	Attributes: "decorator",
	Frames:     "export_statement ambient_declaration lexical_declaration variable_declaration",
	Containers: "expression_statement",
	Imports:    "import_statement",
	Import: `
(import_statement source: (string) @path)
(import_clause (identifier) @default)
(namespace_import (identifier) @alias)
(import_specifier name: (_) @name alias: (identifier)? @rename)
(import_require_clause (identifier) @alias source: (string) @path)
`,

	Lexical: script.TypeScript,

	Locals: `
[(statement_block) (function_declaration) (generator_function_declaration) (method_definition)
 (function_expression) (generator_function) (arrow_function) (class_declaration) (class_body)
 (for_statement) (for_in_statement) (catch_clause) (switch_case) (switch_default)] @scope

(arrow_function parameter: (identifier) @parameter)
(required_parameter pattern: (identifier) @parameter)
(required_parameter pattern: (rest_pattern (identifier) @parameter))
(optional_parameter pattern: (identifier) @parameter)
(type_parameter name: (type_identifier) @parameter)

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
