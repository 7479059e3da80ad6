//go:build cgo

package syntax

import (
	"github.com/smacker/go-tree-sitter/python"

	"github.com/inkling-lsp/inkling/context/syntax/lexical"
)

var _ = register(Language{
	Name:    "Python",
	IDs:     "python",
	Files:   "*.py *.pyi *.pyw",
	Scripts: "python",
	grammar: python.GetLanguage,

	Functions:  "function_definition lambda",
	Types:      "class_definition",
	Blocks:     "block",
	Bodies:     "block",
	Comments:   "comment",
	Strings:    "string",
	Opener:     ":",
	Keywords:   "def class async if elif else for while try except finally with match case",
	Docstrings: true,

	Symbols: map[string]Symbols{
		"function_definition": {Kind: Function},
		"class_definition":    {Kind: Class},
		"assignment":          {Name: "left", Field: "left", Kinds: map[string]Kind{"identifier": Variable}},
	},
	Frames:     "decorated_definition",
	Containers: "expression_statement if_statement elif_clause else_clause try_statement except_clause finally_clause with_statement",
	Imports:    "import_statement import_from_statement future_import_statement",
	Import: `
(import_statement name: (dotted_name) @path @entry)
(import_statement name: (aliased_import name: (dotted_name) @path alias: (identifier) @alias) @entry)
(import_from_statement module_name: (_) @path)
(import_from_statement name: (dotted_name) @name)
(import_from_statement name: (aliased_import name: (dotted_name) @name alias: (identifier) @rename))
(import_from_statement (wildcard_import) @name)
(future_import_statement "__future__" @path)
(future_import_statement name: (dotted_name) @name)
`,
	Binds: "first .",

	Lexical: lexical.Python,

	Locals: `
[(function_definition) (lambda)
 (list_comprehension) (set_comprehension) (dictionary_comprehension) (generator_expression)] @scope

(parameters (identifier) @parameter)
(lambda_parameters (identifier) @parameter)
(default_parameter name: (identifier) @parameter)
(typed_default_parameter name: (identifier) @parameter)
(typed_parameter . (identifier) @parameter)
(list_splat_pattern (identifier) @parameter)
(dictionary_splat_pattern (identifier) @parameter)

(assignment left: (identifier) @local) @declaration
(pattern_list (identifier) @local)
(tuple_pattern (identifier) @local)
(list_pattern (identifier) @local)
(for_statement left: (identifier) @local)
(for_in_clause left: (identifier) @local)
(as_pattern_target (identifier) @local)
(as_pattern_target (tuple (identifier) @local))
(named_expression name: (identifier) @local)
(case_pattern (dotted_name . (identifier) @local .))
(import_statement name: (dotted_name . (identifier) @local))
(import_from_statement name: (dotted_name . (identifier) @local))
(aliased_import alias: (identifier) @local)

(function_definition body: (block (function_definition name: (identifier) @function)))
(function_definition body: (block (decorated_definition definition: (function_definition name: (identifier) @function))))
(function_definition body: (block (class_definition name: (identifier) @type)))
`,
})
