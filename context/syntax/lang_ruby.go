//go:build cgo

package syntax

import "github.com/smacker/go-tree-sitter/ruby"

var _ = register(Language{
	Name:    "Ruby",
	IDs:     "ruby",
	Files:   "*.rb *.rake *.gemspec Rakefile Gemfile",
	Scripts: "ruby",
	grammar: ruby.GetLanguage,

	Methods:  "method singleton_method",
	Types:    "class module",
	Blocks:   "body_statement then block_body",
	Bodies:   "body_statement",
	Comments: "comment",
	Strings:  "string heredoc_body regex subshell",

	Symbols: map[string]Symbols{
		"module":           {Kind: Module},
		"class":            {Kind: Class},
		"method":           {Kind: Function},
		"singleton_method": {Kind: Function},
		"assignment":       {Name: "left", Field: "left", Kinds: map[string]Kind{"constant": Constant}},
	},
})
