package fill

import (
	"path"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/inkling-lsp/inkling/context/prompt"
	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/context/workspace"
)

// keptStreams is how many answers of a document are remembered: somebody who deletes
// a word finds the one before.
const keptStreams = 8

// document is an open document, as prompts see it. Service.mu guards it.
type document struct {
	uri        text.URI
	path, repo string         // its name in prompts, and its workspace's
	snapshot   *text.Snapshot // the newest
	cursor     int            // in it, in bytes, as far as known
	secret     bool

	layout prompt.Layout // the prompt that the server was sent last
	laid   bool          // there was one
	lost   bool          // it was not read to its end

	streams []*stream     // the oldest first; only the last may be under way
	turn    chan struct{} // closed when somebody else asks

	warmed, grown bool // nothing is left to read ahead since the last touch
}

func (s *Service) newDocument(d *text.Snapshot) *document {
	u := d.URI()
	name, repo := s.named(u)
	return &document{uri: u, path: name, repo: repo, snapshot: d, secret: secret(u, name), turn: make(chan struct{})}
}

// restart forgets what a server knows of the document.
func (d *document) restart() {
	d.cancel(Ended)
	d.layout, d.laid, d.lost, d.streams = prompt.Layout{}, false, false, nil
	d.warmed, d.grown = false, false
}

// cancel ends the request that is under way, if there is one.
func (d *document) cancel(why Silence) {
	if t := d.underway(); t != nil {
		t.cancel(why)
	}
}

// underway is the stream that is not done, nil if all are.
func (d *document) underway() *stream {
	if n := len(d.streams); n > 0 && !d.streams[n-1].done {
		return d.streams[n-1]
	}
	return nil
}

// strayed ends a request that nobody waits for when what was typed is not what it says.
// The cursor may be before the closers that an editor has added.
func (d *document) strayed() {
	t := d.underway()
	if t == nil || t.grace == nil {
		return
	}
	for at := d.cursor; at >= 0 && closes(d.snapshot.Slice(text.Range{Start: at, End: d.cursor})); at-- {
		if _, fits := t.rest(Query{Snapshot: d.snapshot, Offset: at}, nil); fits {
			return
		}
	}
	t.cancel(Superseded)
}

// keep remembers a stream as the newest.
func (d *document) keep(t *stream) {
	d.streams = append(d.streams, t)
	if len(d.streams) > keptStreams {
		d.streams = append([]*stream(nil), d.streams[1:]...)
	}
}

// busy says whether a request is under way, or about to be.
func (d *document) busy() bool {
	return d.underway() != nil
}

// named is what prompts call a document: its path from the root that holds it, with
// slashes, and the root's name. Nothing of the path above is told.
func (s *Service) named(u text.URI) (name, repo string) {
	file, ok := u.Path()
	if !ok {
		_, rest, _ := strings.Cut(string(u), ":")
		rest, _, _ = strings.Cut(rest, "#") // a notebook's cell
		return path.Base(rest), ""
	}
	for _, root := range s.roots {
		rel, err := filepath.Rel(root, file)
		if err == nil && filepath.IsLocal(rel) {
			return filepath.ToSlash(rel), filepath.Base(root)
		}
	}
	return filepath.Base(file), ""
}

// secret says whether nothing of a document may be sent, not even as context.
func secret(u text.URI, name string) bool {
	file, ok := u.Path()
	if !ok {
		_, file, _ = strings.Cut(string(u), ":")
		file, _, _ = strings.Cut(file, "#")
	}
	return workspace.Secret(name) || workspace.Secret(file)
}

// event is what the read loop tells.
type event struct {
	kind     kind
	uri      text.URI
	snapshot *text.Snapshot // of what was opened or changed
	roots    []string       // of the workspace, where it has moved
}

type kind uint8

const (
	opened kind = iota
	changed
	saved
	closed
	moved
)

// inbox holds events until somebody needs them, so that the read loop does not wait
// for a prompt to be laid out.
type inbox struct {
	mu     sync.Mutex
	events []event
	last   time.Time // of the last one
}

// tell puts an event into the inbox. Changes of one document in a row are one.
func (s *Service) tell(e event) {
	b := &s.inbox
	b.mu.Lock()
	if n := len(b.events); n > 0 && e.kind == changed && b.events[n-1].kind == changed && b.events[n-1].uri == e.uri {
		b.events[n-1] = e
	} else {
		b.events = append(b.events, e)
	}
	b.last = time.Now()
	b.mu.Unlock()
	s.wake()
}

// receive empties the inbox. Service.mu is held.
func (s *Service) receive() {
	b := &s.inbox
	b.mu.Lock()
	events, at := b.events, b.last
	b.events = nil
	b.mu.Unlock()
	for _, e := range events {
		s.take(e, at)
	}
}

func (s *Service) take(e event, at time.Time) {
	d := s.documents[e.uri]
	switch {
	case e.kind == moved:
		s.roots = e.roots
		for u, d := range s.documents {
			d.path, d.repo = s.named(u)
		}
	case e.kind == opened || e.kind == changed && d == nil:
		if d != nil {
			d.cancel(Superseded)
		}
		s.documents[e.uri] = s.newDocument(e.snapshot)
	case d == nil:
	case e.kind == changed:
		if was, is := text.Difference(d.snapshot, e.snapshot); was.Len()+is.Len() > 0 {
			d.cursor = is.End
		}
		if !d.secret {
			s.trail = s.trail.Change(d.path, d.snapshot, e.snapshot)
		}
		d.snapshot = e.snapshot
		d.strayed()
		s.touch(d, at)
	case e.kind == saved:
		s.pausedAt(at)
	case e.kind == closed:
		d.cancel(Superseded)
		delete(s.documents, e.uri)
		if s.active == d {
			s.active = nil
		}
	}
}
