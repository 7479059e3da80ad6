package config

import "strings"

// Problem is something written that does not count, and why.
type Problem struct {
	Origin Origin
	Key    string // empty if it is not about one setting
	What   string // is wrong
	Near   string // what was probably meant; may be empty
	Hint   string // what to do; may be empty
}

// String is a sentence for a person, on one line. It may end on a terminal, and what
// is wrong may have been written by anybody.
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.Origin.String())
	b.WriteString(": ")
	if p.Key != "" {
		b.WriteString(shortened(p.Key) + ": ")
	}
	b.WriteString(p.What)
	if p.Near != "" {
		b.WriteString("; did you mean " + p.Near + "?")
	}
	if p.Hint != "" {
		b.WriteString("; " + p.Hint)
	}
	return printable(b.String())
}

func shortened(text string) string {
	if len(text) > longestWord {
		return text[:longestWord] + "..."
	}
	return text
}

// nearest returns the candidate that word is a slip of, or "".
func nearest(word string, candidates []string) string {
	const mostSlips = 5
	best, least := "", 1+min(max(1, len(word)/4), mostSlips)
	for _, c := range candidates {
		if d := distance(word, c); d < least {
			best, least = c, d
		}
	}
	return best
}

// alsoCalled are what people call servers. Gemini has no name, and nothing is near.
var alsoCalled = map[string]string{
	"llama": "llamacpp", "llama.cpp": "llamacpp", "llama-server": "llamacpp",
	"chatgpt": "openai", "gpt": "openai", "claude": "anthropic", "gemini": "",
}

// longestWord is the length in bytes over which nothing is near, and nothing is told
// whole: distance takes time by the product of both lengths, and a key may come from
// anybody.
const longestWord = 100

// distance is how many slips of the keyboard make b of a: a letter too many, one
// missing, one wrong, two swapped.
func distance(a, b string) int {
	if len(a) > longestWord || len(b) > longestWord {
		return longestWord
	}
	before, above, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before, above, row = above, row, before
		row[0] = i + 1
		for j := range len(b) {
			wrong := above[j]
			if a[i] != b[j] {
				wrong++
			}
			row[j+1] = min(above[j+1]+1, row[j]+1, wrong)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
	}
	return row[len(b)]
}
