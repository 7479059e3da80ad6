package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"github.com/inkling-lsp/inkling/context/text"
)

// Options say what kind of editor to be. The zero value is a plain UTF-16 one.
type Options struct {
	Roots     []string        // folders, absolute
	Encodings []text.Encoding // offered in this order; none means none is offered
	Watches   bool            // tells of changes on disk, so that the server need not look
	// WithoutInline makes it an editor that does not know inline completion.
	WithoutInline bool
	// Initialization are the initializationOptions, if any.
	Initialization json.RawMessage
	// Notified hears the server's notifications, in order. It must not call back
	// into the client: the next message is read when it has returned.
	Notified func(method string, params json.RawMessage)
	// Stderr gets what a child server writes there; nil throws it away.
	Stderr io.Writer
}

// Client is one session with a server. It is safe for concurrent use.
type Client struct {
	conn     jsonrpc2.Conn
	stream   io.Closer
	child    *child // nil if the server is not ours to end
	notified func(method string, params json.RawMessage)
	encoding text.Encoding
	bound    time.Duration // how long the server may take to end

	learnedOnce sync.Once
	learned     chan struct{} // closed by the first inkling/learned
}

// Start runs argv as a child server over stdio; Close ends it. The context
// bounds only the start.
func Start(ctx context.Context, argv []string, o Options) (*Client, error) {
	child, stream, err := startChild(context.WithoutCancel(ctx), argv, o.Stderr)
	if err != nil {
		return nil, err
	}
	return connect(ctx, stream, child, o)
}

// Connect speaks to a server on stream, which Close closes. The context bounds
// only the handshake.
func Connect(ctx context.Context, stream io.ReadWriteCloser, o Options) (*Client, error) {
	return connect(ctx, stream, nil, o)
}

func connect(ctx context.Context, stream io.ReadWriteCloser, child *child, o Options) (*Client, error) {
	c := &Client{
		conn:     jsonrpc2.NewConn(jsonrpc2.NewStream(stream), jsonrpc2.WithCodec(codec{})),
		stream:   stream,
		child:    child,
		notified: o.Notified,
		bound:    endBound,
		learned:  make(chan struct{}),
	}
	// The connection outlives ctx, so it must not be derived from it.
	c.conn.Go(context.WithoutCancel(ctx), c.handle)
	if err := c.initialize(ctx, o); err != nil {
		return nil, errors.Join(err, c.end(ctx))
	}
	return c, nil
}

// Encoding is what the server chose.
func (c *Client) Encoding() text.Encoding { return c.encoding }

// Open opens a document.
func (c *Client) Open(ctx context.Context, s *text.Snapshot) error {
	return c.notify(ctx, protocol.MethodTextDocumentDidOpen, &protocol.DidOpenTextDocumentParams{
		TextDocument: itemOf(s),
	})
}

// Change sends one incremental change.
func (c *Client) Change(ctx context.Context, u text.URI, version int32, r text.PositionRange, new string) error {
	return c.notify(ctx, protocol.MethodTextDocumentDidChange, &protocol.DidChangeTextDocumentParams{
		TextDocument: protocol.VersionedTextDocumentIdentifier{
			TextDocumentIdentifier: document(u),
			Version:                version,
		},
		ContentChanges: []protocol.TextDocumentContentChangeEvent{
			&protocol.TextDocumentContentChangePartial{Range: rangeOf(r), Text: new},
		},
	})
}

// CloseDocument closes a document.
func (c *Client) CloseDocument(ctx context.Context, u text.URI) error {
	return c.notify(ctx, protocol.MethodTextDocumentDidClose, &protocol.DidCloseTextDocumentParams{TextDocument: document(u)})
}

// Saved tells that a document was written to its file.
func (c *Client) Saved(ctx context.Context, u text.URI) error {
	return c.notify(ctx, protocol.MethodTextDocumentDidSave, &protocol.DidSaveTextDocumentParams{TextDocument: document(u)})
}

// ChangedOnDisk tells that a file was written, or removed.
func (c *Client) ChangedOnDisk(ctx context.Context, u text.URI, removed bool) error {
	kind := protocol.FileChangeTypeChanged
	if removed {
		kind = protocol.FileChangeTypeDeleted
	}
	return c.notify(ctx, protocol.MethodWorkspaceDidChangeWatchedFiles, &protocol.DidChangeWatchedFilesParams{
		Changes: []protocol.FileEvent{{URI: uriOf(u), Type: kind}},
	})
}

// Item is an inline completion: Text replaces Range.
type Item struct {
	Text    string
	Range   text.PositionRange
	Command string          // run after insertion
	Args    json.RawMessage // its arguments
	raw     json.RawMessage // as it was received
}

// Complete asks for inline completions at p. When ctx ends first, the server is
// told so.
func (c *Client) Complete(ctx context.Context, u text.URI, p text.Position, automatic bool) ([]Item, error) {
	trigger := protocol.InlineCompletionTriggerKindInvoked
	if automatic {
		trigger = protocol.InlineCompletionTriggerKindAutomatic
	}
	return c.complete(ctx, u, p, protocol.InlineCompletionContext{TriggerKind: trigger})
}

// Selected is the entry of the completion menu that is open: Text would replace
// Range.
type Selected struct {
	Range text.PositionRange
	Text  string
}

// CompleteSelected is Complete, automatic, while a completion menu is open.
func (c *Client) CompleteSelected(ctx context.Context, u text.URI, p text.Position, s Selected) ([]Item, error) {
	return c.complete(ctx, u, p, protocol.InlineCompletionContext{
		TriggerKind:            protocol.InlineCompletionTriggerKindAutomatic,
		SelectedCompletionInfo: protocol.SelectedCompletionInfo{Range: rangeOf(s.Range), Text: s.Text},
	})
}

func (c *Client) complete(ctx context.Context, u text.URI, p text.Position, why protocol.InlineCompletionContext) ([]Item, error) {
	var reply json.RawMessage
	err := protocol.Call(ctx, c.conn, protocol.MethodTextDocumentInlineCompletion, &protocol.InlineCompletionParams{
		TextDocumentPositionParams: protocol.TextDocumentPositionParams{TextDocument: document(u), Position: positionOf(p)},
		Context:                    why,
	}, &reply)
	if err != nil {
		return nil, fmt.Errorf("complete at %d:%d of %s: %w", p.Line, p.Character, u, err)
	}
	return readItems(reply)
}

// Accept runs an item's command, as an editor does after inserting it.
func (c *Client) Accept(ctx context.Context, i Item) error {
	if i.Command == "" {
		return nil
	}
	var args []protocol.LSPAny
	if len(i.Args) > 0 {
		if err := json.Unmarshal(i.Args, &args); err != nil {
			return fmt.Errorf("arguments of command %s: %w", i.Command, err)
		}
	}
	params := &protocol.ExecuteCommandParams{Command: i.Command, Arguments: args}
	if err := protocol.Call(ctx, c.conn, protocol.MethodWorkspaceExecuteCommand, params, nil); err != nil {
		return fmt.Errorf("command %s: %w", i.Command, err)
	}
	return nil
}

// Learned returns when the server has learned the workspace once.
func (c *Client) Learned(ctx context.Context) error {
	select {
	case <-c.learned:
		return nil
	default:
	}
	select {
	case <-c.learned:
		return nil
	case <-c.conn.Done():
		return fmt.Errorf("the server ended before it had learned the workspace: %w", errors.Join(c.conn.Err(), io.ErrUnexpectedEOF))
	case <-ctx.Done():
		return fmt.Errorf("wait until the workspace is learned: %w", ctx.Err())
	}
}

// Close shuts the session down and, if the server is a child, waits for its
// end. A server that does not end in time, or when ctx ends, is killed.
func (c *Client) Close(ctx context.Context) error {
	err := protocol.Call(ctx, c.conn, protocol.MethodShutdown, nil, nil)
	if err != nil {
		err = fmt.Errorf("shut the server down: %w", err)
	}
	return errors.Join(err, c.end(ctx))
}

// Break ends the session as the death of an editor does, without a word, and
// returns when the child is gone, if there is one. How it ends is not looked at:
// one that was about to write is ended by SIGPIPE. That it must be killed is an
// error.
func (c *Client) Break(ctx context.Context) error {
	_ = c.stream.Close()
	<-c.conn.Done()
	if c.child == nil {
		return nil
	}
	timer := time.AfterFunc(c.bound, c.child.kill)
	stop := context.AfterFunc(ctx, c.child.kill)
	err := c.child.wait()
	if stopped := timer.Stop(); !stop() || !stopped {
		return fmt.Errorf("the server outlives its client: %w", err)
	}
	return nil
}

func (c *Client) notify(ctx context.Context, method string, params any) error {
	if err := c.conn.Notify(ctx, method, params); err != nil {
		return fmt.Errorf("send %s: %w", method, err)
	}
	return nil
}
