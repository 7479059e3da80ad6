package prompt

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokenize cuts a prompt into tokens: markers, and what encode makes of the text
// between them.
func tokenize(prompt string, markers []string) (tokens []string) {
	for prompt != "" {
		at, marker := len(prompt), ""
		for _, m := range markers {
			if i := strings.Index(prompt, m); m != "" && i >= 0 && (i < at || i == at && len(m) > len(marker)) {
				at, marker = i, m
			}
		}
		tokens = append(tokens, encode(prompt[:at])...)
		if marker != "" {
			tokens = append(tokens, marker)
		}
		prompt = prompt[at+len(marker):]
	}
	return tokens
}

// encode stands for a model's tokenizer. It is a variable so that a real one can be
// put in its place (docs/decisions/0024 says how that was done, and what was the
// same).
var encode = pieces

// pieces cuts a text as the tokenizers of GPT-4 and Qwen do before they look words up:
// letters with one sign or space before them, digits, signs with line ends after
// them, white space. Words that are in no vocabulary are cut further, into six
// letters each, so that counts come out near to real ones.
func pieces(s string) (list []string) {
	for s != "" {
		n := piece(s)
		for word := s[:n]; word != ""; {
			part := len(word)
			if part > 8 && !blank(word) {
				part = pieceStart(word, 6)
			}
			list = append(list, word[:part])
			word = word[part:]
		}
		s = s[n:]
	}
	return list
}

// piece is the length of the first piece of a text.
func piece(s string) int {
	letters := func(s string) int { return run(s, unicode.IsLetter) }
	first, size := utf8.DecodeRuneInString(s)
	switch {
	case unicode.IsLetter(first):
		return letters(s)
	case !strings.ContainsRune("\r\n", first) && !unicode.IsDigit(first) && letters(s[size:]) > 0:
		return size + letters(s[size:])
	case unicode.IsDigit(first):
		return size
	}
	sign := func(r rune) bool { return !unicode.IsSpace(r) && !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	skip := 0
	if first == ' ' {
		skip = 1
	}
	if n := run(s[skip:], sign); n > 0 {
		return skip + n + run(s[skip+n:], func(r rune) bool { return r == '\r' || r == '\n' })
	}
	space := run(s, unicode.IsSpace)
	if end := strings.LastIndexAny(s[:space], "\r\n"); end >= 0 {
		return end + 1
	}
	if _, last := utf8.DecodeLastRuneInString(s[:space]); last < space && space < len(s) {
		return space - last // the last one belongs to what follows
	}
	return space
}

func run(s string, in func(rune) bool) int {
	n := strings.IndexFunc(s, func(r rune) bool { return !in(r) })
	if n < 0 {
		return len(s)
	}
	return n
}
