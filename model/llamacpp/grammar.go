package llamacpp

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// beginning is a grammar, in llama.cpp's GBNF, of all texts that begin with a given
// one. A grammar speaks of characters: what is not UTF-8 can't be forced, nor can
// NUL, which stands for the end of a text inside the server.
func beginning(begin string) (grammar string, err error) {
	if !utf8.ValidString(begin) || strings.ContainsRune(begin, 0) {
		return "", fmt.Errorf("an answer can't be made to begin with bytes that are not text")
	}
	var b strings.Builder
	b.WriteString(`root ::= "`)
	for _, r := range begin {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\x%02X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteString(`" [^\x00]*`)
	return b.String(), nil
}
