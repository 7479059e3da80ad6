package prompt

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/inkling-lsp/inkling/model"
)

// longestWord bounds, in bytes, what an answer is made to begin with. Longer runs of
// letters are data, or prose in a script without spaces: each key of them is sent.
const longestWord = 64

// healed returns where the word at the end of what was typed begins, with the space
// before it: the length of typed if there is none.
//
// Models read "ret" as other tokens than the beginning of "return", and have seen
// little that goes on after them; tokens of words hold the space before the word.
func healed(typed string) int {
	at := len(typed)
	for at > 0 {
		r, size := utf8.DecodeLastRuneInString(typed[:at])
		if !inWord(r) {
			break
		}
		at -= size
	}
	if len(typed)-at > longestWord {
		return len(typed)
	}
	if at > 0 && typed[at-1] == ' ' {
		at--
	}
	return at
}

func inWord(r rune) bool {
	return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// Rest returns what an answer says after the cursor: what follows Begin. It can be
// asked of each beginning of a streamed answer, and of the answer to an earlier
// request whose prompt is the Same. fits is false once the answer contradicts what
// was typed: where the server could not be made to begin so, ask again in the style
// Unhealed.
func (r Request) Rest(answer string) (rest string, fits bool) {
	begin := r.Begin
	if len(r.Fill.Prompt.Messages) > 0 && !strings.HasPrefix(answer, " ") {
		begin = strings.TrimPrefix(begin, " ") // chat models trim their answers
	}
	if rest, ok := strings.CutPrefix(answer, begin); ok {
		return rest, true
	}
	return "", strings.HasPrefix(begin, answer)
}

// Same says whether both requests send one prompt, so that one answer serves both.
func (r Request) Same(o Request) bool {
	return flat(r.Fill.Prompt) == flat(o.Fill.Prompt)
}

// flat is a prompt as one text, in the order in which a server reads it.
func flat(p model.Prompt) string {
	if p.Raw != "" {
		return p.Raw
	}
	if len(p.Messages) == 0 {
		return p.Prefix + "\x00" + p.Suffix
	}
	var b strings.Builder
	for _, m := range p.Messages {
		b.WriteString(string(m.Role))
		b.WriteByte(0)
		b.WriteString(m.Text)
		b.WriteByte(0)
	}
	return b.String()
}
