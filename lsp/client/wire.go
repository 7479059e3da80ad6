package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/inkling-lsp/inkling/context/text"
)

// endBound is how long a server may take to end after exit before it is killed:
// far more than it needs, since a killed server can't say what was wrong.
const endBound = 5 * time.Second

// learnedMethod is the server's own notification after each round of learning.
const learnedMethod = "inkling/learned"

var encodings = map[text.Encoding]protocol.PositionEncodingKind{
	text.UTF8:  protocol.PositionEncodingKindUTF8,
	text.UTF16: protocol.PositionEncodingKindUTF16,
	text.UTF32: protocol.PositionEncodingKindUTF32,
}

func (c *Client) initialize(ctx context.Context, o Options) error {
	pid := int32(os.Getpid())
	params := &protocol.InitializeParams{
		ProcessID:  &pid,
		ClientInfo: protocol.ClientInfo{Name: "inkling-client"},
	}
	if !o.WithoutInline {
		params.Capabilities.TextDocument = &protocol.TextDocumentClientCapabilities{
			InlineCompletion: &protocol.InlineCompletionClientCapabilities{},
		}
	}
	if len(o.Initialization) > 0 {
		params.InitializationOptions = protocol.LSPAny(o.Initialization)
	}
	if len(o.Encodings) > 0 {
		params.Capabilities.General = &protocol.GeneralClientCapabilities{}
		for _, e := range o.Encodings {
			params.Capabilities.General.PositionEncodings = append(params.Capabilities.General.PositionEncodings, encodings[e])
		}
	}
	if o.Watches {
		params.Capabilities.Workspace = &protocol.WorkspaceClientCapabilities{
			DidChangeWatchedFiles: &protocol.DidChangeWatchedFilesClientCapabilities{DynamicRegistration: new(true)},
		}
	}
	params.WorkspaceFolders = protocol.NewNullable(foldersOf(o.Roots))

	var result protocol.InitializeResult
	if err := protocol.Call(ctx, c.conn, protocol.MethodInitialize, params, &result); err != nil {
		return fmt.Errorf("initialize: %w", err)
	}
	if err := c.choose(result.Capabilities.PositionEncoding, o.Encodings); err != nil {
		return err
	}
	return c.notify(ctx, protocol.MethodInitialized, &protocol.InitializedParams{})
}

// choose takes the server's choice of encoding, which must be one of those
// offered or UTF-16, which every client speaks.
func (c *Client) choose(chosen protocol.PositionEncodingKind, offered []text.Encoding) error {
	if chosen == "" {
		return nil
	}
	for e, kind := range encodings {
		if kind == chosen && (e == text.UTF16 || slices.Contains(offered, e)) {
			c.encoding = e
			return nil
		}
	}
	return fmt.Errorf("the server chose the position encoding %q, which was not offered", chosen)
}

// handle answers the server. Requests are answered with null, as by an editor
// that supports what it did not announce.
func (c *Client) handle(ctx context.Context, req *jsonrpc2.Request) (any, error) {
	if req.IsCall() {
		jsonrpc2.Async(ctx) // the library recycles the context of a call that is not
		return nil, nil
	}
	// What the request holds is only borrowed.
	method, params := string([]byte(req.Method())), json.RawMessage(slices.Clone(req.Params()))
	if c.notified != nil {
		c.notified(method, params)
	}
	if method == learnedMethod {
		c.learnedOnce.Do(func() { close(c.learned) })
	}
	return nil, nil
}

// end says exit and returns when the connection, and the child if there is one,
// is gone.
func (c *Client) end(ctx context.Context) error {
	kill := func() {
		if c.child != nil {
			c.child.kill()
		}
		_ = c.stream.Close()
	}
	timer := time.AfterFunc(c.bound, kill)
	defer timer.Stop()
	defer context.AfterFunc(ctx, kill)()

	// The server may be gone already; what is wrong with it is reported below.
	_ = c.conn.Notify(context.WithoutCancel(ctx), protocol.MethodExit, nil)
	if c.child == nil {
		return c.endStream()
	}
	<-c.conn.Done()
	return c.child.wait()
}

// endStream waits for a server in this process, which closes its end.
func (c *Client) endStream() error {
	<-c.conn.Done()
	if err := c.conn.Err(); err != nil {
		return fmt.Errorf("the connection to the server broke: %w", err)
	}
	return nil
}

func readItems(reply json.RawMessage) ([]Item, error) {
	type item struct {
		InsertText json.RawMessage `json:"insertText"`
		Range      *struct {
			Start, End struct{ Line, Character int }
		} `json:"range"`
		Command *struct {
			Command   string          `json:"command"`
			Arguments json.RawMessage `json:"arguments"`
		} `json:"command"`
	}
	var list struct {
		Items []json.RawMessage `json:"items"`
	}
	if err := json.Unmarshal(reply, &list); err != nil {
		return nil, fmt.Errorf("read the list of inline completions: %w", err)
	}
	items := make([]Item, 0, len(list.Items))
	for _, received := range list.Items {
		var raw item
		if err := json.Unmarshal(received, &raw); err != nil {
			return nil, fmt.Errorf("read an inline completion: %w", err)
		}
		if raw.Range == nil {
			return nil, errors.New("an inline completion came without its range")
		}
		i := Item{raw: received, Range: text.PositionRange{
			Start: text.Position(raw.Range.Start),
			End:   text.Position(raw.Range.End),
		}}
		if err := json.Unmarshal(raw.InsertText, &i.Text); err != nil {
			return nil, fmt.Errorf("read the text of an inline completion: %w", err)
		}
		if raw.Command != nil {
			i.Command, i.Args = raw.Command.Command, raw.Command.Arguments
		}
		items = append(items, i)
	}
	return items, nil
}

func uriOf(u text.URI) uri.URI { return uri.URI(u) }

func document(u text.URI) protocol.TextDocumentIdentifier {
	return protocol.TextDocumentIdentifier{URI: uriOf(u)}
}

func positionOf(p text.Position) protocol.Position {
	return protocol.Position{Line: uint32(p.Line), Character: uint32(p.Character)}
}

func rangeOf(r text.PositionRange) protocol.Range {
	return protocol.Range{Start: positionOf(r.Start), End: positionOf(r.End)}
}

// codec is the library's own, which it does not export: raw messages pass as
// they are, the rest by the protocol's rules for unions.
type codec struct{}

func (codec) Marshal(v any) ([]byte, error) {
	if raw, ok := v.(json.RawMessage); ok {
		return raw, nil
	}
	return protocol.Marshal(v)
}

func (codec) Unmarshal(data []byte, v any) error {
	if raw, ok := v.(*json.RawMessage); ok {
		*raw = slices.Clone(data)
		return nil
	}
	return protocol.Unmarshal(data, v)
}
