package lsp

import (
	"encoding/json"
	"errors"
	"slices"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/context/workspace"
	"github.com/inkling-lsp/inkling/lsp/lenient"
)

// A notebook's cells are documents like any other, each with its own name, and
// so sources for each other. What opens and closes them is didOpen and didClose
// within a change; the order of the cells is not kept, since nothing reads it.

func (s *session) didOpenNotebook(params json.RawMessage) error {
	n := readNotebook(params)
	if n.uri == "" {
		return errNoNotebook
	}
	s.closeCells(s.notebooks.close(n.uri)) // opened twice: what it was is no more
	s.openCells(n.uri, n.cells)
	s.opened(n.uri)
	return nil
}

// didChangeNotebook closes cells first: a cell that gets another language is
// closed and opened in one change.
func (s *session) didChangeNotebook(params json.RawMessage) error {
	n := readNotebook(params)
	if n.uri == "" {
		return errNoNotebook
	}
	s.notebooks.remove(n.uri, n.closed)
	s.closeCells(n.closed)
	s.openCells(n.uri, n.opened)
	var failed []error
	for _, d := range n.changed {
		if d.uri == "" {
			failed = append(failed, errNoDocument)
		} else if err := s.change(d); err != nil {
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}

// didSaveNotebook tells the learner: most notebooks are not learned from their
// files, but those that are plain source files are.
func (s *session) didSaveNotebook(params json.RawMessage) error {
	s.readAgain(readNotebook(params).uri)
	return nil
}

// didCloseNotebook closes the cells that the client names, and those it does not.
func (s *session) didCloseNotebook(params json.RawMessage) error {
	n := readNotebook(params)
	if n.uri == "" {
		return errNoNotebook
	}
	s.closeCells(s.notebooks.close(n.uri))
	for _, d := range n.cells {
		s.closeCells([]string{d.uri})
	}
	s.readAgain(n.uri)
	return nil
}

func (s *session) openCells(notebook string, cells []document) {
	for _, d := range cells {
		if d.uri == "" {
			s.log.Warn("a cell without a name is left alone", "notebook", notebook)
			continue
		}
		s.notebooks.add(notebook, d.uri)
		s.open(d)
	}
}

func (s *session) closeCells(uris []string) {
	for _, uri := range uris {
		s.forget(uri)
	}
}

var errNoNotebook = errors.New("it names no notebook")

// notebooks are the open notebooks.
type notebooks struct {
	cells  map[text.URI][]string // of each notebook: its open cells, as the client spells them
	hidden map[text.URI]bool     // cells of notebooks that look secret
}

func newNotebooks() notebooks {
	return notebooks{cells: make(map[text.URI][]string), hidden: make(map[text.URI]bool)}
}

func (n notebooks) add(notebook, cell string) {
	name := text.ParseURI(notebook)
	n.cells[name] = append(n.cells[name], cell)
	if workspace.SecretDocument(name) {
		n.hidden[text.ParseURI(cell)] = true
	}
}

func (n notebooks) remove(notebook string, cells []string) {
	name := text.ParseURI(notebook)
	n.cells[name] = slices.DeleteFunc(n.cells[name], func(cell string) bool { return slices.Contains(cells, cell) })
	for _, cell := range cells {
		delete(n.hidden, text.ParseURI(cell))
	}
}

// close forgets a notebook and returns its cells.
func (n notebooks) close(notebook string) []string {
	name := text.ParseURI(notebook)
	cells := n.cells[name]
	delete(n.cells, name)
	for _, cell := range cells {
		delete(n.hidden, text.ParseURI(cell))
	}
	return cells
}

// secret reports whether a document is a cell of a notebook that looks secret.
func (n notebooks) secret(cell text.URI) bool { return n.hidden[cell] }

// notebook is what the parameters of the notebook notifications hold.
type notebook struct {
	uri     string
	cells   []document // of the whole notebook; only their names when it is closed
	closed  []string   // cells, in a change
	opened  []document // cells, in a change
	changed []document // cells, in a change: their text
}

// readNotebook is tolerant as readDocument is, and for the same reasons.
func readNotebook(params json.RawMessage) notebook {
	var n notebook
	r := lenient.New(params)
	for key := range r.Fields {
		switch key {
		case "notebookDocument":
			var d document
			readItem(r, &d)
			n.uri = d.uri
		case "cellTextDocuments":
			n.cells = readItems(r)
		case "change":
			r.Walk(func(path string) {
				switch path {
				case ".cells.structure.didClose":
					for _, d := range readItems(r) {
						n.closed = append(n.closed, d.uri)
					}
				case ".cells.structure.didOpen":
					n.opened = readItems(r)
				case ".cells.textContent":
					n.changed = readCellChanges(r)
				}
			})
		}
	}
	return n
}

func readItems(r *lenient.Reader) []document {
	var all []document
	for range r.Elements {
		var d document
		readItem(r, &d)
		all = append(all, d)
	}
	return all
}

func readCellChanges(r *lenient.Reader) []document {
	var all []document
	for range r.Elements {
		var d document
		for key := range r.Fields {
			switch key {
			case "document":
				readItem(r, &d)
			case "changes":
				d.changes = readChanges(r)
			}
		}
		all = append(all, d)
	}
	return all
}
