package local

import (
	"crypto/sha256"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/model/local/lexer"
)

// Key names what a segment holds of a text: the SHA-256 of its language's name
// and of the text's own SHA-256. Nothing of where the file is goes in, so a
// renamed file, another clone and another branch find what was learned.
type Key [sha256.Size]byte

// Known is a file whose content is known by its SHA-256 and need not be read.
type Known struct {
	URI      text.URI
	Language string // as in File
	Sum      [sha256.Size]byte
}

// Key is the key of the file's text.
func (k Known) Key() Key { return keyOf(lexer.For(k.Language, string(k.URI)), k.Sum) }

func keyOf(l *lexer.Language, sum [sha256.Size]byte) Key {
	h := sha256.New()
	h.Write([]byte(l.Name))
	h.Write(sum[:])
	return Key(h.Sum(nil))
}

func (f *File) sum() [sha256.Size]byte {
	if f.Sum == ([sha256.Size]byte{}) {
		return sha256.Sum256([]byte(f.Content))
	}
	return f.Sum
}
