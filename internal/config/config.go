package config

import (
	"cmp"
	"slices"
	"strings"

	"github.com/inkling-lsp/inkling/completion"
	"github.com/inkling-lsp/inkling/context/workspace/index"
	"github.com/inkling-lsp/inkling/context/workspace/store"
	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/backends"
	"github.com/inkling-lsp/inkling/model/local"
)

// Config is every setting there is, by the room that owns it.
type Config struct {
	Completion completion.Options `setting:"completion"`
	Backend    model.Options      `setting:"backend"`
	Learning   index.Options      `setting:"learning"`
	Embedded   local.Options      `setting:"embedded"`
	Cache      store.Options      `setting:"cache"`
	Log        Log                `setting:"log"`
}

// Log is what the language server writes for whoever looks for a fault.
type Log struct {
	// Level is the least level that is logged.
	Level string `setting:"level" values:"debug,info,warn,error"`
	// File is what the log is appended to. Without it, the log goes to standard
	// error, which most editors keep.
	File string `setting:"file" kind:"path" sensitive:"a file that is written"`
}

// Default is the configuration of a user who has set nothing.
func Default() Config {
	return Config{
		Completion: completion.DefaultOptions(),
		Learning:   index.DefaultOptions(),
		Embedded:   local.DefaultOptions(),
		Cache:      store.DefaultOptions(),
		Log:        Log{Level: "warn"},
	}
}

// none is written where no backend is to be asked; in model.Options that is no name.
const none = "none"

// table is the settings of Config.
var table = newSchema(asWritten(Default()), descriptions, map[string][]string{"backend.name": backendNames()})

// asWritten is a configuration with its values as they are written.
func asWritten(c Config) Config {
	c.Backend.Name = cmp.Or(c.Backend.Name, none)
	return c
}

func backendNames() []string {
	names := []string{none}
	for _, p := range backends.List() {
		names = append(names, p.Name)
	}
	return names
}

// Settings are all settings, in the order of the reference page.
func Settings() []Setting { return append([]Setting(nil), table.settings...) }

// Load reads the settings. What is wrong in them is among the problems of the
// result; the rest holds.
func Load(s Sources) Loaded {
	l := Loaded{Config: asWritten(Default())}
	l.Values, l.Problems = table.load(s, &l.Config)
	if l.Config.Backend.Name == none {
		l.Config.Backend.Name = ""
	}
	return l
}

// Loaded is the configuration with what there is to tell about it. It is not
// changed any more.
type Loaded struct {
	Config   Config
	Values   []Value
	Problems []Problem
}

// AskFirst says whether the backend, or what it is sent, was named by an editor or by a
// workspace's own file, even a trusted one. Then the user is asked before anything is
// sent to another machine. A flag, the environment and the user's own file are consent.
func (l Loaded) AskFirst() bool {
	return slices.ContainsFunc(l.Values, func(v Value) bool {
		return strings.HasPrefix(v.Key, "backend.") && (v.Origin.Layer == FromEditor || v.Origin.Layer == WorkspaceFile)
	})
}

// Value is what counts for one setting.
type Value struct {
	Setting Setting
	// Key is Setting.Key, or for one of several switches that with its name.
	Key string
	// Value is of the type that the kind of Setting says, and empty if that is secret.
	Value  any
	Origin Origin
}
