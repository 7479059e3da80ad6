package syntax

import (
	"crypto/sha256"
	"fmt"

	"github.com/inkling-lsp/inkling/context/syntax/lexical"
)

// walk is the version of how a tree becomes an outline, the grammars included. It
// grows when the same row and text give another one.
const walk = 1

// Digest tells outlines apart that were kept: with another digest, the same text
// may have another outline. It covers all that the language's row says, so a row
// may change and nothing else has to. It is computed once.
func (l *Language) Digest() string { return l.digest() }

func newDigest(l *Language) string {
	row, quick := *l, 0
	if row.Lexical != nil {
		quick = lexical.Version
	}
	row.grammar, row.Lexical, row.tables, row.digest = nil, nil, nil, nil // their addresses say nothing
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %d %#v", walk, quick, row)) // maps in the order of their keys
	return string(sum[:])
}
