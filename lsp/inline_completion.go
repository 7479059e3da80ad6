package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"github.com/inkling-lsp/inkling/completion"
	"github.com/inkling-lsp/inkling/completion/fill"
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
	deadline := time.Now().Add(inlineBound)
	encoding := s.client.encoding
	request := p.request(snapshot, encoding)
	if s.client.ready {
		request.Patience = fill.None
	}
	return job{document: name, run: func(ctx context.Context) (any, error) {
		return s.suggest(ctx, request, deadline, encoding)
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

// inlineBound is how long an answer may be held, whatever the engine waits for. The
// client is to have it within two seconds.
const inlineBound = 1800 * time.Millisecond

// errOutdated is why an answer is not given that was held while the user typed on.
// Neovim would draw it at a place that is no more. An answer without items would
// take away what it draws there by now, so this is an error, which it does not show.
var errOutdated = errors.New("the text has changed since")

// suggest never fails for a reason of the engine's: an editor would show the
// user a message at every key.
func (s *session) suggest(ctx context.Context, r completion.Request, deadline time.Time, e text.Encoding) (any, error) {
	if ctx.Err() != nil {
		return nil, ctx.Err() // cancelled before it began
	}
	start := time.Now()
	bounded, cancel := context.WithDeadline(ctx, deadline)
	answer, err := s.parts.engine.Suggest(bounded, r)
	cancel()
	took := ms(time.Since(start))
	if why := s.useless(ctx, r.Snapshot); why != nil {
		// Also if there is an answer: it was made for a text that is no more.
		s.log.Debug("no suggestion", "reason", "cancelled", "detail", why, "ms", took)
		return nil, context.Canceled
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		s.log.Warn("no suggestion", "reason", "too-late", "error", err, "uri", r.Snapshot.URI(), "ms", took)
	case err != nil:
		s.log.Error("no suggestion", "reason", "failed", "error", err, "uri", r.Snapshot.URI(), "ms", took)
	}
	return s.list(r, answer, took, e), nil
}

// useless says why an answer is of no use any more, or nil if it is.
func (s *session) useless(ctx context.Context, made *text.Snapshot) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if now, _ := s.documents.Get(made.URI()); now != made {
		return errOutdated
	}
	return nil
}

// list is an answer as the client gets it, and as the log tells it; it took so many
// milliseconds.
func (s *session) list(r completion.Request, answer completion.Answer, took float64, e text.Encoding) *protocol.InlineCompletionList {
	at := r.Snapshot.OffsetPosition(r.Offset, text.UTF32)
	for _, d := range answer.Dropped {
		s.log.Debug("no suggestion", "reason", d.Reason, "detail", d.Detail, "line", at.Line+1, "column", at.Character+1, "ms", took)
	}
	list := &protocol.InlineCompletionList{Items: make([]protocol.InlineCompletionItem, 0, len(answer.Suggestions))}
	for _, g := range answer.Suggestions {
		s.log.Debug("suggestion", "id", g.ID, "probability", g.Probability, "backend", g.Source.Backend, "bytes", len(g.Text), "version", r.Snapshot.Version(), "ms", took)
		list.Items = append(list.Items, item(g, r.Snapshot, e))
	}
	return list
}

// readyMethod tells a client that has announced to understand it that a better
// answer has come than the one it was given, {"uri": "…", "version": 12}: it asks
// again if the document is still at this version.
const readyMethod = "inkling/inlineCompletionReady"

// inlineCompletionReady may be called from any goroutine, and does not wait.
func (s *session) inlineCompletionReady(u text.URI, version int32) {
	spelled, open := s.spelled.Load(u)
	if !s.client.ready || !open {
		return
	}
	params, err := json.Marshal(struct {
		URI     any   `json:"uri"`
		Version int32 `json:"version"`
	}{spelled, version})
	if err == nil {
		s.notify(readyMethod, json.RawMessage(params))
	}
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
