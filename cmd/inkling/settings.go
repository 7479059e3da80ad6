package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/inkling-lsp/inkling/internal/config"
	"github.com/inkling-lsp/inkling/internal/keys"
	"github.com/inkling-lsp/inkling/internal/trust"
	"github.com/inkling-lsp/inkling/lsp"
)

// settingFlags is the part of a command line by which every setting can be given.
type settingFlags struct {
	Set []string `help:"A setting for this run alone, over every file and variable. Repeat it for more." placeholder:"KEY=VALUE" sep:"none"`
}

func (f settingFlags) flags() ([]config.Flag, error) {
	var flags []config.Flag
	for _, s := range f.Set {
		key, value, ok := strings.Cut(s, "=")
		if !ok {
			return nil, usagef("write for example --set completion.threshold=0.7", "--set %s sets nothing", s)
		}
		flags = append(flags, config.Flag{Name: "--set", Key: key, Value: value})
	}
	return flags, nil
}

// backendFlags are the settings of commands that answer, those of the model server by
// names of their own.
type backendFlags struct {
	Backend string `help:"The model server to ask, or none: inkling model list." placeholder:"NAME" group:"Model server:"`
	URL     string `help:"Where it listens, if not where that kind usually does." name:"url" placeholder:"URL" group:"Model server:"`
	Model   string `help:"Which of its models." placeholder:"MODEL" group:"Model server:"`
	settingFlags
}

func (f backendFlags) flags() ([]config.Flag, error) {
	flags, err := f.settingFlags.flags()
	for _, own := range []config.Flag{
		{Name: "--backend", Key: "backend.name", Value: f.Backend},
		{Name: "--url", Key: "backend.url", Value: f.URL},
		{Name: "--model", Key: "backend.model", Value: f.Model},
	} {
		if own.Value != "" {
			flags = append(flags, own)
		}
	}
	return flags, err
}

// places are where this program's settings are.
type places struct {
	folder string // of the user's own file and of what is trusted; empty if there is none
	flags  []config.Flag
	keys   *keys.Finder
}

func newPlaces(flags []config.Flag) places {
	folder, _ := config.Folder() // without a home there is no file of the user's
	p := places{folder: folder, flags: flags}
	p.keys = keys.In(p.keyNotes())
	return p
}

func (p places) sources(workspaces []string) config.Sources {
	s := config.Sources{Workspaces: workspaces, Environment: os.Environ(), Flags: p.flags}
	if p.folder != "" {
		s.UserFile = config.UserFileIn(p.folder)
		s.Trusted = p.trust().State
	}
	return s
}

// keyNotes is where it is noted which keys the keyring has; empty for nowhere.
func (p places) keyNotes() string {
	if p.folder == "" {
		return ""
	}
	return filepath.Join(p.folder, "keys")
}

func (p places) trust() *trust.Store { return trust.In(filepath.Join(p.folder, "trust")) }

// load reads the settings of a command. What the command line says must be right;
// what is wrong elsewhere is printed, and the rest holds.
func (p places) load(c console, workspace string) (config.Loaded, error) {
	l := config.Load(p.sources([]string{workspace}))
	if err := badFlag(l); err != nil {
		return l, err
	}
	for _, problem := range l.Problems {
		fmt.Fprintf(c.err, "inkling: %s\n", problem)
	}
	return l, nil
}

func badFlag(l config.Loaded) error {
	for _, problem := range l.Problems {
		if problem.Origin.Layer == config.Flags {
			return usagef("run \"inkling config\" for the settings there are", "%s", problem)
		}
	}
	return nil
}

// server gives a language server its settings, and moves its log where they say.
type server struct {
	places
	log   *logOutput
	level *slog.LevelVar
}

// Load is called by the session.
func (s *server) Load(e lsp.Editor) lsp.Settings {
	l, err := s.load(e)
	settings := lsp.Settings{
		Completion: l.Config.Completion, Learning: l.Config.Learning, Embedded: l.Config.Embedded,
		Backend: l.Config.Backend, AskFirst: l.AskFirst(),
	}
	for _, p := range l.Problems {
		settings.Problems = append(settings.Problems, p.String())
	}
	if err != nil {
		settings.Problems = append(settings.Problems, err.Error())
	}
	if settings.Backend.Name != "" {
		found := s.keys.Find(context.Background(), settings.Backend) // it has a bound of its own
		settings.Backend.Key = found.Key
		if found.Problem != nil {
			settings.Problems = append(settings.Problems, found.Problem.Error())
		}
	}
	return settings
}

// load fails if the log can't be moved.
func (s *server) load(e lsp.Editor) (config.Loaded, error) {
	sources := s.sources(e.Roots)
	sources.Editor = []json.RawMessage{e.Options, e.Settings}
	if e.Trusted {
		sources.Trusted = config.TrustUnder(e.Roots, sources.Trusted)
	}
	l := config.Load(sources)
	var level slog.Level
	if level.UnmarshalText([]byte(l.Config.Log.Level)) == nil { // it is one of four
		s.level.Set(level)
	}
	return l, s.log.move(l.Config.Log.File)
}

// consent is where the user's yes to hosts is kept; nil if there is no such place.
func (s *server) consent() lsp.Consent {
	if s.folder == "" {
		return nil
	}
	return s.trust()
}

// Files is called by the session. A folder changes when a file in it is replaced.
func (s *server) Files(roots []string) []string {
	files := s.sources(roots).Files()
	if s.folder != "" {
		files = append(files, s.trust().Dir(), s.keyNotes())
	}
	return files
}
