package text

import "unicode/utf8"

// unit is what a text can be counted in.
type unit uint8

const (
	inBytes unit = iota
	inBreaks
	inRunes // a byte that is no part of a character counts as one
	inUTF16
	units
)

// count is the size of a text in every unit.
type count [units]int

func (c *count) add(o *count) {
	for u := range c {
		c[u] += o[u]
	}
}

// countText counts text, which is whole characters.
func countText(text string) count {
	c := countASCII(text)
	for i := 0; i < len(text); {
		if text[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		c[inRunes] -= size - 1
		c[inUTF16] -= size - width(r, inUTF16)
		i += size
	}
	return c
}

// countASCII counts text that has no byte over 127.
func countASCII(text string) count {
	return count{inBytes: len(text), inBreaks: countBreaks(text), inRunes: len(text), inUTF16: len(text)}
}
