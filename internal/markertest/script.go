package markertest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/txtar"
)

// step is a line of the script.
type step struct {
	line  int // of the script, from zero
	line1 int // of the test's file, from one
	verb  string
	args  []string
}

func steps(script string, first int) ([]step, error) {
	var all []step
	for i, line := range strings.Split(script, "\n") {
		words, err := split(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", first+i, err)
		}
		if len(words) > 0 {
			all = append(all, step{i, first + i, words[0], words[1:]})
		}
	}
	return all, nil
}

// lineOfScript is the number of the script's first line in the test's file.
func lineOfScript(archive *txtar.Archive) int {
	above := *archive
	last := len(above.Files) - 1
	above.Files = slices.Clone(above.Files)
	above.Files[last].Data = nil
	return strings.Count(string(txtar.Format(&above)), "\n") + 1
}

// split cuts a line into words and texts. Texts are Go strings; a word that
// begins with # begins a comment.
func split(line string) ([]string, error) {
	words, _, err := splitComment(line)
	return words, err
}

func splitComment(line string) (words []string, comment string, err error) {
	for rest := strings.TrimSpace(line); rest != ""; rest = strings.TrimLeft(rest, " \t") {
		if rest[0] == '#' {
			return words, rest, nil
		}
		end := strings.IndexAny(rest+" ", " \t")
		word := rest[:end]
		if rest[0] == '"' || rest[0] == '`' {
			quoted, err := strconv.QuotedPrefix(rest)
			if err != nil {
				return nil, "", fmt.Errorf("a text has no end, or is no Go string: %s", rest)
			}
			end = len(quoted)
			if word, err = strconv.Unquote(quoted); err != nil {
				return nil, "", fmt.Errorf("%s: %w", quoted, err)
			}
		}
		words, rest = append(words, word), rest[end:]
	}
	return words, "", nil
}
