package lsp

import (
	"encoding/json"
	"sync"

	"github.com/inkling-lsp/inkling/context/text"
)

// statusMethod tells a client that understands it whether Inkling works, in the
// shape of Copilot's language server.
const statusMethod = "didChangeStatus"

// didFocusMethod tells which document the user looks at; without one, none.
const didFocusMethod = "textDocument/didFocus"

// statusKind says how a status is to be drawn.
type statusKind string

const (
	normal   statusKind = "Normal"
	warning  statusKind = "Warning"  // the user can mend it
	inactive statusKind = "Inactive" // nothing is suggested here, and nothing is wrong
)

// condition is how Inkling stands to a document.
type condition struct {
	kind    statusKind
	message string
}

// status is what the client draws. Its methods may be called from any goroutine.
type status struct {
	session *session

	mu       sync.Mutex // guards the rest; held while a status is queued, so that the last sent is the newest
	learning bool
	here     condition
	last     string // the parameters that were sent
}

func newStatus(s *session) *status { return &status{session: s, here: condition{kind: normal}} }

// learn hears whether the workspace is being learned.
func (s *status) learn(learning bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.learning = learning
	s.send()
}

// look hears how Inkling stands to the document that the user looks at.
func (s *status) look(c condition) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.here = c
	s.send()
}

// send tells what is new. The caller holds mu.
func (s *status) send() {
	if !s.session.client.status {
		return
	}
	message := s.here.message
	if message == "" && s.learning {
		message = learningTitle
	}
	params, err := json.Marshal(struct {
		Busy    bool       `json:"busy"`
		Message string     `json:"message"`
		Kind    statusKind `json:"kind"`
	}{s.learning, message, s.here.kind})
	if err != nil || string(params) == s.last {
		return
	}
	s.last = string(params)
	s.session.notify(statusMethod, json.RawMessage(params))
}

// didFocus remembers the file for what is learned from now on, nearest first. It
// does not begin anew with what is being learned: that reads every file again.
func (s *session) didFocus(params json.RawMessage) error {
	d := readDocument(params)
	s.focus = ""
	if d.uri != "" {
		s.focus = s.name(d.uri)
		s.opened(d.uri)
	}
	if path, ok := filePath(d.uri); ok {
		s.near = path
	}
	s.status.look(s.condition(s.focus))
	return nil
}

func (s *session) condition(name text.URI) condition {
	switch {
	case name != "" && s.secret(name):
		return condition{inactive, "nothing is suggested in a file whose name looks secret"}
	case s.abandoned[name]:
		return condition{warning, "a change was lost; " + leftAlone}
	}
	return condition{kind: normal}
}

// abandon forgets a document whose text is no longer known.
func (s *session) abandon(uri string) {
	name := s.name(uri)
	s.forget(uri)
	s.abandoned[name] = true
	if name == s.focus {
		s.status.look(s.condition(name))
	}
}
