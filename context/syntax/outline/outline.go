package outline

import "github.com/inkling-lsp/inkling/context/text"

// Outline is what a file declares and imports, in the order of the text.
type Outline struct {
	Symbols []Symbol
	Imports []Import
}

// Symbol is a declaration outside of functions: top-level, or a member of one
// that is. Its strings are its own: they keep nothing else of the file.
type Symbol struct {
	Name      string
	Owner     string // the type or namespace it is a member of, dots between several; empty at the top
	Kind      Kind
	Range     text.Range // the whole declaration, without the comment above it
	NameRange text.Range
	Signature string // the text up to the body, white space collapsed, at most 400 bytes
	Doc       string // the first line of its documentation, at most 200 bytes
}

// Import is one imported module.
type Import struct {
	Path  string // as written, without quotes
	Alias string // the name it is given, if it is given one
	Names []ImportedName
	Range text.Range // the statement or, in a group, the entry
}

// ImportedName is a name taken from a module, and the other name that it is
// given, if it is given one.
type ImportedName struct{ Name, Alias string }

// Kind is what a symbol is.
type Kind uint8

// The kinds. A language uses those that it has a word for.
const (
	Function Kind = iota + 1
	Method
	Constructor
	Class
	Struct
	Interface
	Enum
	Type // an alias, or a type that is none of the above
	Module
	Field
	Property
	EnumMember
	Constant
	Variable
	Macro
	Namespace // an owner of members that is no symbol: Rust's impl
)

var kindNames = [...]string{
	"", "function", "method", "constructor", "class", "struct", "interface", "enum", "type", "module",
	"field", "property", "enum member", "constant", "variable", "macro", "namespace",
}

func (k Kind) String() string { return kindNames[k] }
