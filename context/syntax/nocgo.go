//go:build !cgo

package syntax

import "github.com/inkling-lsp/inkling/context/text"

// Without cgo there is no tree-sitter. No language is registered then, so of
// this nothing but its shape is used.

type grammar func()

type tables struct{}

func newTables(*Language) (*tables, error) { return nil, ErrNoGrammar }

type tree struct{}

func parse(*Language, *tree, string) (*tree, error) { return nil, ErrNoGrammar }

func (*tree) close()               {}
func (*tree) edit(text.Range, int) {}
func (*tree) outline() Outline     { return Outline{} }
func (*tree) broken() bool         { return false }
func (*tree) place(int) Place      { return Place{} }
func (*tree) names(int) []Name     { return nil }
