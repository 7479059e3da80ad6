package lsp

import (
	"context"
	"encoding/json"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"github.com/inkling-lsp/inkling/completion"
	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/lsp/lenient"
)

func (s *session) inlineCompletion(params json.RawMessage) (job, error) {
	p := readInlineCompletion(params)
	if p.uri == "" || p.position.Line < 0 {
		return job{}, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "an inline completion needs a document and a position")
	}
	name := s.name(p.uri)
	snapshot, silence := s.asked(name, p.version)
	if silence != "" {
		s.log.Debug("no suggestion", "reason", silence, "uri", name)
		return reply(&protocol.InlineCompletionList{Items: []protocol.InlineCompletionItem{}}), nil
	}
	encoding := s.client.encoding
	return job{document: name, run: func(ctx context.Context) (any, error) {
		return s.suggest(ctx, p.request(snapshot, encoding), encoding)
	}}, nil
}

// asked is the document that a request is about, or the reason why nothing may be
// shown in it. A version, which LSP does not have here but some clients send, is
// that of the snapshot as long as messages come in order: another one means that
// client and server do not have the same text.
func (s *session) asked(name text.URI, version int) (snapshot *text.Snapshot, silence completion.Reason) {
	snapshot, open := s.documents.Get(name)
	switch {
	case !open:
		return nil, notOpen
	case s.secret(name):
		return nil, completion.SecretFile
	case version != anyVersion && version != int(snapshot.Version()):
		return nil, otherVersion
	}
	return snapshot, ""
}

// Why the server does not ask its engine.
const (
	notOpen      = completion.Reason("not-open")      // the client has not opened the document, or it is left alone
	otherVersion = completion.Reason("other-version") // the client asks about a text that the server does not have
)

// anyVersion is the version of a request that has none.
const anyVersion = -1

// suggest never fails for a reason of the engine's: an editor would show the
// user a message at every key.
func (s *session) suggest(ctx context.Context, r completion.Request, e text.Encoding) (any, error) {
	if ctx.Err() != nil {
		return nil, ctx.Err() // cancelled before it began
	}
	start := time.Now()
	answer, err := s.parts.engine.Suggest(ctx, r)
	if ctx.Err() != nil {
		// Also if there is an answer: it was made for a text that is no more.
		s.log.Debug("no suggestion", "reason", "cancelled", "detail", context.Cause(ctx), "ms", ms(time.Since(start)))
		return nil, ctx.Err()
	}
	if err != nil {
		s.log.Error("no suggestion", "reason", "failed", "error", err, "uri", r.Snapshot.URI(), "ms", ms(time.Since(start)))
	}
	took := ms(time.Since(start))
	at := r.Snapshot.OffsetPosition(r.Offset, text.UTF32)
	for _, d := range answer.Dropped {
		s.log.Debug("no suggestion", "reason", d.Reason, "detail", d.Detail, "line", at.Line+1, "column", at.Character+1, "ms", took)
	}
	list := &protocol.InlineCompletionList{Items: make([]protocol.InlineCompletionItem, 0, len(answer.Suggestions))}
	for _, g := range answer.Suggestions {
		s.log.Debug("suggestion", "id", g.ID, "probability", g.Probability, "bytes", len(g.Text), "version", r.Snapshot.Version(), "ms", took)
		list.Items = append(list.Items, item(g, r.Snapshot, e))
	}
	return list, nil
}

// item always has a range: without one VS Code replaces the word at the cursor.
func item(g completion.Suggestion, s *text.Snapshot, e text.Encoding) protocol.InlineCompletionItem {
	r := rangeOf(s, g.Range, e)
	return protocol.InlineCompletionItem{
		InsertText: protocol.String(g.Text),
		Range:      &r,
		Command:    accepted(g),
	}
}

// inlineCompletionParams are the parameters, with positions as the client counts.
type inlineCompletionParams struct {
	uri      string
	version  int           // or anyVersion
	position text.Position // line -1 if none was sent
	trigger  int           // 1 invoked, 2 automatic; drafts of LSP 3.18 used 0 for invoked
	selected *selected
}

type selected struct {
	at   text.PositionRange
	text string
}

func (p inlineCompletionParams) request(s *text.Snapshot, e text.Encoding) completion.Request {
	r := completion.Request{Snapshot: s, Offset: s.PositionOffset(p.position, e), Trigger: completion.Automatic}
	if p.trigger != int(protocol.InlineCompletionTriggerKindAutomatic) {
		r.Trigger = completion.Invoked
	}
	if p.selected != nil && p.selected.at.Start.Line >= 0 && p.selected.at.End.Line >= 0 {
		r.Selected = &completion.Selected{
			Range: text.Range{
				Start: s.PositionOffset(p.selected.at.Start, e),
				End:   s.PositionOffset(p.selected.at.End, e),
			},
			Text: p.selected.text,
		}
	}
	return r
}

func readInlineCompletion(params json.RawMessage) inlineCompletionParams {
	p := inlineCompletionParams{
		version:  anyVersion,
		position: text.Position{Line: -1},
		trigger:  int(protocol.InlineCompletionTriggerKindAutomatic),
	}
	r := lenient.New(params)
	for key := range r.Fields {
		switch key {
		case "textDocument":
			for key := range r.Fields {
				switch key {
				case "uri":
					r.Text(&p.uri)
				case "version":
					r.Number(&p.version)
				}
			}
		case "position":
			readPosition(r, &p.position)
		case "context":
			for key := range r.Fields {
				switch key {
				case "triggerKind":
					r.Number(&p.trigger)
				case "selectedCompletionInfo":
					p.selected = readSelected(r)
				}
			}
		}
	}
	return p
}

func readSelected(r *lenient.Reader) *selected {
	if r.Peek() != '{' {
		return nil
	}
	none := text.Position{Line: -1}
	s := selected{at: text.PositionRange{Start: none, End: none}}
	for key := range r.Fields {
		switch key {
		case "range":
			readRange(r, &s.at)
		case "text":
			r.Text(&s.text)
		}
	}
	return &s
}
