package syntax

import (
	"errors"
	"fmt"
	"time"

	"github.com/inkling-lsp/inkling/context/syntax/outline"
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

// What an outline is stands in a part of the room, so that the quick readers below know it too.
type (
	Outline      = outline.Outline
	Symbol       = outline.Symbol
	Import       = outline.Import
	ImportedName = outline.ImportedName
	Kind         = outline.Kind
)

// The kinds. A language uses those that it has a word for.
const (
	Function    = outline.Function
	Method      = outline.Method
	Constructor = outline.Constructor
	Class       = outline.Class
	Struct      = outline.Struct
	Interface   = outline.Interface
	Enum        = outline.Enum
	Type        = outline.Type
	Module      = outline.Module
	Field       = outline.Field
	Property    = outline.Property
	EnumMember  = outline.EnumMember
	Constant    = outline.Constant
	Variable    = outline.Variable
	Macro       = outline.Macro
	Namespace   = outline.Namespace
)

// ReadOutline parses content and returns what it declares. Several goroutines
// may call it at once; nothing is kept.
func ReadOutline(l *Language, content string) (Outline, error) {
	if len(content) > MaxFile {
		return Outline{}, fmt.Errorf("parse as %s: %w", l.Name, ErrTooLarge)
	}
	if l.Lexical != nil {
		if o, ok := l.Lexical(content); ok {
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
