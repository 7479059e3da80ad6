package lsp

import (
	"encoding/json"
	"sync"
	"time"

	"github.com/inkling-lsp/inkling/completion/fill"
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
	failed   statusKind = "Error"    // the model server does not answer; the embedded model goes on
	inactive statusKind = "Inactive" // nothing is suggested here, and nothing is wrong
)

// condition is how Inkling stands to a document, or to its model server.
type condition struct {
	kind    statusKind
	message string
}

// busyDelay is how long a request to the model server is on its way before the
// client hears of it. Most are over by then, and a sign that flickers at every word
// tells nobody anything.
const busyDelay = 300 * time.Millisecond

// status is what the client draws. Its methods may be called from any goroutine, and
// do not wait.
type status struct {
	session *session

	mu         sync.Mutex // guards the rest; held while a status is queued, so that the last sent is the newest
	understood bool       // by the client, which has initialized
	learning   bool
	here       condition   // of the document that the user looks at
	server     fill.State  // the last in which no request was on its way
	instead    condition   // why there is no server though one is named; empty if there is no such reason
	asking     *time.Timer // runs, or has run, since a request is on its way; nil while none is
	busy       bool        // it has run
	last       string      // the parameters that were sent
}

func newStatus(s *session) *status {
	return &status{session: s, here: condition{kind: normal}, server: fill.State{Condition: fill.Unset}}
}

// begin hears that the client is ready, and whether it understands a status.
func (s *status) begin(understood bool, c condition) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.understood, s.here = understood, c
	s.send()
}

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

// serve hears how the model server is.
func (s *status) serve(now fill.State) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now.Condition == fill.Busy {
		if s.asking == nil {
			s.asking = time.AfterFunc(busyDelay, s.linger)
		}
		return // what was the matter before is, until it is answered
	}
	s.rest()
	s.server = now
	s.send()
}

// withoutServer hears why there is no server though the settings name one; the empty
// condition takes that back.
func (s *status) withoutServer(c condition) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.instead = c
	s.send()
}

// linger hears that a request takes long.
func (s *status) linger() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.asking != nil { // it was not answered just now
		s.busy = true
		s.send()
	}
}

// rest hears that no request is on its way. The caller holds mu.
func (s *status) rest() {
	if s.asking != nil {
		s.asking.Stop()
	}
	s.asking, s.busy = nil, false
}

// close ends what status has begun.
func (s *status) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rest()
}

// send tells what is new. The caller holds mu.
func (s *status) send() {
	if !s.understood {
		return
	}
	c := s.here
	if c == (condition{kind: normal}) {
		c = s.answering()
	}
	if s.learning && c.kind == normal {
		c.message = learningTitle
	}
	params, err := json.Marshal(struct {
		Busy    bool       `json:"busy"`
		Message string     `json:"message"`
		Kind    statusKind `json:"kind"`
	}{s.learning || s.busy, c.message, c.kind})
	if err != nil || string(params) == s.last {
		return
	}
	s.last = string(params)
	s.session.notify(statusMethod, json.RawMessage(params))
}

// answering says who answers where nothing is wrong with the document.
func (s *status) answering() condition {
	if s.instead != (condition{}) {
		return s.instead
	}
	switch s.server.Condition {
	case fill.Unset:
		return condition{normal, "no model server: the embedded model answers"}
	case fill.Asleep:
		says := s.server.Says
		if says == "" {
			says = "it has not answered yet"
		}
		return condition{normal, s.server.Backend + ": " + says + "; the embedded model goes on"}
	case fill.Failing:
		return condition{failed, s.server.Says + "; the embedded model goes on (inkling doctor says more)"}
	}
	if s.server.Model == "" {
		return condition{normal, s.server.Backend}
	}
	return condition{normal, s.server.Model}
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
