package lsp

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"go.lsp.dev/protocol"

	"github.com/inkling-lsp/inkling/completion"
	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/context/workspace"
	"github.com/inkling-lsp/inkling/lsp/lenient"
)

func (s *session) didOpen(params json.RawMessage) error {
	d := readDocument(params)
	if d.uri == "" {
		return errNoDocument
	}
	s.open(d)
	s.opened(d.uri)
	return nil
}

// open takes a document in. One that looks secret is kept, since its changes will
// come, but no model sees it.
func (s *session) open(d document) {
	name := text.ParseURI(d.uri)
	s.names[d.uri] = name
	s.spelled.Store(name, d.uri)
	snapshot := text.NewSnapshot(name, d.language, int32(d.version), d.text)
	s.documents.Open(snapshot)
	if !s.secret(name) {
		s.parts.model.Open(snapshot)
	}
	delete(s.abandoned, name)
	if name == s.focus {
		s.status.look(s.condition(name))
	}
}

// opened starts to learn near the first file that is opened.
func (s *session) opened(uri string) {
	path, ok := filePath(uri)
	if !ok || s.near != "" {
		return
	}
	s.near = path
	if len(s.roots) == 0 {
		s.roots = rootsOf(path)
	}
	s.tellRoots()
}

// tellRoots tells those who read the workspace where it is.
func (s *session) tellRoots() {
	s.parts.server.Roots(slices.Clone(s.roots))
	if s.learner != nil {
		s.learner.SetRoots(slices.Clone(s.roots), s.near)
	}
}

// rootsOf are the roots where the client names none: a document that is opened by
// itself is learned from with its neighbours. A home folder is not a workspace.
func rootsOf(path string) []string {
	dir := filepath.Dir(path)
	if home, err := os.UserHomeDir(); err == nil && dir == home || dir == filepath.Dir(dir) {
		return nil
	}
	return []string{dir}
}

func (s *session) didChange(params json.RawMessage) error {
	d := readDocument(params)
	if d.uri == "" {
		return errNoDocument
	}
	return s.change(d)
}

// change applies a change in the order of the wire. A document of which a change
// can't be applied is forgotten: its text would be wrong from then on.
func (s *session) change(d document) error {
	name := s.name(d.uri)
	if slices.ContainsFunc(d.changes, lacksPosition) {
		s.abandon(d.uri)
		return errNoPosition
	}
	snapshot, err := s.documents.Change(name, int32(d.version), s.client.encoding, d.changes)
	if err != nil {
		s.abandon(d.uri)
		return fmt.Errorf("%w; %s", err, leftAlone)
	}
	if !s.secret(name) {
		s.parts.model.Change(snapshot)
	}
	return nil
}

// didSave tells the learner, whose watch may not see the disk, and the model, for
// which a line that is taken out now is one that the disk still has.
func (s *session) didSave(params json.RawMessage) error {
	uri := readDocument(params).uri
	s.parts.model.Save(s.name(uri))
	s.readAgain(uri)
	s.configuration.look()
	return nil
}

func (s *session) didClose(params json.RawMessage) error {
	d := readDocument(params)
	if d.uri == "" {
		return errNoDocument
	}
	s.forget(d.uri)
	s.readAgain(d.uri) // from now on the disk says what the file holds
	return nil
}

// lostChange hears how a message began that was too large to be kept. If it
// changed a document, the text that the server has is no longer the client's.
func (s *session) lostChange(head []byte) {
	defer s.recovered("a refused message", nil)
	var method, uri, notebook string
	r := lenient.New(head)
	whole := func(into *string) {
		if r.Text(into); r.AtEnd() {
			*into = "" // its end may be missing
		}
	}
	r.Walk(func(path string) {
		switch path {
		case ".method":
			whole(&method)
		case ".params.textDocument.uri":
			whole(&uri)
		case ".params.notebookDocument.uri":
			whole(&notebook)
		}
	})
	switch {
	case method != "" && method != protocol.MethodTextDocumentDidChange && method != protocol.MethodNotebookDocumentDidChange:
	case notebook != "":
		s.log.Warn("a change is lost; the notebook is left alone until it is opened again", "uri", notebook)
		for _, cell := range s.notebooks.close(notebook) {
			s.abandon(cell)
		}
	case uri == "":
		s.log.Error("a change may be lost, of a document that can't be told; close and open again what was just changed")
	default:
		s.log.Warn("a change is lost; "+leftAlone, "uri", uri)
		s.abandon(uri)
	}
}

// readAgain has the learner look at a file on disk.
func (s *session) readAgain(uri string) {
	if path, ok := filePath(uri); ok && s.learner != nil {
		s.learner.Changed([]workspace.Event{{Kind: workspace.Written, Path: path}})
	}
}

func (s *session) forget(uri string) {
	name := s.name(uri)
	delete(s.names, uri)
	s.spelled.Delete(name)
	delete(s.abandoned, name)
	s.documents.Close(name)
	s.parts.model.Close(name)
}

// secret reports whether no model may see a document: its own name, or that of
// the notebook it is a cell of, says so.
func (s *session) secret(name text.URI) bool {
	return completion.Secret(name) || s.notebooks.secret(name)
}

// name is canonical, remembered for what is open: it is asked at every key.
func (s *session) name(uri string) text.URI {
	if name, ok := s.names[uri]; ok {
		return name
	}
	return text.ParseURI(uri)
}

const leftAlone = "the document is left alone until it is opened again"

var (
	errNoDocument = errors.New("it names no document")
	errNoPosition = errors.New("a change has half a range; " + leftAlone)
)

func lacksPosition(c text.PositionChange) bool {
	return c.Range != nil && (c.Range.Start.Line < 0 || c.Range.End.Line < 0)
}

// document is what the parameters of the document notifications hold.
type document struct {
	uri      string
	language string
	version  int
	text     string
	changes  []text.PositionChange
}

// readDocument is a decoder of our own for three reasons: a client that sends
// "version": null must not lose its change, a Latin-1 byte in a text must not
// change its length, and this runs at every key.
func readDocument(params json.RawMessage) document {
	var d document
	r := lenient.New(params)
	for key := range r.Fields {
		switch key {
		case "textDocument":
			readItem(r, &d)
		case "contentChanges":
			d.changes = readChanges(r)
		}
	}
	return d
}

// readItem reads what names or holds a document.
func readItem(r *lenient.Reader, d *document) {
	for key := range r.Fields {
		switch key {
		case "uri":
			r.Text(&d.uri)
		case "languageId":
			r.Text(&d.language)
		case "version":
			r.Number(&d.version)
		case "text":
			r.Text(&d.text)
		}
	}
}

func readChanges(r *lenient.Reader) []text.PositionChange {
	var changes []text.PositionChange
	for range r.Elements {
		changes = append(changes, readChange(r))
	}
	return changes
}

func readChange(r *lenient.Reader) text.PositionChange {
	var c text.PositionChange
	for key := range r.Fields {
		switch key {
		case "text":
			r.Text(&c.New)
		case "range":
			if r.Peek() == '{' { // null is the whole text
				none := text.Position{Line: -1}
				c.Range = &text.PositionRange{Start: none, End: none}
				readRange(r, c.Range)
			}
		}
	}
	return c
}

func readRange(r *lenient.Reader, into *text.PositionRange) {
	for key := range r.Fields {
		switch key {
		case "start":
			readPosition(r, &into.Start)
		case "end":
			readPosition(r, &into.End)
		}
	}
}

func readPosition(r *lenient.Reader, into *text.Position) {
	*into = text.Position{Line: -1} // none; see lacksPosition
	for key := range r.Fields {
		switch key {
		case "line":
			r.Number(&into.Line)
		case "character":
			r.Number(&into.Character)
		}
	}
}
