package client

import (
	"context"
	"encoding/json"
	"path/filepath"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/inkling-lsp/inkling/context/text"
)

// feedback is what the client tells of an item, in the server's own words.
type feedback struct {
	Item           json.RawMessage `json:"item"`
	AcceptedLength int             `json:"acceptedLength,omitzero"`
}

// Shown tells that an item is drawn.
func (c *Client) Shown(ctx context.Context, i Item) error {
	return c.notify(ctx, "textDocument/didShowCompletion", &feedback{Item: i.raw})
}

// PartiallyAccepted tells that the first units (of UTF-16) of an item's text were
// inserted, those that were inserted before included.
func (c *Client) PartiallyAccepted(ctx context.Context, i Item, units int) error {
	return c.notify(ctx, "textDocument/didPartiallyAcceptCompletion", &feedback{Item: i.raw, AcceptedLength: units})
}

// Rejected tells that an item was dismissed.
func (c *Client) Rejected(ctx context.Context, i Item) error {
	return c.notify(ctx, "textDocument/didRejectCompletion", &feedback{Item: i.raw})
}

// Focused tells which document the user looks at.
func (c *Client) Focused(ctx context.Context, u text.URI) error {
	return c.notify(ctx, "textDocument/didFocus", &struct {
		TextDocument protocol.TextDocumentIdentifier `json:"textDocument"`
	}{document(u)})
}

// ChangeFolders tells that folders of the workspace were added or removed.
func (c *Client) ChangeFolders(ctx context.Context, added, removed []string) error {
	return c.notify(ctx, protocol.MethodWorkspaceDidChangeWorkspaceFolders, &protocol.DidChangeWorkspaceFoldersParams{
		Event: protocol.WorkspaceFoldersChangeEvent{Added: foldersOf(added), Removed: foldersOf(removed)},
	})
}

func foldersOf(paths []string) []protocol.WorkspaceFolder {
	folders := []protocol.WorkspaceFolder{}
	for _, path := range paths {
		folders = append(folders, protocol.WorkspaceFolder{URI: uri.File(path), Name: filepath.Base(path)})
	}
	return folders
}
