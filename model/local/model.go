package local

import (
	"context"
	"crypto/sha256"
	"errors"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"github.com/inkling-lsp/inkling/context/text"
)

// MaxDocument is the size of the largest document that the model looks at, in bytes.
const MaxDocument = 2 << 20

// maxLine is the length of the longest line in such a document, in characters, and
// maxLineBytes what a line has at most that is no longer.
const (
	maxLine      = 10_000
	maxLineBytes = utf8.UTFMax * maxLine
)

func overlong(line string) bool {
	return len(line) > maxLine && (len(line) > maxLineBytes || utf8.RuneCountInString(line) > maxLine)
}

// Options are the bounds of a Model.
type Options struct {
	// MaxTokens bounds what the embedded model learns of the workspace. 12 million
	// are about 2 million lines and take 250 MB of memory. In a running server, a
	// higher bound has the rest learned; a lower one forgets nothing.
	MaxTokens int `setting:"max_tokens" min:"0" max:"200000000" unit:"tokens"`
	// KeepFeatures makes candidates carry the features that their probability was
	// computed from, for fitting.
	KeepFeatures bool
}

// DefaultOptions are the options of a user who has set none.
func DefaultOptions() Options { return Options{MaxTokens: 12_000_000} }

// ErrFull says that MaxTokens is reached and files were left out.
var ErrFull = errors.New("the embedded model has reached its size limit; further files are not learned")

// Model is the embedded model. It is safe for concurrent use: predictions read
// an immutable index while Learn and Forget publish the next one. Predictions
// run one at a time, since they share what is lexed of the open documents.
type Model struct {
	options  atomic.Pointer[Options]
	index    atomic.Pointer[index]
	writer   indexWriter // guarded by learning
	learning sync.Mutex

	openMu  sync.Mutex // guards open and changes; held for pointer work only, so that the read loop never waits
	open    map[text.URI]*live
	changes uint64     // how many there were, opening included
	liveMu  sync.Mutex // guards what is lexed in the documents of open, and ballot; taken before openMu
	ballot  *ballot
}

// New returns a model that has learned nothing.
func New(o Options) *Model {
	m := &Model{open: make(map[text.URI]*live), ballot: newBallot()}
	m.writer = indexWriter{where: make(map[text.URI]location), sources: make(map[Key][]location)}
	m.index.Store(&index{})
	m.Configure(o)
	return m
}

// Configure replaces the options. A lower bound does not forget what is learned;
// it bounds what is learned from now on.
func (m *Model) Configure(o Options) { m.options.Store(&o) }

// File is a file of the workspace as it is on disk.
type File struct {
	URI      text.URI
	Language string // LSP's language identifier, or "" to go by the name
	Content  string
	// Sum is the SHA-256 of Content; zero if the caller has not made it.
	Sum [sha256.Size]byte
}

// Learn adds files, or replaces what was learned under their names, and returns
// when predictions see them. It takes CPU time, about half a second for 100,000
// lines, on up to two goroutines that end before it does. On an error of ctx
// nothing has changed; after ErrFull the first files are learned, and after any other
// those that could be.
func (m *Model) Learn(ctx context.Context, files []File) error {
	m.learning.Lock()
	defer m.learning.Unlock()
	for _, f := range files {
		m.rewritten(f.URI, func(s *text.Snapshot) bool { return s.Len() == len(f.Content) && s.String() == f.Content })
	}
	next, err := m.writer.learn(ctx, m.index.Load(), files, m.options.Load().MaxTokens)
	if next != nil {
		m.index.Store(next) // before it is tidy: joining segments can take a second
		m.index.Store(m.writer.compact(next))
	}
	return err
}

// Forget removes files.
func (m *Model) Forget(uris ...text.URI) {
	m.learning.Lock()
	defer m.learning.Unlock()
	d := m.writer.draft(m.index.Load())
	for _, u := range uris {
		d.forget(u)
	}
	m.index.Store(&d.index)
}

// Open tells that a document is open. It keeps the pointer and returns at once:
// the next prediction does the work.
func (m *Model) Open(s *text.Snapshot) {
	m.openMu.Lock()
	defer m.openMu.Unlock()
	d := newLive(s)
	m.open[s.URI()] = d
	m.touched(d)
}

// Change tells that an open document has a new text. It returns at once.
func (m *Model) Change(s *text.Snapshot) {
	m.openMu.Lock()
	defer m.openMu.Unlock()
	d, ok := m.open[s.URI()]
	if !ok {
		d = newLive(s)
		m.open[s.URI()] = d
	}
	d.latest.Store(s)
	m.touched(d)
}

// Close tells that a document is closed; its saved version counts again.
func (m *Model) Close(u text.URI) {
	m.openMu.Lock()
	defer m.openMu.Unlock()
	delete(m.open, u)
}
