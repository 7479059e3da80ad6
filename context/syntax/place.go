package syntax

import "github.com/inkling-lsp/inkling/context/text"

// Place is what an offset is in. An offset is in a node from the node's first
// byte to before its last one's end. What there is none of is empty.
type Place struct {
	In         Inside
	InRange    text.Range // the comment or string
	Function   Enclosing  // the innermost function, a method or not
	Method     Enclosing  // the innermost method
	Type       Enclosing  // the innermost declaration of a type
	Statement  Enclosing
	Block      Enclosing
	BlockStart bool // a block was opened before the offset, and nothing is in it yet
	Broken     bool // the text around it, up to the statement or declaration, has a syntax error
}

// Inside says whether text is code.
type Inside uint8

// What an offset may be inside of.
const (
	Code Inside = iota
	Comment
	String
)

func (i Inside) String() string { return [...]string{"code", "comment", "string"}[i] }

// Enclosing is a node around an offset.
type Enclosing struct {
	Node  string // its type in the grammar; empty if there is none
	Name  string // what it declares, if it does
	Range text.Range
	Body  text.Range // what is in its braces or indented under it, delimiters included
}

// Name is something that code at an offset may call by name.
type Name struct {
	Name  string
	Kind  NameKind
	Range text.Range // where it is declared
}

// NameKind is how a name came to be known.
type NameKind uint8

// The ways, in no order: names are sorted by how near they are declared.
const (
	Parameter NameKind = iota + 1
	Receiver
	Local
	LocalFunction
	LocalType
	Member
	TopLevel
	Imported
)

func (k NameKind) String() string {
	return [...]string{"", "parameter", "receiver", "local", "local function", "local type", "member", "top level", "imported"}[k]
}
