package client

import (
	"context"

	"go.lsp.dev/protocol"

	"github.com/inkling-lsp/inkling/context/text"
)

// OpenNotebook opens a notebook with its cells, which are documents of their own.
func (c *Client) OpenNotebook(ctx context.Context, u text.URI, cells []*text.Snapshot) error {
	params := &protocol.DidOpenNotebookDocumentParams{
		NotebookDocument: protocol.NotebookDocument{URI: uriOf(u), NotebookType: "jupyter-notebook", Version: 1, Cells: []protocol.NotebookCell{}},
	}
	for _, s := range cells {
		params.NotebookDocument.Cells = append(params.NotebookDocument.Cells, cellOf(s))
		params.CellTextDocuments = append(params.CellTextDocuments, itemOf(s))
	}
	return c.notify(ctx, protocol.MethodNotebookDocumentDidOpen, params)
}

// InsertCell puts a cell at a place of a notebook, from zero.
func (c *Client) InsertCell(ctx context.Context, u text.URI, version int32, at int, s *text.Snapshot) error {
	return c.changeNotebook(ctx, u, version, &protocol.NotebookDocumentCellChanges{
		Structure: &protocol.NotebookDocumentCellChangeStructure{
			Array:   protocol.NotebookCellArrayChange{Start: uint32(at), Cells: []protocol.NotebookCell{cellOf(s)}},
			DidOpen: []protocol.TextDocumentItem{itemOf(s)},
		},
	})
}

// RemoveCell takes the cell at a place out of a notebook.
func (c *Client) RemoveCell(ctx context.Context, u text.URI, version int32, at int, cell text.URI) error {
	return c.changeNotebook(ctx, u, version, &protocol.NotebookDocumentCellChanges{
		Structure: &protocol.NotebookDocumentCellChangeStructure{
			Array:    protocol.NotebookCellArrayChange{Start: uint32(at), DeleteCount: 1},
			DidClose: []protocol.TextDocumentIdentifier{document(cell)},
		},
	})
}

// ChangeCell sends one incremental change of a cell's text, of which s is the
// snapshot after it.
func (c *Client) ChangeCell(ctx context.Context, u text.URI, version int32, s *text.Snapshot, r text.PositionRange, new string) error {
	return c.changeNotebook(ctx, u, version, &protocol.NotebookDocumentCellChanges{
		TextContent: []protocol.NotebookDocumentCellContentChanges{{
			Document: protocol.VersionedTextDocumentIdentifier{TextDocumentIdentifier: document(s.URI()), Version: s.Version()},
			Changes:  []protocol.TextDocumentContentChangeEvent{&protocol.TextDocumentContentChangePartial{Range: rangeOf(r), Text: new}},
		}},
	})
}

// CloseNotebook closes a notebook and its cells.
func (c *Client) CloseNotebook(ctx context.Context, u text.URI, cells []text.URI) error {
	params := &protocol.DidCloseNotebookDocumentParams{
		NotebookDocument:  protocol.NotebookDocumentIdentifier{URI: uriOf(u)},
		CellTextDocuments: []protocol.TextDocumentIdentifier{},
	}
	for _, cell := range cells {
		params.CellTextDocuments = append(params.CellTextDocuments, document(cell))
	}
	return c.notify(ctx, protocol.MethodNotebookDocumentDidClose, params)
}

func (c *Client) changeNotebook(ctx context.Context, u text.URI, version int32, cells *protocol.NotebookDocumentCellChanges) error {
	return c.notify(ctx, protocol.MethodNotebookDocumentDidChange, &protocol.DidChangeNotebookDocumentParams{
		NotebookDocument: protocol.VersionedNotebookDocumentIdentifier{URI: uriOf(u), Version: version},
		Change:           protocol.NotebookDocumentChangeEvent{Cells: cells},
	})
}

func cellOf(s *text.Snapshot) protocol.NotebookCell {
	return protocol.NotebookCell{Kind: protocol.NotebookCellKindCode, Document: uriOf(s.URI())}
}

func itemOf(s *text.Snapshot) protocol.TextDocumentItem {
	return protocol.TextDocumentItem{
		URI:        uriOf(s.URI()),
		LanguageID: protocol.LanguageKind(s.Language()),
		Version:    s.Version(),
		Text:       s.String(),
	}
}
