package lsp

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/inkling-lsp/inkling/completion"
	"go.lsp.dev/protocol"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/context/workspace"
)

func (s *session) didOpen(params json.RawMessage) error {
	d := readDocument(params)
	if d.uri == "" {
		return errNoDocument
	}
	name := text.ParseURI(d.uri)
	s.names[d.uri] = name
	snapshot := text.NewSnapshot(name, d.language, int32(d.version), d.text)
	s.documents.Open(snapshot)
	if !completion.Secret(name) {
		s.parts.model.Open(snapshot)
	}
	s.opened(d.uri)
	return nil
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
	if s.learner != nil {
		s.learner.SetRoots(append([]string(nil), s.roots...), s.near)
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

// didChange applies a change in the order of the wire. A document of which a
// change can't be applied is forgotten: its text would be wrong from then on.
func (s *session) didChange(params json.RawMessage) error {
	d := readDocument(params)
	if d.uri == "" {
		return errNoDocument
	}
	name := s.name(d.uri)
	if slices.ContainsFunc(d.changes, lacksPosition) {
		s.forget(d.uri)
		return errNoPosition
	}
	snapshot, err := s.documents.Change(name, int32(d.version), s.client.encoding, d.changes)
	if err != nil {
		s.forget(d.uri)
		return fmt.Errorf("%w; %s", err, leftAlone)
	}
	if !completion.Secret(name) {
		s.parts.model.Change(snapshot)
	}
	return nil
}

// didSave tells the learner, whose watch may not see the disk.
func (s *session) didSave(params json.RawMessage) error {
	s.readAgain(readDocument(params).uri)
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
	var method, uri string
	r := &reader{b: head}
	whole := func(into *string) {
		if r.text(into); r.i == len(head) {
			*into = "" // its end may be missing
		}
	}
	r.walk(func(path string) {
		switch path {
		case ".method":
			whole(&method)
		case ".params.textDocument.uri":
			whole(&uri)
		}
	})
	switch {
	case method != "" && method != protocol.MethodTextDocumentDidChange:
	case uri == "":
		s.log.Error("a change may be lost, of a document that can't be told; close and open again what was just changed")
	default:
		s.log.Warn("a change is lost; "+leftAlone, "uri", uri)
		s.forget(uri)
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
	s.documents.Close(name)
	s.parts.model.Close(name)
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
	r := &reader{b: params}
	for key := range r.fields {
		switch key {
		case "textDocument":
			for key := range r.fields {
				switch key {
				case "uri":
					r.text(&d.uri)
				case "languageId":
					r.text(&d.language)
				case "version":
					r.number(&d.version)
				case "text":
					r.text(&d.text)
				}
			}
		case "contentChanges":
			for range r.elements {
				d.changes = append(d.changes, readChange(r))
			}
		}
	}
	return d
}

func readChange(r *reader) text.PositionChange {
	var c text.PositionChange
	for key := range r.fields {
		switch key {
		case "text":
			r.text(&c.New)
		case "range":
			if r.peek() == '{' { // null is the whole text
				none := text.Position{Line: -1}
				c.Range = &text.PositionRange{Start: none, End: none}
				readRange(r, c.Range)
			}
		}
	}
	return c
}

func readRange(r *reader, into *text.PositionRange) {
	for key := range r.fields {
		switch key {
		case "start":
			readPosition(r, &into.Start)
		case "end":
			readPosition(r, &into.End)
		}
	}
}

func readPosition(r *reader, into *text.Position) {
	*into = text.Position{Line: -1} // none; see lacksPosition
	for key := range r.fields {
		switch key {
		case "line":
			r.number(&into.Line)
		case "character":
			r.number(&into.Character)
		}
	}
}
