package lsp

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"go.lsp.dev/protocol"

	"github.com/inkling-lsp/inkling/completion"
	"github.com/inkling-lsp/inkling/context/workspace/index"
	"github.com/inkling-lsp/inkling/lsp/lenient"
	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/local"
)

// Settings are what a session works with. A Settings is not changed any more.
type Settings struct {
	Completion completion.Options
	// Learning holds the user's limits; the rest of it is the session's.
	Learning index.Options
	Embedded local.Options
	Backend  model.Options // the model server to ask; without a name there is none
	// AskFirst: the user is to be asked before anything is sent to another machine.
	AskFirst bool
	// Problems are sentences about settings that do not count.
	Problems []string
}

// DefaultSettings are those of a user who has set nothing.
func DefaultSettings() Settings {
	return Settings{Completion: completion.DefaultOptions(), Learning: index.DefaultOptions(), Embedded: local.DefaultOptions()}
}

// Editor is what the editor has said that settings depend on.
type Editor struct {
	Roots []string // absolute paths
	// Options and Settings are the editor's section "inkling", as JSON, or nil: as it
	// came with initialize, and what was said of it last, which counts before that.
	Options, Settings json.RawMessage
	// Trusted is whether the user has told the editor to trust the workspace.
	Trusted bool
}

// Configurator puts the settings together, from where they are kept and from what
// the editor says. A session calls it from one goroutine at a time.
type Configurator interface {
	// Load may read the disk. What is wrong is among the problems of its result.
	Load(e Editor) Settings
	// Files are the files and folders that Load looks at, there or not.
	Files(roots []string) []string
}

// defaults is the Configurator of a server that was given none.
type defaults struct{}

func (defaults) Load(Editor) Settings    { return DefaultSettings() }
func (defaults) Files([]string) []string { return nil }

const (
	section        = "inkling"
	trustMethod    = "inkling/didChangeTrust"
	pushMethod     = protocol.MethodWorkspaceDidChangeConfiguration
	shownProblems  = 3
	settingsPoll   = 2 * time.Second
	registrationID = "inkling-settings"
)

// configuration keeps a session's settings in step with what the editor says, which
// is told to it on the read loop, and with the files, which its own goroutine looks
// at: when the editor saves or reports something, and every two seconds, as a file
// of the user's is not in the workspace and one of the workspace's may be ignored
// by whoever watches it (docs/decisions/0013).
type configuration struct {
	news chan struct{} // holds a token while there may be something new

	mu     sync.Mutex // guards what follows; held for no longer than a copy takes
	editor Editor
	told   bool // the editor has said something since the last load
	pulls  int  // how often the editor was asked; only the last answer counts
}

func newConfiguration() *configuration {
	return &configuration{news: make(chan struct{}, 1), told: true}
}

// tell changes what the editor has said. It returns at once.
func (c *configuration) tell(change func(e *Editor)) {
	c.mu.Lock()
	change(&c.editor)
	c.told = true
	c.mu.Unlock()
	c.look()
}

// look has the goroutine look at the files. It returns at once.
func (c *configuration) look() {
	select {
	case c.news <- struct{}{}:
	default:
	}
}

func (c *configuration) take() (e Editor, told bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	told, c.told = c.told, false
	return c.editor, told
}

// keepConfigured loads the settings again whenever they may have changed.
func (s *session) keepConfigured(ctx context.Context, l learner) {
	tick := time.NewTicker(s.parts.settingsPoll)
	defer tick.Stop()
	var seen []stamp
	var problems []string
	for {
		e, told := s.configuration.take()
		stamps := stampsOf(s.options.Settings.Files(e.Roots)) // before they are read
		if told || !slices.Equal(stamps, seen) {
			loaded := s.options.Settings.Load(e)
			s.configure(loaded, l)
			s.showProblems(loaded.Problems, problems)
			seen, problems = stamps, loaded.Problems
		}
		select {
		case <-ctx.Done():
			return
		case <-s.configuration.news:
		case <-tick.C:
		}
	}
}

func (s *session) configure(loaded Settings, l learner) {
	s.log.Debug("settings", "completion", fmt.Sprintf("%+v", loaded.Completion), "problems", len(loaded.Problems))
	s.parts.configure(loaded)
	l.Limit(loaded.Learning.MaxBytes)
	s.backend.configure(loaded.Backend, loaded.AskFirst)
}

// showProblems shows what the user has not been shown, in one message.
func (s *session) showProblems(problems, shown []string) {
	var fresh []string
	for _, p := range problems {
		if !slices.Contains(shown, p) {
			s.log.Warn("a setting does not count", "problem", p)
			fresh = append(fresh, p)
		}
	}
	if len(fresh) == 0 {
		return
	}
	if more := len(fresh) - shownProblems; more > 0 {
		fresh = append(fresh[:shownProblems], fmt.Sprintf("and %d more: run inkling config", more))
	}
	err := s.conn.Notify(s.base, protocol.MethodWindowShowMessage, &protocol.ShowMessageParams{
		Type:    protocol.MessageTypeWarning,
		Message: "Inkling: " + strings.Join(fresh, "\n"),
	})
	if err != nil {
		s.log.Debug("not sent", "method", protocol.MethodWindowShowMessage, "error", err)
	}
}

// stamp tells a file from what it was before, nearly always.
type stamp struct {
	there    bool
	modified time.Time
	size     int64
}

func stampsOf(paths []string) []stamp {
	stamps := make([]stamp, len(paths))
	for i, path := range paths {
		if info, err := os.Stat(path); err == nil {
			stamps[i] = stamp{true, info.ModTime(), info.Size()}
		}
	}
	return stamps
}

// beginConfiguration starts to keep the settings, when the client is ready to be
// asked for its own.
func (s *session) beginConfiguration() {
	l := s.learner // a field of the read loop's
	s.run("settings", func(ctx context.Context) { s.keepConfigured(ctx, l) })
	if s.client.tellsSettings {
		s.run("registration for settings", s.registerSettings)
	}
	s.pullSettings()
}

// pullSettings asks the client for its settings, if it can be asked.
func (s *session) pullSettings() {
	if !s.client.givesSettings {
		return
	}
	c := s.configuration
	c.mu.Lock()
	c.pulls++
	turn := c.pulls
	c.mu.Unlock()
	s.run("settings from the client", func(ctx context.Context) {
		var answer json.RawMessage
		err := protocol.Call(ctx, s.conn, protocol.MethodWorkspaceConfiguration, &protocol.ConfigurationParams{
			Items: []protocol.ConfigurationItem{{Section: new(section)}},
		}, &answer)
		if err != nil {
			if ctx.Err() == nil {
				s.log.Warn("the client does not tell its settings though it said it can", "error", err)
			}
			return
		}
		var sections []json.RawMessage
		// What is null or missing says nothing; what was said before holds.
		if json.Unmarshal(answer, &sections) != nil || len(sections) == 0 || isNull(sections[0]) {
			return
		}
		c.tell(func(e *Editor) {
			if turn == c.pulls {
				e.Settings = sections[0]
			}
		})
	})
}

func (s *session) registerSettings(ctx context.Context) {
	options, err := protocol.Marshal(&protocol.DidChangeConfigurationRegistrationOptions{Section: protocol.String(section)})
	if err == nil {
		err = protocol.Call(ctx, s.conn, protocol.MethodClientRegisterCapability, &protocol.RegistrationParams{
			Registrations: []protocol.Registration{{ID: registrationID, Method: pushMethod, RegisterOptions: options}},
		}, nil)
	}
	if err != nil && ctx.Err() == nil {
		s.log.Warn("the client refused to tell of changed settings though it said it can", "error", err)
	}
}

// didChangeConfiguration takes the settings that come with it, and asks for them
// if the client would rather be asked: then often none come.
func (s *session) didChangeConfiguration(params json.RawMessage) error {
	r := lenient.New(params)
	for key := range r.Fields {
		if key != "settings" {
			continue
		}
		for key := range r.Fields {
			if key == section {
				pushed := r.Raw()
				s.configuration.tell(func(e *Editor) { e.Settings = pushed })
			}
		}
	}
	s.pullSettings()
	return nil
}

func (s *session) didChangeTrust(params json.RawMessage) error {
	trusted := false
	r := lenient.New(params)
	for key := range r.Fields {
		if key == "trusted" {
			r.Boolean(&trusted)
		}
	}
	s.configuration.tell(func(e *Editor) { e.Trusted = trusted })
	return nil
}

// readSettings reads what initializationOptions has of the settings.
func (c *clientInfo) readSettings(r *lenient.Reader) {
	for key := range r.Fields {
		switch key {
		case section, "settings":
			c.settings = r.Raw()
		case "trusted":
			r.Boolean(&c.trusted)
		}
	}
}

func isNull(raw json.RawMessage) bool { return string(bytes.TrimSpace(raw)) == "null" }
