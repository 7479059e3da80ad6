package editortest

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/tools/txtar"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/lsp"
	"github.com/inkling-lsp/inkling/lsp/client"
)

// patience ends a test that would hang. Nothing waits for it to pass.
const patience = 60 * time.Second

// Options say which editor and which server. The zero value is a UTF-16 editor
// and a server with its defaults in the test's process.
type Options struct {
	// Command runs a server over stdio, for example {"bin/inkling", "lsp"}. Empty
	// means a server in the test's process.
	Command []string
	// Server is what the server in the test's process is started with. Its log
	// goes to the test unless it has a Logger.
	Server lsp.Options
	// Encodings are offered to the server.
	Encodings []text.Encoding
	// Roots are the folders of the workspace that the editor shows, with slashes;
	// none means the whole workspace.
	Roots []string
	// Watches makes the editor tell the server of WriteFile and RemoveFile. Without
	// it the server has to watch the disk.
	Watches bool
	// Initialization are the initializationOptions, if any.
	Initialization json.RawMessage
	// WithoutInline makes it an editor that does not know inline completion.
	WithoutInline bool
}

// Editor is an editor with one cursor. Every failure ends the test. It belongs
// to one goroutine.
type Editor struct {
	t      testing.TB
	ctx    context.Context //nolint:containedctx // the editor lives as long as its test
	client *client.Client
	server *inProcess // nil for a binary
	root   string
	// watches is Options.Watches; again holds a token when the server has learned
	// something since LearnedAgain was called last.
	watches bool
	again   chan struct{}

	open   map[string]*text.Snapshot // by path, or by URI for what is no file
	path   string                    // the document with the cursor
	cursor int                       // bytes
	shown  *client.Item              // the ghost text's, if there is one
	entry  *client.Entry             // the first of the completion menu, if there is one
	closed bool

	notebooks map[string]*notebook // by path
	offered   []string             // what the items of the last answer insert
}

// Workspace writes files to a new folder and returns it.
func Workspace(t testing.TB, files *txtar.Archive) string {
	t.Helper()
	root := t.TempDir()
	for _, f := range files.Files {
		path := filepath.Join(root, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// Start starts a server on the folder root, and an editor that is closed when
// the test ends.
func Start(t testing.TB, root string, o Options) *Editor {
	t.Helper()
	// Not t.Context(), which ends before the cleanup that closes the editor.
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	e := &Editor{
		t: t, ctx: ctx, root: root, open: make(map[string]*text.Snapshot),
		watches: o.Watches, again: make(chan struct{}, 1), notebooks: make(map[string]*notebook),
	}
	options := e.clientOptions(o)
	var err error
	if len(o.Command) > 0 {
		options.Stderr = t.Output()
		e.client, err = client.Start(ctx, o.Command, options)
	} else {
		e.server = serve(t, o.Server)
		e.client, err = client.Connect(ctx, e.server.stream, options)
	}
	t.Cleanup(func() {
		e.Close()
		cancel()
	})
	if err != nil {
		e.closed = true
		t.Fatalf("start the editor: %v", err)
	}
	return e
}

func (e *Editor) clientOptions(o Options) client.Options {
	c := client.Options{
		Encodings: o.Encodings, Watches: o.Watches, Notified: e.notified,
		Initialization: o.Initialization, WithoutInline: o.WithoutInline,
	}
	for _, folder := range o.Roots {
		c.Roots = append(c.Roots, e.file(folder))
	}
	if len(o.Roots) == 0 {
		c.Roots = []string{e.root}
	}
	return c
}

// Close ends the session as an editor does and checks that the server ends well.
func (e *Editor) Close() {
	e.t.Helper()
	if e.closed {
		return
	}
	e.closed = true
	if err := e.client.Close(e.ctx); err != nil {
		e.t.Errorf("close the editor: %v", err)
	}
	if e.server != nil {
		e.server.wait(e.ctx, false)
	}
}

// Break ends the session as the death of an editor does, and checks that the
// server ends too.
func (e *Editor) Break() {
	e.t.Helper()
	e.closed = true
	e.must(e.client.Break(e.ctx))
	if e.server != nil {
		e.server.wait(e.ctx, true)
	}
}

// Open opens a file of the workspace and puts the cursor at its start.
func (e *Editor) Open(path string) {
	e.t.Helper()
	content, err := os.ReadFile(e.file(path))
	if err != nil {
		e.t.Fatalf("open a file of the workspace: %v", err)
	}
	e.OpenText(path, text.FileURI(e.file(path)), Language(path), string(content))
}

// OpenText opens a document that need not be a file, known as path to the test.
func (e *Editor) OpenText(path string, uri text.URI, language, content string) {
	e.t.Helper()
	s := text.NewSnapshot(uri, language, 1, content)
	e.must(e.client.Open(e.ctx, s))
	e.open[path] = s
	e.Focus(path)
}

// CloseDocument closes a document.
func (e *Editor) CloseDocument(path string) {
	e.t.Helper()
	e.must(e.client.CloseDocument(e.ctx, e.document(path).URI()))
	delete(e.open, path)
}

// Focus goes to the start of an open document.
func (e *Editor) Focus(path string) {
	e.t.Helper()
	e.document(path)
	e.path, e.cursor, e.shown = path, 0, nil
}

// IsOpen reports whether a document is open.
func (e *Editor) IsOpen(path string) bool { return e.open[path] != nil }

// Text is the text of the document with the cursor.
func (e *Editor) Text() string { return e.document(e.path).String() }

// Cursor is the byte offset of the cursor.
func (e *Editor) Cursor() int { return e.cursor }

// SetCursor moves the cursor to a byte offset.
func (e *Editor) SetCursor(offset int) {
	e.t.Helper()
	if s := e.document(e.path); offset < 0 || offset > s.Len() {
		e.t.Fatalf("the cursor can't go to %d: %s has %d bytes", offset, e.path, s.Len())
	}
	e.cursor, e.shown = offset, nil
}

// Type types keys, one change for each.
func (e *Editor) Type(keys string) {
	e.t.Helper()
	for _, key := range keys {
		e.Replace(text.Range{Start: e.cursor, End: e.cursor}, string(key))
	}
}

// Enter begins a line that is indented as the one above it.
func (e *Editor) Enter() {
	e.t.Helper()
	content := e.Text()
	line := content[strings.LastIndexAny(content[:e.cursor], "\r\n")+1 : e.cursor]
	ending := "\n"
	if strings.Contains(content, "\r\n") {
		ending = "\r\n"
	}
	indentation := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
	e.Replace(text.Range{Start: e.cursor, End: e.cursor}, ending+indentation)
}

// Backspace deletes the character before the cursor.
func (e *Editor) Backspace() {
	e.t.Helper()
	_, size := utf8.DecodeLastRuneInString(e.document(e.path).Slice(text.Range{Start: 0, End: e.cursor}))
	e.Replace(text.Range{Start: e.cursor - size, End: e.cursor}, "")
}

// Replace is one change. It puts the cursor at its end.
func (e *Editor) Replace(r text.Range, s string) {
	e.t.Helper()
	old := e.document(e.path)
	snapshot, err := old.Apply(old.Version()+1, []text.Change{{Range: r, New: s}})
	e.must(err)
	e.must(e.change(e.positions(old, r), snapshot, s))
	e.open[e.path] = snapshot
	e.cursor, e.shown, e.entry = r.Start+len(s), nil, nil
}

func (e *Editor) positions(s *text.Snapshot, r text.Range) text.PositionRange {
	return text.PositionRange{
		Start: s.OffsetPosition(r.Start, e.client.Encoding()),
		End:   s.OffsetPosition(r.End, e.client.Encoding()),
	}
}

func (e *Editor) document(path string) *text.Snapshot {
	e.t.Helper()
	s, ok := e.open[path]
	if !ok {
		e.t.Fatalf("%q is not open in the editor", path)
	}
	return s
}

func (e *Editor) must(err error) {
	e.t.Helper()
	if err != nil {
		e.t.Fatal(err)
	}
}
