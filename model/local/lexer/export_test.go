package lexer

import "strings"

// ClaimedTwice returns the identifiers and extensions that more than one table
// lists.
func ClaimedTwice() []string {
	var twice []string
	seen := map[string]bool{}
	for _, list := range [][]*Language{generalLanguages, languages} {
		for _, l := range list {
			for _, claim := range strings.Fields(l.ids + " " + l.extensions) {
				if seen[claim] {
					twice = append(twice, claim)
				}
				seen[claim] = true
			}
		}
	}
	return twice
}
