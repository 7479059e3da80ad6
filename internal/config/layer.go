package config

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Layer is a place where settings are written. A higher one wins, key by key.
type Layer uint8

// The layers, from the lowest.
const (
	Defaults Layer = iota
	UserFile
	FromEditor
	WorkspaceFile
	Environment
	Flags
)

// Sources are where the settings of one session or command are.
type Sources struct {
	// UserFile is the path of the user's own file; empty for none.
	UserFile string
	// Editor is what the editor has sent of the section "inkling", as JSON, a later
	// one over an earlier one.
	Editor []json.RawMessage
	// Workspaces are the folders of the workspace. The file of the first that has one
	// is read; it may lie above its folder, in what git keeps.
	Workspaces []string
	// Environment is as os.Environ gives it.
	Environment []string
	Flags       []Flag
	// Trusted decides whether sensitive values of a workspace's own file count. Nil
	// trusts none.
	Trusted Judge
}

// Flag is a setting given on the command line.
type Flag struct {
	Name       string // as the user wrote it, for messages: --log-level
	Key, Value string
}

// WorkspaceFileName is the name of a workspace's own file.
const WorkspaceFileName = "inkling.toml"

// Folder is where the user's own file and the trusted workspaces are kept.
func Folder() (string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("there is no place for the user's settings: %w", err)
	}
	return filepath.Join(dir, "inkling"), nil
}

// UserFileIn is the path of the user's own file in Folder.
func UserFileIn(folder string) string { return filepath.Join(folder, "config.toml") }

// Origin is where a value was written.
type Origin struct {
	Layer Layer
	// Name is the file's path, the variable's or the flag's name.
	Name string
	Line int // in a file, from 1; 0 if it is not known
}

// String is how people are told of it.
func (o Origin) String() string {
	switch o.Layer {
	case Defaults:
		return "default"
	case FromEditor:
		return "editor"
	case Environment:
		return "env " + o.Name
	case Flags:
		return "flag " + o.Name
	}
	if o.Line > 0 {
		return fmt.Sprintf("%s:%d", o.Name, o.Line)
	}
	return o.Name
}

// entry is something that somebody wrote, not yet looked at.
type entry struct {
	key    string
	value  any  // of the format's own types
	text   bool // value is a string that stands for a value
	origin Origin
}

// base is the folder at which relative paths begin, or empty.
func (e entry) base() string {
	if e.origin.Layer == UserFile || e.origin.Layer == WorkspaceFile {
		return filepath.Dir(e.origin.Name)
	}
	return ""
}

// environment returns the entries in the environment. Of the variables that are
// no setting it tells only if their name looks like one that is: other programs
// may have variables of Inkling's in use.
func (s *schema) environment(environ []string) (entries []entry, problems []Problem) {
	keys := make(map[string]string, len(s.settings))
	names := make([]string, 0, len(s.settings))
	for _, g := range s.settings {
		for _, name := range g.variables() {
			keys[name] = g.Key
			names = append(names, name)
		}
	}
	for _, variable := range environ {
		name, value, _ := strings.Cut(variable, "=")
		if !strings.HasPrefix(name, "INKLING_") {
			continue
		}
		origin := Origin{Layer: Environment, Name: name}
		key, known := keys[name]
		if known && value != "" {
			entries = append(entries, entry{key, value, true, origin})
		} else if near := nearest(name, names); !known && near != "" {
			problems = append(problems, Problem{Origin: origin, What: "no setting has this variable", Near: near})
		}
	}
	// Of two for one setting the last one counts: the one with the regular name.
	slices.SortStableFunc(entries, func(a, b entry) int {
		return slices.Index(names, b.origin.Name) - slices.Index(names, a.origin.Name)
	})
	return entries, problems
}

// variables are the names of the setting's variables, the one that counts first.
func (g *Setting) variables() []string {
	if g.Short == "" {
		return []string{g.Env}
	}
	return []string{g.Env, g.Short}
}

func flags(given []Flag) []entry {
	entries := make([]entry, 0, len(given))
	for _, f := range given {
		entries = append(entries, entry{f.Key, f.Value, true, Origin{Layer: Flags, Name: f.Name}})
	}
	return entries
}

// Files are the files that Load reads, whether they are there or not.
func (s Sources) Files() []string {
	var files []string
	if s.UserFile != "" {
		files = append(files, s.UserFile)
	}
	for _, folder := range s.Workspaces {
		files = append(files, workspaceFiles(folder)...)
	}
	return files
}
