// Package client speaks LSP to an Inkling server, for the demo, the evaluation
// and the tests.
//
// It never guesses what an editor would do, never hides an error of the server,
// and never lets an LSP type out.
package client

import (
	"context"
	"encoding/json"
	"io"

	"github.com/inkling-lsp/inkling/context/text"
)

// Client is one session with a server.
type Client struct{}

// Options say what kind of editor to be. The zero value is a plain UTF-16 one.
type Options struct {
	Roots     []string        // folders, absolute
	Encodings []text.Encoding // offered in this order; none means none is offered
	// Notified hears the server's notifications, in order.
	Notified func(method string, params json.RawMessage)
}

// Start runs argv as a child server over stdio; Close ends it.
func Start(ctx context.Context, argv []string, o Options) (*Client, error) { return nil, nil }

// Connect speaks to a server on stream.
func Connect(ctx context.Context, stream io.ReadWriteCloser, o Options) (*Client, error) {
	return nil, nil
}

// Encoding is what the server chose.
func (c *Client) Encoding() text.Encoding { return text.UTF16 }

// Open opens a document.
func (c *Client) Open(ctx context.Context, s *text.Snapshot) error { return nil }

// Change sends one incremental change.
func (c *Client) Change(ctx context.Context, u text.URI, version int32, r text.PositionRange, new string) error {
	return nil
}

// Item is an inline completion: Text replaces Range.
type Item struct {
	Text    string
	Range   text.PositionRange
	Command string          // run after insertion
	Args    json.RawMessage // its arguments
}

// Complete asks for inline completions at p.
func (c *Client) Complete(ctx context.Context, u text.URI, p text.Position, automatic bool) ([]Item, error) {
	return nil, nil
}

// Accept runs an item's command, as an editor does after inserting it.
func (c *Client) Accept(ctx context.Context, i Item) error { return nil }

// Learned returns when the server has learned the workspace.
func (c *Client) Learned(ctx context.Context) error { return nil }

// Close shuts the session down and, if the server is a child, waits for its end.
func (c *Client) Close(ctx context.Context) error { return nil }
