package fill

import (
	"fmt"
	"log/slog"

	"github.com/inkling-lsp/inkling/context/text"
)

// Options are what a Service works with. The functions are called from one goroutine
// of the service's own, which waits for them.
type Options struct {
	// Logger hears of each request what was sent, by name and size, never by content.
	// nil is silent.
	Logger *slog.Logger
	// Changed hears of each new State, in order. nil hears nothing.
	Changed func(State)
	// Ready hears that an answer came after its question had been answered without it:
	// the client may ask again in this document, as long as it is at this version. nil
	// hears nothing.
	Ready func(u text.URI, version int32)
}

// Query asks what comes at Offset (bytes) of Snapshot.
type Query struct {
	Snapshot *text.Snapshot
	Offset   int
	// Chosen is what the open completion menu would insert at Offset. It is asked what
	// comes behind it, as if it stood there.
	Chosen string
	// Invoked says that the user asked, by a key or a command: a pause need not show
	// first that they have stopped typing.
	Invoked  bool
	Patience Patience
}

// supposed is the question as if what is chosen stood there.
func (q Query) supposed() (Query, error) {
	if q.Chosen == "" {
		return q, nil
	}
	at := text.Range{Start: q.Offset, End: q.Offset}
	supposed, err := q.Snapshot.Apply(q.Snapshot.Version(), []text.Change{{Range: at, New: q.Chosen}})
	if err != nil {
		return Query{}, fmt.Errorf("%w: %w", NoServer, err)
	}
	q.Snapshot, q.Offset, q.Chosen = supposed, q.Offset+len(q.Chosen), ""
	return q, nil
}

// Patience is how long a question waits for its answer.
type Patience uint8

// The patiences.
const (
	// Usual waits until the deadline: somewhat longer than this server is expected to
	// take, and never so long that somebody who types would have gone on. Where it is
	// expected to take longer than that, nothing is waited for.
	Usual Patience = iota
	// None takes what is there. A request is made all the same: Options.Ready tells
	// when its answer is there.
	None
	// Lasting waits until the server has answered, or the context ends: for commands.
	Lasting
)

// Answer is what a server wrote at a cursor.
type Answer struct {
	// Text is the rest of the line, never blank. After what opens a block it may
	// instead be the first line of the block, with the line end before it.
	Text           string
	Backend, Model string // who wrote it
}

// Silence is why there is no answer: a stable code, and an error. Where more can be
// said, it is wrapped.
type Silence string

// The silences.
const (
	NoServer   Silence = "no-server"         // none is configured, or it can't complete code
	Starting   Silence = "server-starting"   // it has not yet said what it can take
	Late       Silence = "server-late"       // not in time; Options.Ready will tell
	Failed     Silence = "server-failed"     // it answered with an error, or broke off
	Suspended  Silence = "server-suspended"  // it has failed too often, and is left alone for a while
	NothingNew Silence = "server-empty"      // it says that nothing comes there
	Superseded Silence = "server-superseded" // somebody asked again in the same document
	Secret     Silence = "secret-file"       // nothing of the document may be sent
	Ended      Silence = "server-shut-down"  // the service has ended
)

func (s Silence) Error() string { return string(s) }

// Condition is how a backend is.
type Condition string

// The conditions.
const (
	Unset   Condition = "none"     // there is no backend
	Asleep  Condition = "starting" // it has not answered yet
	Ready   Condition = "ready"
	Busy    Condition = "busy"    // a request is on its way
	Failing Condition = "failing" // the last request failed; the embedded model goes on
)

// State is how the backend is, for those who show it.
type State struct {
	Condition      Condition
	Backend, Model string
	Says           string // what is wrong, or how far one is that is asleep, for a person; may be empty
}
