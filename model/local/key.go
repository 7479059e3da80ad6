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

// KeyOf is the key of a text of which only the SHA-256 is known, in a file of a
// language (as in File).
func KeyOf(language string, u text.URI, sum [sha256.Size]byte) Key {
	return keyOf(lexer.For(language, string(u)), sum)
}

func keyOf(l *lexer.Language, sum [sha256.Size]byte) Key {
	h := sha256.New()
	h.Write([]byte(l.Name))
	h.Write(sum[:])
	return Key(h.Sum(nil))
}

func (f File) sum() [sha256.Size]byte {
	if f.Sum == ([sha256.Size]byte{}) {
		return sha256.Sum256([]byte(f.Content))
	}
	return f.Sum
}
