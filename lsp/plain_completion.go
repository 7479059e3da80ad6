package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"github.com/inkling-lsp/inkling/completion"
	"github.com/inkling-lsp/inkling/context/text"
)

// PlainCompletion says whether suggestions are also entries of the editor's
// completion menu (textDocument/completion).
type PlainCompletion string

// When suggestions are in the menu. Empty means PlainOff.
const (
	PlainOff  PlainCompletion = "off"
	PlainAuto PlainCompletion = "auto" // only in a client that has no inline completion
	PlainOn   PlainCompletion = "on"
)

// plainBound is how long the menu waits for the engine. The answer is to be with
// the client within 10 ms, and the rest is for the way.
const plainBound = 8 * time.Millisecond

// plainTriggers open the menu where no word has been begun.
var plainTriggers = []string{" ", ".", "("}

// wantsPlain is the client's wish, or else the user's setting.
func (s *session) wantsPlain() bool {
	mode := s.options.PlainCompletion
	if s.client.plain != "" {
		mode = s.client.plain
	}
	return mode == PlainOn || mode == PlainAuto && !s.client.inline
}

func (s *session) plainCompletion(params json.RawMessage) (job, error) {
	p := readInlineCompletion(params)
	if p.uri == "" || p.position.Line < 0 {
		return job{}, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "a completion needs a document and a position")
	}
	if !s.wantsPlain() {
		return reply(menu(nil)), nil
	}
	deadline := time.Now().Add(plainBound)
	name := s.name(p.uri)
	snapshot, silence := s.asked(name, p.version)
	if silence != "" {
		s.log.Debug("no suggestion", "reason", silence, "uri", name)
		return reply(menu(nil)), nil
	}
	encoding := s.client.encoding
	p.trigger = int(protocol.InlineCompletionTriggerKindAutomatic) // most menus open by themselves
	p.selected = nil
	return job{document: name, run: func(ctx context.Context) (any, error) {
		ctx, cancel := context.WithDeadline(ctx, deadline)
		defer cancel()
		return s.suggestPlain(ctx, p.request(snapshot, encoding), encoding)
	}}, nil
}

// suggestPlain answers when the engine has, or with nothing when ctx ends first:
// the menu of the language server that shares it does not wait.
func (s *session) suggestPlain(ctx context.Context, r completion.Request, e text.Encoding) (any, error) {
	answered := make(chan completion.Answer, 1)
	s.run("plain completion", func(context.Context) {
		answer, err := s.parts.plain.Suggest(ctx, r)
		if err != nil && ctx.Err() == nil {
			s.log.Error("no suggestion", "reason", "failed", "error", err, "uri", r.Snapshot.URI())
		}
		answered <- answer
	})
	var answer completion.Answer
	select {
	case answer = <-answered:
	case <-ctx.Done():
	}
	if ctx.Err() != nil {
		if !errors.Is(context.Cause(ctx), context.DeadlineExceeded) {
			return nil, ctx.Err()
		}
		s.log.Debug("no suggestion", "reason", "too-late", "uri", r.Snapshot.URI())
		return menu(nil), nil
	}
	for _, d := range answer.Dropped {
		s.log.Debug("no suggestion", "reason", d.Reason, "detail", d.Detail)
	}
	items := make([]protocol.CompletionItem, 0, len(answer.Suggestions))
	for i, g := range answer.Suggestions {
		s.log.Debug("suggestion", "id", g.ID, "probability", g.Probability, "bytes", len(g.Text), "version", r.Snapshot.Version())
		items = append(items, plainItem(g, i, r.Snapshot, e))
	}
	return menu(items), nil
}

// menu is incomplete, so that the client asks again when more is typed.
func menu(items []protocol.CompletionItem) *protocol.CompletionList {
	return &protocol.CompletionList{IsIncomplete: true, Items: append([]protocol.CompletionItem{}, items...)}
}

// plainItem replaces the word before the cursor too, since clients compare that
// word with an entry's text to decide whether to show it.
func plainItem(g completion.Suggestion, rank int, s *text.Snapshot, e text.Encoding) protocol.CompletionItem {
	start := wordStart(s, g.Range.Start)
	whole := s.Slice(text.Range{Start: start, End: g.Range.Start}) + g.Text
	line, _, more := strings.Cut(whole, "\n")
	label := strings.TrimSpace(line)
	if more {
		label += " …"
	}
	return protocol.CompletionItem{
		Label:            label,
		LabelDetails:     &protocol.CompletionItemLabelDetails{Description: new("Inkling")},
		Kind:             protocol.CompletionItemKindText,
		Detail:           protocol.NewOptional("Inkling"),
		SortText:         protocol.NewOptional(fmt.Sprintf("~%02d", rank)), // behind every name
		FilterText:       protocol.NewOptional(strings.TrimRight(line, "\r")),
		InsertTextFormat: protocol.InsertTextFormatPlainText,
		TextEdit: &protocol.TextEdit{
			Range:   rangeOf(s, text.Range{Start: start, End: g.Range.End}, e),
			NewText: whole,
		},
	}
}

// wordStart is where the word that ends at offset begins, in bytes.
func wordStart(s *text.Snapshot, offset int) int {
	line := s.Line(s.LineAt(offset)).Start
	before := s.Slice(text.Range{Start: line, End: offset})
	return line + len(strings.TrimRightFunc(before, func(r rune) bool {
		return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r)
	}))
}
