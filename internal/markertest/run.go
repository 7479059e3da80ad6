package markertest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/inkling-lsp/inkling/context/text"
)

// Options say how tests are run.
type Options struct {
	// Binary is the inkling to test over stdio. Empty means a server in the test's
	// process.
	Binary string
	// Update rewrites the expectations of the files to what is seen.
	Update bool
	// Start starts another editor than that of internal/editortest.
	Start func(*testing.T, Session) Editor
	// Encodings are what this editor speaks; none means whatever the test says.
	Encodings []text.Encoding
	// Cannot says why the editor has no way to do a step, or nothing. A session is
	// played up to its first such step.
	Cannot func(verb string) (why string)
}

// Run runs each test of a folder, in each of its encodings, as a subtest.
func Run(t *testing.T, folder string, o Options) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, "*.txtar"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("there are no tests in %s: %v", folder, err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			runFile(t, path, data, o)
		})
	}
}

func runFile(t *testing.T, path string, data []byte, o Options) {
	t.Helper()
	archive := txtar.Parse(data)
	m, err := parse(archive)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if o.Update {
		u := newUpdate(archive)
		if err := run(t, m, m.encodings[0], o, u); err != nil {
			t.Fatalf("%s:%v", path, err)
		}
		if u.changed {
			t.Logf("rewriting %s", path)
			if err := os.WriteFile(path, u.result(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		return
	}
	if len(o.Encodings) > 0 {
		m.encodings = o.Encodings
	}
	for _, e := range m.encodings {
		t.Run(encodingName(e), func(t *testing.T) {
			if err := run(t, m, e, o, nil); err != nil {
				t.Errorf("%s:%v", path, err)
			}
		})
	}
}

// run plays a test once. An error begins with the number of its line.
func run(t *testing.T, m *marker, e text.Encoding, o Options, u *update) error {
	t.Helper()
	p := &player{marker: m, log: filepath.Join(t.TempDir(), "server.log"), update: u, cursors: make(map[string]int)}
	log, err := os.Create(p.log)
	if err != nil {
		t.Fatal(err)
	}
	if err := log.Close(); err != nil {
		return err
	}
	session := Session{Roots: m.roots, Log: p.log, Encoding: e, Watches: m.watches, WithoutInline: !m.inline}
	if m.plain != "" {
		session.Initialization = json.RawMessage(fmt.Sprintf(`{"inkling":{"completion":{"plain":%q}}}`, m.plain))
	}
	p.editor, err = o.start(t, m, session)
	if err != nil {
		return err
	}
	p.editor.Learned()
	for _, s := range m.script {
		if why := o.cannot(s.verb); why != "" {
			t.Logf("line %d: this editor can't %s, and the session ends here: %s", s.line1, s.verb, why)
			return nil
		}
		if err := p.play(s); err != nil {
			return fmt.Errorf("%d: %s: %w", s.line1, s.verb, err)
		}
		if s.verb == "expect" {
			t.Logf("line %d holds%s", s.line1, p.why())
		}
	}
	return nil
}

func (o Options) cannot(verb string) string {
	if o.Cannot == nil {
		return ""
	}
	return o.Cannot(verb)
}

func encodingName(e text.Encoding) string {
	for name, known := range encodings {
		if known == e {
			return name
		}
	}
	return "?"
}
