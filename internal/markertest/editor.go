package markertest

import (
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/internal/editortest"
	"github.com/inkling-lsp/inkling/lsp"
)

// Editor is where a script is played: documents, one cursor, and what is drawn
// at it. Every failure ends the test, and the test's end ends the editor.
// Documents go by their paths in the workspace, offsets are bytes.
type Editor interface {
	Open(path string)
	OpenText(name string, uri text.URI, language, content string)
	CloseDocument(path string)
	IsOpen(path string) bool
	Focus(path string) // and go to its start

	Text() string
	Cursor() int
	SetCursor(offset int)
	Type(keys string)
	Enter()
	Backspace()
	Replace(r text.Range, s string)

	// GhostText asks, and returns what is drawn at the cursor.
	GhostText() string
	InvokedGhostText() string
	MenuGhostText(entry string) string
	Offered() []string
	Accept()

	Save()
	WriteFile(path, content string)
	RemoveFile(path string)
	// Learned waits until the server has learned the workspace, or promises that
	// the first document is open only then.
	Learned()
	LearnedAgain(atMost time.Duration) bool

	Close() // in order, and check that nothing is left
	Break() // as by kill -9, and check the same
}

// fakeEditor is what the editor of internal/editortest does besides: the test of
// another editor says that it can't.
type fakeEditor interface {
	AcceptPart(part string)
	Dismiss()

	// MenuText opens the completion menu and returns what its first entry inserts.
	MenuText() string
	Choose()

	OpenNotebook(path string, cells []editortest.Cell)
	HasNotebook(path string) bool
	AddCell(notebook string, c editortest.Cell)
	RemoveCell(notebook, cell string)
	CloseNotebook(path string)

	AddFolder(path string)
	RemoveFolder(path string)
}

// fake is a step that needs a fakeEditor.
func fake(step func(p *player, e fakeEditor, args []string) error) func(p *player, args []string) error {
	return func(p *player, args []string) error {
		e, ok := p.editor.(fakeEditor)
		if !ok {
			return errors.New("this editor does not do that; see fakeEditor")
		}
		return step(p, e, args)
	}
}

// Session is what an editor is started on.
type Session struct {
	Root     string   // the workspace, absolute
	Roots    []string // the folders in it that are open; none means the whole
	Log      string   // where the server is to log, at the level debug
	Encoding text.Encoding
	Watches  bool // the editor tells of changes on disk
	// Initialization are the initializationOptions, if any.
	Initialization json.RawMessage
	WithoutInline  bool // the editor knows no inline completion
}

// start starts the editor of internal/editortest, unless another one is asked for.
func (o Options) start(t *testing.T, m *marker, s Session) (Editor, error) {
	t.Helper()
	s.Root = editortest.Workspace(t, &txtar.Archive{Files: m.disk})
	if o.Start != nil {
		return o.Start(t, s), nil
	}
	log, err := os.OpenFile(s.Log, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return nil, err
	}
	t.Cleanup(func() { _ = log.Close() })
	settings := editortest.Options{
		Encodings: []text.Encoding{s.Encoding}, Roots: s.Roots, Watches: s.Watches,
		Initialization: s.Initialization, WithoutInline: s.WithoutInline,
		Server: lsp.Options{Logger: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))},
	}
	if o.Binary != "" {
		settings.Command = []string{o.Binary, "lsp", "--log-level", "debug", "--log-file", s.Log}
	}
	return editortest.Start(t, s.Root, settings), nil
}
