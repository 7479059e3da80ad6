package prompt

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/inkling-lsp/inkling/context/text"
)

// suffixTokens is how long a suffix is at most: it is read again on each new line.
const suffixTokens = 128

// below returns the text from the cursor on, whole lines of it within a budget.
//
// What is left of the cursor's line counts only if there is a word in it. Brackets
// and quotes that an editor closes by itself come and go with each key; they stay
// with the caller, who fits the answer to them.
func (w *Want) below(c cursor, budget int) string {
	var b strings.Builder
	rest := w.Snapshot.Slice(text.Range{Start: c.offset, End: min(c.end, c.offset+min(chunk, 2*budget))})
	if strings.ContainsFunc(rest, inWord) {
		b.WriteString(rest[:pieceStart(rest, len(rest))])
		if c.offset+len(rest) < c.end {
			return b.String() // what follows does not stand below it
		}
	}
	used := w.count(b.String())
	for at, n := c.end, w.Snapshot.LineAt(c.offset)+1; n < w.Snapshot.Lines() && used < budget; n++ {
		end := w.Snapshot.Line(n).End
		line := w.Snapshot.Slice(text.Range{Start: at, End: end})
		if used += w.count(line); used > budget {
			break
		}
		b.WriteString(line)
		at = end
	}
	return b.String()
}

// near says whether a frozen suffix still serves in place of a fresh one: both
// begin with the same token, and their first 50 differ in less than a tenth. Closing
// brackets before the first word are no difference.
func near(frozen, fresh string) bool {
	if frozen == fresh {
		return true
	}
	a, b := words(frozen), words(fresh)
	if len(a) == 0 || len(b) == 0 {
		return len(a) == len(b)
	}
	return a[0] == b[0] && 10*changes(a, b) < max(len(a), len(b))
}

// words cuts the beginning of a text into at most 50 words, signs and line ends.
func words(s string) (list []string) {
	s = strings.TrimLeftFunc(s, func(r rune) bool { return r != '\n' && r != '\r' && !inWord(r) })
	for len(list) < 50 {
		s = strings.TrimLeft(s, " \t")
		if s == "" {
			break
		}
		end := strings.IndexFunc(s, func(r rune) bool { return !inWord(r) })
		if end < 0 {
			end = len(s)
		}
		if end == 0 {
			_, end = utf8.DecodeRuneInString(s)
		}
		list = append(list, s[:end])
		s = s[end:]
	}
	return list
}

// changes is how many words have to be changed, added or left out to make b of a.
func changes(a, b []string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j := range b {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// blank says whether a text holds nothing to read.
func blank(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsSpace(r) })
}
