package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"go.lsp.dev/protocol"

	"github.com/inkling-lsp/inkling/context/text"
)

// Entry is an entry of the completion menu: Text replaces Range, and is offered
// as long as what is typed of it begins Filter.
type Entry struct {
	Label  string
	Filter string
	Text   string
	Range  text.PositionRange
}

// Menu asks for the entries of the completion menu at p.
func (c *Client) Menu(ctx context.Context, u text.URI, p text.Position) ([]Entry, error) {
	var reply json.RawMessage
	err := protocol.Call(ctx, c.conn, protocol.MethodTextDocumentCompletion, &protocol.CompletionParams{
		TextDocumentPositionParams: protocol.TextDocumentPositionParams{TextDocument: document(u), Position: positionOf(p)},
	}, &reply)
	if err != nil {
		return nil, fmt.Errorf("list completions at %d:%d of %s: %w", p.Line, p.Character, u, err)
	}
	return readEntries(reply)
}

func readEntries(reply json.RawMessage) ([]Entry, error) {
	var list struct {
		Items []struct {
			Label      string
			FilterText string
			TextEdit   *struct {
				Range   *struct{ Start, End struct{ Line, Character int } }
				NewText string
			}
		}
	}
	if err := json.Unmarshal(reply, &list); err != nil {
		return nil, fmt.Errorf("read the list of completions: %w", err)
	}
	entries := make([]Entry, 0, len(list.Items))
	for _, i := range list.Items {
		if i.TextEdit == nil || i.TextEdit.Range == nil {
			return nil, errors.New("a completion came without its range")
		}
		entries = append(entries, Entry{
			Label: i.Label, Filter: i.FilterText, Text: i.TextEdit.NewText,
			Range: text.PositionRange{Start: text.Position(i.TextEdit.Range.Start), End: text.Position(i.TextEdit.Range.End)},
		})
	}
	return entries, nil
}
