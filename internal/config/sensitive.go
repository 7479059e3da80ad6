package config

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/inkling-lsp/inkling/internal/trust"
)

// Judge decides whether a folder is trusted with sensitive values.
type Judge func(folder string, values trust.Digest) (trust.State, error)

// TrustUnder is the judge of an editor whose user has told it to trust the folders
// that are open. A file that counts there but lies above them is otherwise's.
func TrustUnder(folders []string, otherwise Judge) Judge {
	return func(folder string, values trust.Digest) (trust.State, error) {
		for _, f := range folders {
			if rel, err := filepath.Rel(f, folder); err == nil && filepath.IsLocal(rel) {
				return trust.Trusted, nil
			}
		}
		if otherwise == nil {
			return trust.Untrusted, nil
		}
		return otherwise(folder, values)
	}
}

// Sensitive is a value in a workspace's own file that needs trust.
type Sensitive struct {
	Origin Origin
	Key    string
	Names  string // what it names: "a file that is written"
	Value  string // as it is written in the file; any text at all
}

// Wish is what a workspace's own file needs trust for.
type Wish struct {
	Folder string      // that the file lies in; empty if there is none
	Values []Sensitive // by key
	Digest trust.Digest
}

// WishOf returns the wish of the file that counts in a folder. What else is wrong
// with the file is left to Load.
func WishOf(folder string) Wish { return table.wish(folder) }

func (s *schema) wish(folder string) Wish {
	path, _ := workspaceFile([]string{folder})
	if path == "" {
		return Wish{}
	}
	entries, _ := s.file(WorkspaceFile, path)
	sensitive := s.sensitive(entries)
	w := Wish{Folder: filepath.Dir(path), Digest: digest(sensitive)}
	for _, key := range slices.Sorted(maps.Keys(sensitive)) {
		g, _, _ := s.find(key)
		e := sensitive[key]
		w.Values = append(w.Values, Sensitive{e.origin, key, g.Sensitive, g.told(e.value)})
	}
	return w
}

// sensitive returns the entries that need trust, by key.
func (s *schema) sensitive(entries []entry) map[string]entry {
	found := make(map[string]entry)
	for _, e := range entries {
		if g, _, ok := s.find(e.key); ok && g.Sensitive != "" {
			found[e.key] = e
		}
	}
	return found
}

func digest(sensitive map[string]entry) trust.Digest {
	values := make(map[string]string, len(sensitive))
	for key, e := range sensitive {
		values[key] = Literal(e.value)
	}
	return trust.Sum(values)
}

// judge asks whether the sensitive values of a file count, and says in one
// problem why they do not.
func judge(ask Judge, path string, sensitive map[string]entry) *Problem {
	if len(sensitive) == 0 {
		return nil
	}
	folder := filepath.Dir(path)
	keys := slices.Sorted(maps.Keys(sensitive))
	p := &Problem{
		Origin: sensitive[keys[0]].origin,
		Hint:   fmt.Sprintf("look at the file; if you trust it, run: inkling config trust %s", shellWord(folder)),
	}
	are := "is"
	if len(keys) > 1 {
		are = "are"
	}
	ignored := strings.Join(keys, ", ") + " " + are + " ignored: "
	state, err := trust.Untrusted, error(nil)
	if ask != nil {
		state, err = ask(folder, digest(sensitive))
	}
	switch {
	case err != nil:
		p.What = ignored + err.Error()
	case state == trust.Trusted:
		return nil
	case state == trust.Changed:
		p.What = ignored + "it has changed since you trusted this workspace"
	default:
		p.What = ignored + "a workspace's own file may not set it before you trust the workspace"
	}
	return p
}

// shellWord is a path as a person can give it to a shell. A folder may be named
// anything by who made the workspace.
func shellWord(path string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:+@,%"
	if strings.Trim(path, plain) == "" {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}
