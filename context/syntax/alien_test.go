//go:build cgo

package syntax

import (
	"unsafe"

	sitter "github.com/smacker/go-tree-sitter"
)

func alienLanguage(l *[1024]uint32) *sitter.Language { return sitter.NewLanguage(unsafe.Pointer(l)) }
