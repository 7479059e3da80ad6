package lsp

import (
	"context"
	"encoding/json"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"github.com/inkling-lsp/inkling/completion"
	"github.com/inkling-lsp/inkling/context/text"
)

func (s *session) inlineCompletion(params json.RawMessage) (job, error) {
	p := readInlineCompletion(params)
	if p.uri == "" || p.position.Line < 0 {
		return job{}, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "an inline completion needs a document and a position")
	}
	name := s.name(p.uri)
	snapshot, open := s.documents.Get(name)
	if !open {
		s.log.Debug("no suggestion", "reason", "not-open", "uri", name)
		return reply(&protocol.InlineCompletionList{Items: []protocol.InlineCompletionItem{}}), nil
	}
	encoding := s.client.encoding
	return job{document: name, run: func(ctx context.Context) (any, error) {
		return s.suggest(ctx, p.request(snapshot, encoding), encoding)
	}}, nil
}

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
		position: text.Position{Line: -1},
		trigger:  int(protocol.InlineCompletionTriggerKindAutomatic),
	}
	r := &reader{b: params}
	for key := range r.fields {
		switch key {
		case "textDocument":
			for key := range r.fields {
				if key == "uri" {
					r.text(&p.uri)
				}
			}
		case "position":
			readPosition(r, &p.position)
		case "context":
			for key := range r.fields {
				switch key {
				case "triggerKind":
					r.number(&p.trigger)
				case "selectedCompletionInfo":
					p.selected = readSelected(r)
				}
			}
		}
	}
	return p
}

func readSelected(r *reader) *selected {
	if r.peek() != '{' {
		return nil
	}
	none := text.Position{Line: -1}
	s := selected{at: text.PositionRange{Start: none, End: none}}
	for key := range r.fields {
		switch key {
		case "range":
			readRange(r, &s.at)
		case "text":
			r.text(&s.text)
		}
	}
	return &s
}
