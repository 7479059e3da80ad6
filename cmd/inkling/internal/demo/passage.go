package demo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/inkling-lsp/inkling/context/workspace"
)

// passage is a run of lines that is taken out of a file and typed again.
type passage struct {
	path    string // within the workspace
	file    string // of the copy
	content string // of the copy, without the lines
	ending  string // of its lines
	line    int    // from zero: where the first of them was
	lines   []string
}

// run is how many lines are typed at one place.
const run = 3

// ErrNothingToType says that a workspace has no code as the demo needs it.
var ErrNothingToType = errors.New("no code to type")

// prepare copies the workspace to root, without the lines that will be typed.
func prepare(ctx context.Context, o Options, root string) ([]passage, error) {
	files, err := workspace.List(ctx, []string{o.Dir}, "")
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", o.Dir, err)
	}
	contents := make(map[string]string)
	for _, f := range files {
		content, err := workspace.Read(f.Path)
		rel, relErr := filepath.Rel(o.Dir, f.Path)
		if err == nil && relErr == nil && filepath.IsLocal(rel) {
			contents[rel] = content // what can't be read can't be learned either
		}
	}
	passages := choose(contents, o.Lines, o.Seed)
	if len(passages) == 0 {
		return nil, fmt.Errorf("%w in %s", ErrNothingToType, o.Dir)
	}
	for i, p := range passages {
		passages[i].file = filepath.Join(root, p.path)
		contents[p.path] = p.content
	}
	for rel, content := range contents {
		file := filepath.Join(root, rel)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			return nil, fmt.Errorf("copy the workspace: %w", err)
		}
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			return nil, fmt.Errorf("copy the workspace: %w", err)
		}
	}
	return passages, nil
}

// choose picks passages by chance, the same for the same seed: at most one from a
// file, and from the languages in turn, those with most files first.
func choose(contents map[string]string, lines int, seed uint64) []passage {
	random := rand.New(rand.NewPCG(seed, 0))
	byLanguage := make(map[string][]string)
	for _, path := range slices.Sorted(maps.Keys(contents)) {
		if ext := filepath.Ext(path); comments[ext] != "" {
			byLanguage[ext] = append(byLanguage[ext], path)
		}
	}
	languages := slices.SortedFunc(maps.Keys(byLanguage), func(a, b string) int {
		return cmp.Or(len(byLanguage[b])-len(byLanguage[a]), cmp.Compare(a, b))
	})
	for _, l := range languages {
		paths := byLanguage[l]
		random.Shuffle(len(paths), func(i, j int) { paths[i], paths[j] = paths[j], paths[i] })
	}
	var chosen []passage
	for left := true; left && lines > 0; {
		left = false
		for _, l := range languages {
			for len(byLanguage[l]) > 0 && lines > 0 {
				path := byLanguage[l][0]
				byLanguage[l] = byLanguage[l][1:]
				if p, ok := pick(path, contents[path], min(run, lines), random); ok {
					chosen, lines, left = append(chosen, p), lines-len(p.lines), true
					break
				}
			}
		}
	}
	return chosen
}

// pick takes n lines out of a file, or says that it has no such run.
func pick(path, content string, n int, random *rand.Rand) (passage, bool) {
	lines := strings.Split(content, "\n")
	var starts []int
	for i := 1; i+n < len(lines); i++ {
		fit := func(line string) bool { return worthTyping(line, comments[filepath.Ext(path)]) }
		if !slices.ContainsFunc(lines[i:i+n], func(line string) bool { return !fit(line) }) {
			starts = append(starts, i)
		}
	}
	ending, ok := lineEnding(content)
	if len(starts) == 0 || !ok {
		return passage{}, false
	}
	at := starts[random.IntN(len(starts))]
	taken := slices.Clone(lines[at : at+n])
	for i := range taken {
		taken[i] = strings.TrimRight(taken[i], " \t\r")
	}
	rest := strings.Join(slices.Delete(lines, at, at+n), "\n")
	return passage{path: path, content: rest, ending: ending, line: at, lines: taken}, true
}

// lineEnding is what Enter types in a file; ok is false if its lines end in
// different ways, as the demo would then show what no editor does.
func lineEnding(content string) (ending string, ok bool) {
	switch strings.Count(content, "\r") {
	case 0:
		return "\n", true
	case strings.Count(content, "\n"):
		return "\r\n", strings.Count(content, "\r\n") == strings.Count(content, "\n")
	}
	return "", false
}

// comments tells, for the file names that are code, how a comment begins.
var comments = map[string]string{
	".go": "//", ".rs": "//", ".java": "//", ".js": "//", ".jsx": "//", ".mjs": "//", ".ts": "//", ".tsx": "//",
	".c": "//", ".h": "//", ".cc": "//", ".cpp": "//", ".cs": "//", ".kt": "//", ".swift": "//",
	".py": "#", ".rb": "#", ".lua": "--",
}

// worthTyping holds for a line of code within a function, neither trivial nor long.
func worthTyping(line, comment string) bool {
	code := strings.TrimSpace(line)
	indented := strings.HasPrefix(line, "\t") || strings.HasPrefix(line, "  ")
	return indented && len(code) >= 10 && len(code) <= 70 && !strings.HasPrefix(code, comment) &&
		!strings.HasPrefix(code, "*") && !strings.HasPrefix(code, "/*") && strings.ContainsAny(code, "({=.[")
}
