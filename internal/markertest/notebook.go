package markertest

import (
	"errors"
	"fmt"
	"strings"

	"github.com/inkling-lsp/inkling/internal/editortest"
)

// cellMark stands between the name of a notebook and that of its cell.
const cellMark = ".ipynb#"

// notebookOf is the notebook of a cell, or empty for another document.
func notebookOf(name string) string {
	if notebook, _, ok := strings.Cut(name, cellMark); ok {
		return notebook + strings.TrimSuffix(cellMark, "#")
	}
	return ""
}

// openNotebook opens a notebook with the cells that the test has of it.
func (p *player) openNotebook(name string) error {
	var cells []editortest.Cell
	for _, cell := range p.marker.cells {
		if notebookOf(cell) == name {
			cells = append(cells, editortest.Cell{Path: cell, Language: editortest.Language(cell), Content: p.marker.others[cell]})
		}
	}
	if len(cells) == 0 {
		return fmt.Errorf("there is no cell of %s in this test", name)
	}
	e, ok := p.editor.(fakeEditor)
	if !ok {
		return errors.New("this editor has no notebooks; see fakeEditor")
	}
	e.OpenNotebook(name, cells)
	return nil
}

func (p *player) addCell(e fakeEditor, args []string) error {
	content, ok := p.marker.others[args[1]]
	notebook := notebookOf(args[0])
	if !ok || !e.HasNotebook(notebook) {
		return fmt.Errorf("there is no file %q in this test, or the notebook of %q is not open", args[1], args[0])
	}
	e.AddCell(notebook, editortest.Cell{Path: args[0], Language: editortest.Language(args[0]), Content: content})
	return nil
}

func (p *player) removeCell(e fakeEditor, args []string) error {
	if !p.editor.IsOpen(args[0]) {
		return fmt.Errorf("%q is no cell of an open notebook", args[0])
	}
	e.RemoveCell(notebookOf(args[0]), args[0])
	p.left(args[0])
	return nil
}
