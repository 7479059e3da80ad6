package house

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// floors are the rooms of docs/architecture.md from the ground up. A room
// imports what lies on a lower floor, its own parts and nothing else of the
// project: whoever reads a room needs to know only what is below it.
var floors = [][]string{
	{"internal/background", "internal/bug", "internal/clock", "internal/filelock", "internal/house", "internal/logqueue", "internal/metrics", "internal/trust"},
	{"context/text"},
	{"context/syntax/outline"},
	{"context/syntax", "model/wire", "model/family"},
	{"model", "context/workspace"},
	{"model/managed"},
	{"model/backends", "context/workspace/symbols"},
	{"edit", "context/prompt", "context/retrieve"},
	{"completion", "refactor", "testgen", "fix"},
	{"lsp"},
	{"internal/config", "internal/editortest", "internal/keys", "internal/llamatest", "internal/modeltest"},
	{"internal/markertest"},
	{"eval", "editors"},
	{"cmd"},
}

// testShelf is what tests, on any floor, may import from above.
var testShelf = []string{"internal/editortest", "internal/llamatest", "internal/markertest", "internal/modeltest"}

// A door is the one way in which a library enters the project, so that the
// library can be replaced in one room.
type door struct {
	library string   // a module's path, or how such paths begin
	rooms   []string // the packages that may import it, tests included
	why     string
}

var doors = []door{
	{"github.com/smacker/go-tree-sitter", []string{"context/syntax"}, "trees own C memory, which must not leave the room that frees it"},
	{"github.com/tree-sitter/", []string{"context/syntax"}, "trees own C memory, which must not leave the room that frees it"},
	{"go.lsp.dev/", []string{"lsp", "lsp/transport", "lsp/client"}, "the rooms below know documents and suggestions, not LSP; tests and commands speak through lsp/client"},
	{"github.com/sashabaranov/go-openai", []string{"model/openai"}, "a backend's library is that backend's affair"},
	{"github.com/anthropics/anthropic-sdk-go", []string{"model/anthropic"}, "a backend's library is that backend's affair"},
	{"github.com/failsafe-go/failsafe-go", []string{"model/wire"}, "when a server is left alone is decided in one place, for all backends alike"},
	{"github.com/zalando/go-keyring", []string{"internal/keys", "internal/keys/keystest"}, "keys are looked for in one place, and nothing else reads the keyring"},
	{"github.com/fsnotify/fsnotify", []string{"context/workspace"}, "one watcher: whoever wants to hear of files asks the workspace"},
	{"github.com/knadh/koanf", []string{"internal/config"}, "settings are put together in one place; a room has options"},
	{"github.com/pelletier/go-toml", []string{"internal/config"}, "settings are put together in one place; a room has options"},
	{"github.com/alecthomas/kong", []string{"cmd/inkling", "cmd/inkling/internal/manpage", "cmd/inkling/internal/shell", "cmd/inkling-eval"}, "flags are parsed in one place; a room takes options"},
}

// ImportProblems checks the import direction and the doors. required are the
// modules that go.mod requires for the project's own imports.
func ImportProblems(packages []*Package, required []string) []string {
	var problems []string
	for _, p := range packages {
		if floor(p.Path) < 0 {
			problems = append(problems, fmt.Sprintf("%s is on no floor: say in internal/house/imports.go and docs/architecture.md where the room belongs", p.Path))
			continue
		}
		for _, i := range p.Imports {
			problems = append(problems, direction(p.Path, i, false)...)
		}
		for _, i := range p.TestImports {
			problems = append(problems, direction(p.Path, i, true)...)
		}
	}
	for _, d := range doors {
		problems = append(problems, d.problems(packages, required)...)
	}
	return problems
}

// direction checks one import of a package.
func direction(from, imported string, test bool) []string {
	if !strings.HasPrefix(imported, modulePath) {
		return nil
	}
	to := roomPath(imported)
	switch {
	case related(from, to),
		floor(to) < floor(from),
		test && slices.Contains(testShelf, to):
		return nil
	}
	return []string{fmt.Sprintf("%s imports %s, which is not below it: a room knows only the floors under it (docs/architecture.md); "+
		"move what both need down, or let the caller above pass it in", from, to)}
}

// related says whether one package is a part of the other.
func related(a, b string) bool {
	return a == b || strings.HasPrefix(a, b+"/") || strings.HasPrefix(b, a+"/")
}

// floor returns the floor of the room that a package is or belongs to, or -1.
func floor(pkg string) int {
	for room := pkg; room != "."; room = path.Dir(room) {
		for i, rooms := range floors {
			if slices.Contains(rooms, room) {
				return i
			}
		}
	}
	return -1
}

// problems says who goes around the door, and whether the door is stale: the
// library is there, but its room does not use it.
func (d door) problems(packages []*Package, required []string) []string {
	var problems []string
	used := false
	for _, p := range packages {
		imports := append(slices.Clone(p.Imports), p.TestImports...)
		if !slices.ContainsFunc(imports, func(i string) bool { return within(i, d.library) }) {
			continue
		}
		if slices.Contains(d.rooms, p.Path) {
			used = true
		} else {
			problems = append(problems, fmt.Sprintf("%s imports %s, which only %s may: %s", p.Path, d.library, strings.Join(d.rooms, ", "), d.why))
		}
	}
	if !used && len(problems) == 0 && slices.ContainsFunc(required, func(m string) bool { return within(m, d.library) }) {
		problems = append(problems, fmt.Sprintf("the door of %s is stale: go.mod requires it, but %s does not import it", d.library, strings.Join(d.rooms, ", ")))
	}
	return problems
}

// within says whether an import path or a module path is a library's.
func within(p, library string) bool {
	return strings.HasPrefix(p+"/", strings.TrimSuffix(library, "/")+"/")
}
