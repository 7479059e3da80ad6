package llamatest

// A vocabulary is what a byte-pair tokenizer of GPT-2's kind knows.
type vocabulary struct {
	tokens []string
	types  []int32
	merges []string
	said   map[int]bool // by token: the model may answer it
}

const (
	normal  int32 = 1
	control int32 = 3
)

// words are what the model knows besides single bytes.
var words = []string{"return", "func", "value", "name", "error", "string", " the", " value", " name", " if", " return", " err", " nil"}

// newVocabulary knows all bytes, some words, and special texts that are a single
// token each. The model answers printable ASCII and line ends only, so that what it
// says is valid text, without markers in it, and goes on until it is stopped.
func newVocabulary(special []string) vocabulary {
	v := vocabulary{said: map[int]bool{}}
	ids := map[string]bool{}
	add := func(token string, kind int32, said bool) {
		if !ids[token] {
			ids[token] = true
			v.said[len(v.tokens)] = said
			v.tokens = append(v.tokens, token)
			v.types = append(v.types, kind)
		}
	}
	add("<|endoftext|>", control, false)
	for _, s := range special {
		add(s, control, false)
	}
	letters := byteLetters()
	for b, letter := range letters {
		add(string(letter), normal, b == '\n' || b >= ' ' && b <= '~')
	}
	merged := map[string]bool{}
	for _, word := range words {
		token := string(letters[word[0]])
		for _, b := range []byte(word[1:]) {
			if merge := token + " " + string(letters[b]); !merged[merge] {
				merged[merge] = true
				v.merges = append(v.merges, merge)
			}
			token += string(letters[b])
			add(token, normal, true)
		}
	}
	return v
}

// byteLetters is how GPT-2's vocabularies write bytes: those that print stand for
// themselves, the others, in order, for the letters from U+0100 on.
func byteLetters() (letters [256]rune) {
	next := rune(0x100)
	for b := range letters {
		if r := rune(b); r >= '!' && r <= '~' || r >= 0xA1 && r <= 0xAC || r >= 0xAE {
			letters[b] = r
		} else {
			letters[b] = next
			next++
		}
	}
	return letters
}
