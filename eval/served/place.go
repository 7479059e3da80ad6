package served

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/inkling-lsp/inkling/eval"
)

// Repository is a clone whose commits are asked.
type Repository struct{ Name, Dir string }

const (
	placesEach = 4    // in a passage
	nearby     = 10   // the lines of code that they are among, so that their prompts share most
	leastAbove = 5000 // bytes above a passage, so that prompts have 600 tokens
	leastCode  = 14   // bytes of a line
	longest    = 160
)

// place is a cursor in a line of a passage.
type place struct {
	passage eval.Passage
	line    int // of the passage
	column  int // bytes of the line
}

func (p place) text() string  { return p.passage.Lines[p.line] }
func (p place) typed() string { return p.text()[:p.column] }
func (p place) truth() string { return strings.TrimRight(p.text()[p.column:], " \t") }

// at is a place's name within its file.
func (p place) at() string {
	return fmt.Sprintf("%.10s:%d:%d", p.passage.Commit, p.passage.First+p.line+1, p.column+1)
}

// file names what a place is in, among all repositories.
func (p place) file() string { return p.passage.Repository + "/" + p.passage.Path }

// groups are the languages that have equal shares.
var groups = map[string]string{
	"go": "Go", "python": "Python", "rust": "Rust",
	"typescript": "TypeScript", "typescriptreact": "TypeScript",
}

// languages are in the order of the table.
var languages = []string{"Go", "Python", "TypeScript", "Rust"}

// choose takes passages with places in them, as many of each language, by turns, so
// that a run that is not finished has all languages too.
func choose(ctx context.Context, repositories []Repository, after time.Time, files int) ([]eval.Passage, error) {
	byLanguage := make(map[string][][]eval.Passage) // by language and repository
	for _, r := range repositories {
		found, err := eval.Passages(ctx, r.Name, r.Dir, after, files/2+1, fit)
		if err != nil {
			return nil, err
		}
		mine := make(map[string][]eval.Passage)
		for _, p := range found {
			mine[groups[p.Language]] = append(mine[groups[p.Language]], p)
		}
		for language, list := range mine {
			byLanguage[language] = append(byLanguage[language], list)
		}
	}
	var turns [][]eval.Passage
	for _, language := range languages {
		if lists := byLanguage[language]; len(lists) > 0 {
			turns = append(turns, byTurns(lists))
		}
	}
	chosen := byTurns(turns)
	return chosen[:min(files, len(chosen))], nil
}

// byTurns takes one of each list, then the next of each, until all are taken.
func byTurns(lists [][]eval.Passage) []eval.Passage {
	var all []eval.Passage
	for i := 0; ; i++ {
		n := len(all)
		for _, list := range lists {
			if i < len(list) {
				all = append(all, list[i])
			}
		}
		if len(all) == n {
			return all
		}
	}
}

// fit says whether a passage has a long text above and enough lines to ask.
func fit(p eval.Passage) bool {
	return groups[p.Language] != "" && len(p.Above) >= leastAbove && len(askable(p)) >= placesEach
}

// askable are the lines in which a cursor can stand so that there is something to
// go on from and something to say.
func askable(p eval.Passage) []int {
	return slices.DeleteFunc(slices.Clone(p.Code), func(n int) bool {
		line := p.Lines[n]
		return len(strings.TrimSpace(line)) < leastCode || len(line) > longest
	})
}

// places are cursors in a passage, from top to bottom, by hash: in lines near each
// other, at any character but the first two and the last three of their code.
func places(p eval.Passage) []place {
	lines := askable(p)
	start := int(hash(p, 0) % uint64(max(1, len(lines)-nearby+1)))
	lines = slices.Clone(lines[start:min(start+nearby, len(lines))])
	slices.SortFunc(lines, func(a, b int) int {
		if hash(p, a+1) < hash(p, b+1) {
			return -1
		}
		return 1
	})
	lines = lines[:min(placesEach, len(lines))]
	slices.Sort(lines)
	var all []place
	for _, n := range lines {
		line := strings.TrimRight(p.Lines[n], " \t")
		first := len(line) - len(strings.TrimLeft(line, " \t")) + 2
		column := first + int(hash(p, n+1<<20)%uint64(len(line)-3-first))
		for column < len(line) && !utf8.RuneStart(line[column]) {
			column++
		}
		all = append(all, place{p, n, column})
	}
	return all
}

// hash spreads choices evenly and the same everywhere.
func hash(p eval.Passage, n int) uint64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s %s %d", p.Commit, p.Path, n)
	v := h.Sum64() // FNV mixes its last bytes badly: finish as splitmix64 does
	v = (v ^ v>>30) * 0xbf58476d1ce4e5b9
	v = (v ^ v>>27) * 0x94d049bb133111eb
	return v ^ v>>31
}
