package editortest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"time"

	"github.com/inkling-lsp/inkling/context/text"
)

// learnedMethod is the server's notification after each round of learning.
const learnedMethod = "inkling/learned"

// Learned waits until the server has learned the workspace.
func (e *Editor) Learned() {
	e.t.Helper()
	e.must(e.client.Learned(e.ctx))
}

// LearnedAgain waits until the server has learned something since the last call,
// at most for the time given, and reports whether it has. What it learned need
// not be what the test waits for: ask again, and wait again.
func (e *Editor) LearnedAgain(atMost time.Duration) bool {
	e.t.Helper()
	deadline := time.NewTimer(atMost)
	defer deadline.Stop()
	select {
	case <-e.again:
		return true
	case <-deadline.C:
		return false
	}
}

// notified is called from the client's read loop.
func (e *Editor) notified(method string, _ json.RawMessage) {
	if method != learnedMethod {
		return
	}
	select {
	case e.again <- struct{}{}:
	default:
	}
}

// WriteFile writes a file of the workspace behind the editor's back, as git or a
// formatter does. An editor that watches tells the server.
func (e *Editor) WriteFile(path, content string) {
	e.t.Helper()
	e.must(os.MkdirAll(filepath.Dir(e.file(path)), 0o755))
	e.must(os.WriteFile(e.file(path), []byte(content), 0o644))
	e.changedOnDisk(path, false)
}

// RemoveFile is WriteFile's opposite.
func (e *Editor) RemoveFile(path string) {
	e.t.Helper()
	e.must(os.Remove(e.file(path)))
	e.changedOnDisk(path, true)
}

// AddFolder adds a folder to the workspace, as its user does.
func (e *Editor) AddFolder(path string) {
	e.t.Helper()
	e.must(e.client.ChangeFolders(e.ctx, []string{e.file(path)}, nil))
}

// RemoveFolder removes one.
func (e *Editor) RemoveFolder(path string) {
	e.t.Helper()
	e.must(e.client.ChangeFolders(e.ctx, nil, []string{e.file(path)}))
}

// Save writes the document with the cursor to its file.
func (e *Editor) Save() {
	e.t.Helper()
	e.must(os.WriteFile(e.file(e.path), []byte(e.Text()), 0o644))
	e.must(e.client.Saved(e.ctx, e.document(e.path).URI()))
}

func (e *Editor) changedOnDisk(path string, removed bool) {
	e.t.Helper()
	if e.watches {
		e.must(e.client.ChangedOnDisk(e.ctx, text.FileURI(e.file(path)), removed))
	}
}

func (e *Editor) file(path string) string { return filepath.Join(e.root, filepath.FromSlash(path)) }
