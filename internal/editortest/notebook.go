package editortest

import (
	"slices"
	"strings"

	"github.com/inkling-lsp/inkling/context/text"
)

// Cell is a cell of a notebook, known as Path to the test.
type Cell struct{ Path, Language, Content string }

// notebook is an open one.
type notebook struct {
	uri     text.URI
	version int32
	cells   []string // their paths, in order
}

// OpenNotebook opens a notebook that need not be a file, known as path to the
// test. Its cells can then be gone to with Focus.
func (e *Editor) OpenNotebook(path string, cells []Cell) {
	e.t.Helper()
	n := &notebook{uri: text.FileURI(e.file(path)), version: 1}
	snapshots := make([]*text.Snapshot, 0, len(cells))
	for _, c := range cells {
		snapshots = append(snapshots, e.cell(n, c))
		n.cells = append(n.cells, c.Path)
	}
	e.must(e.client.OpenNotebook(e.ctx, n.uri, snapshots))
	e.notebooks[path] = n
}

// AddCell adds a cell at the end of an open notebook.
func (e *Editor) AddCell(path string, c Cell) {
	e.t.Helper()
	n := e.notebook(path)
	n.version++
	e.must(e.client.InsertCell(e.ctx, n.uri, n.version, len(n.cells), e.cell(n, c)))
	n.cells = append(n.cells, c.Path)
}

// RemoveCell takes a cell out of its notebook.
func (e *Editor) RemoveCell(path, cell string) {
	e.t.Helper()
	n := e.notebook(path)
	n.version++
	at := slices.Index(n.cells, cell)
	e.must(e.client.RemoveCell(e.ctx, n.uri, n.version, at, e.document(cell).URI()))
	n.cells = slices.Delete(n.cells, at, at+1)
	delete(e.open, cell)
}

// CloseNotebook closes a notebook and its cells.
func (e *Editor) CloseNotebook(path string) {
	e.t.Helper()
	n := e.notebook(path)
	var cells []text.URI
	for _, cell := range n.cells {
		cells = append(cells, e.document(cell).URI())
		delete(e.open, cell)
	}
	e.must(e.client.CloseNotebook(e.ctx, n.uri, cells))
	delete(e.notebooks, path)
}

// HasNotebook reports whether a notebook is open.
func (e *Editor) HasNotebook(path string) bool { return e.notebooks[path] != nil }

// cell opens the document of a cell, under a name like those of VS Code.
func (e *Editor) cell(n *notebook, c Cell) *text.Snapshot {
	uri := text.ParseURI("vscode-notebook-cell:" + strings.TrimPrefix(string(n.uri), "file://") + "#" + c.Path)
	s := text.NewSnapshot(uri, c.Language, 1, c.Content)
	e.open[c.Path] = s
	return s
}

func (e *Editor) notebook(path string) *notebook {
	e.t.Helper()
	n, ok := e.notebooks[path]
	if !ok {
		e.t.Fatalf("the notebook %q is not open in the editor", path)
	}
	return n
}

// change tells the server of a change of the document with the cursor, which a
// cell's notebook does in its stead.
func (e *Editor) change(r text.PositionRange, s *text.Snapshot, new string) error {
	for _, n := range e.notebooks {
		if slices.Contains(n.cells, e.path) {
			n.version++
			return e.client.ChangeCell(e.ctx, n.uri, n.version, s, r, new)
		}
	}
	return e.client.Change(e.ctx, s.URI(), s.Version(), r, new)
}
