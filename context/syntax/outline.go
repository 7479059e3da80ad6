package syntax

import (
	"errors"
	"fmt"
	"time"

	"github.com/inkling-lsp/inkling/context/syntax/skeleton"
	"github.com/inkling-lsp/inkling/context/text"
)

// MaxFile is the size in bytes above which a text is not parsed.
const MaxFile = 2 << 20

// parseLimit is how long a text of size bytes may take to be parsed, some ten
// times as long as code takes. A few bytes are enough to make some grammars
// (CUE, Groovy, Swift) try readings without end.
func parseLimit(size int) time.Duration {
	return time.Second + time.Duration(size)*2*time.Microsecond
}

// Why a text has no tree.
var (
	ErrTooLarge  = errors.New("larger than 2 MiB, which is not parsed")
	ErrTooSlow   = errors.New("parsing it takes ten times as long as code does")
	ErrNoGrammar = errors.New("this build has no grammars: it was made without cgo")
	ErrUnknown   = errors.New("its language is not known")
	ErrNotOpen   = errors.New("it is not open")
)

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

// ReadOutline parses content and returns what it declares. Several goroutines
// may call it at once; nothing is kept.
func ReadOutline(l *Language, content string) (Outline, error) {
	if len(content) > MaxFile {
		return Outline{}, fmt.Errorf("parse as %s: %w", l.Name, ErrTooLarge)
	}
	if l.Lexis != nil {
		if o, ok := skeletonOutline(l, content); ok {
			return o, nil
		}
	}
	t, err := parse(l, nil, content)
	if err != nil {
		return Outline{}, fmt.Errorf("parse as %s: %w", l.Name, err)
	}
	defer t.close()
	return t.outline(), nil
}

// skeletonOutline is the quick way, which not every text can go.
func skeletonOutline(l *Language, content string) (Outline, bool) {
	s, ok := skeleton.New(l.Lexis, content)
	if !ok {
		return Outline{}, false
	}
	t, err := parse(l, nil, s.Text)
	if err != nil {
		return Outline{}, false
	}
	defer t.close()
	if t.broken() {
		return Outline{}, false
	}
	return t.outlineOf(content, s), true
}
