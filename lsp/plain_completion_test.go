package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/inkling-lsp/inkling/completion"
	"github.com/inkling-lsp/inkling/context/text"
)

const wantsPlain = `"initializationOptions":{"inkling":{"completion":{"plain":"on"}}}`

func (r *rig) menu(uri string, line, character int) string {
	r.t.Helper()
	return r.request("textDocument/completion", at(uri, line, character))
}

// The tests of the menu run in bubbles, whose clock does not go while anything
// works: on a busy machine even a scripted engine can be late.

func TestPlainCompletionIsAnnouncedToThoseWhoWantIt(t *testing.T) {
	synctest.Test(t, testAnnouncement)
}

func testAnnouncement(t *testing.T) {
	const inline = `"capabilities":{"textDocument":{"inlineCompletion":{}}}`
	for _, test := range []struct {
		server PlainCompletion
		client string
		want   bool
	}{
		{"", `"capabilities":{}`, false},
		{PlainOff, `"capabilities":{}`, false},
		{PlainAuto, `"capabilities":{}`, true},
		{PlainAuto, `"capabilities":{"textDocument":{"inlineCompletion":null}}`, true},
		{PlainAuto, inline, false},
		{PlainOn, inline, true},
		{PlainOff, inline + "," + wantsPlain, true},
		{PlainOn, inline + `,"initializationOptions":{"inkling":{"completion":{"plain":"off"}}}`, false},
		{PlainOn, inline + `,"initializationOptions":{"inkling":{"completion":{"plain":"maybe"}}}`, true},
		{PlainOn, inline + `,"initializationOptions":{"inkling":{"completion":[]}}`, true},
		{PlainOn, inline + `,"initializationOptions":null`, true},
	} {
		r := startWith(t, Options{PlainCompletion: test.server}, time.Hour)
		got := string(r.handshake(`{` + test.client + `}`).Result)
		if announced := strings.Contains(got, `"completionProvider":{"triggerCharacters":[" ",".","("]}`); announced != test.want {
			t.Errorf("%q, %s: the server announced %s", test.server, test.client, got)
		}
		r.plain.script(insert("y"))
		r.open(doc, "x")
		id := r.menu(doc, 0, 1) // a client may ask all the same
		if got := string(r.answers(id)[id].Result); strings.Contains(got, `"newText":"xy"`) != test.want {
			t.Errorf("%q, %s: the server answered %s", test.server, test.client, got)
		}
		r.leave()
	}
}

func TestEntriesReplaceTheWordBeforeTheCursor(t *testing.T) {
	synctest.Test(t, testEntries)
}

func testEntries(t *testing.T) {
	const content = "\t😀é foo.Prä)\n"
	for encoding, at := range map[string]struct {
		cursor int
		want   string
	}{
		"utf-8":  {16, `{"start":{"line":0,"character":12},"end":{"line":0,"character":16}}`},
		"utf-16": {12, `{"start":{"line":0,"character":9},"end":{"line":0,"character":12}}`},
		"utf-32": {11, `{"start":{"line":0,"character":8},"end":{"line":0,"character":11}}`},
	} {
		r := start(t)
		r.handshake(`{"capabilities":{"general":{"positionEncodings":["` + encoding + `"]}},` + wantsPlain + `}`)
		r.plain.script(func(_ context.Context, q completion.Request) (completion.Answer, error) {
			if q.Trigger != completion.Automatic || !strings.HasSuffix(q.Snapshot.Slice(text.Range{End: q.Offset}), "foo.Prä") {
				t.Errorf("%s: the engine was asked %+v", encoding, q)
			}
			here := text.Range{Start: q.Offset, End: q.Offset}
			return completion.Answer{Suggestions: []completion.Suggestion{{ID: 1, Text: "zise(x)", Range: here}, {ID: 2, Text: " {\n\tnext\n}", Range: here}}}, nil
		})
		r.open(doc, content)
		id := r.menu(doc, 0, at.cursor)
		var list struct {
			IsIncomplete bool
			Items        []struct {
				Label, Detail, SortText, FilterText string
				Kind, InsertTextFormat              int
				LabelDetails                        struct{ Description string }
				TextEdit                            struct {
					Range   json.RawMessage
					NewText string
				}
			}
		}
		got := r.answers(id)[id].Result
		if err := json.Unmarshal(got, &list); err != nil || !list.IsIncomplete || len(list.Items) != 2 {
			t.Fatalf("%s: got %s, %v", encoding, got, err)
		}
		one, two := list.Items[0], list.Items[1]
		if one.Label != "Präzise(x)" || one.FilterText != one.Label || one.TextEdit.NewText != one.Label || string(one.TextEdit.Range) != at.want ||
			one.Detail != "Inkling" || one.LabelDetails.Description != "Inkling" || one.Kind != 1 || one.InsertTextFormat != 1 {
			t.Errorf("%s: the first entry is %+v, want range %s", encoding, one, at.want)
		}
		if two.Label != "Prä { …" || two.FilterText != "Prä {" || two.TextEdit.NewText != "Prä {\n\tnext\n}" {
			t.Errorf("%s: the second entry is %+v", encoding, two)
		}
		if one.SortText >= two.SortText || one.SortText < "zzz" || one.SortText < "_" {
			t.Errorf("the entries sort as %q and %q", one.SortText, two.SortText)
		}
		r.leave()
	}
}

// TestMenuNeverWaits has an engine that does not even notice that it is late.
func TestMenuNeverWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t)
		r.handshake(`{"capabilities":{},` + wantsPlain + `}`)
		r.plain.script(func(ctx context.Context, q completion.Request) (completion.Answer, error) {
			time.Sleep(time.Second)
			return insert("too late")(ctx, q)
		})
		r.open(doc, "x")
		start := time.Now()
		id := r.menu(doc, 0, 1)
		if got := string(r.answers(id)[id].Result); got != `{"isIncomplete":true,"items":[]}` {
			t.Errorf("the server answered %s", got)
		}
		if took := time.Since(start); took > 10*time.Millisecond {
			t.Errorf("the answer took %v", took)
		}
		r.plain.script(func(ctx context.Context, q completion.Request) (completion.Answer, error) {
			time.Sleep(5 * time.Millisecond)
			return insert("just in time")(ctx, q)
		})
		id = r.menu(doc, 0, 1)
		if got := string(r.answers(id)[id].Result); !strings.Contains(got, "just in time") {
			t.Errorf("the server answered %s", got)
		}
		if !strings.Contains(r.log.String(), "reason=too-late") {
			t.Errorf("the log does not say why: %s", r.log)
		}
		r.leave()
	})
}

func TestMenuAndInlineCompletionLeaveEachOtherAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t)
		r.handshake(`{"capabilities":{},` + wantsPlain + `}`)
		release := make(chan struct{})
		slow := func(ctx context.Context, q completion.Request) (completion.Answer, error) {
			select {
			case <-release:
				return insert("y")(ctx, q)
			case <-ctx.Done():
				return completion.Answer{}, ctx.Err()
			}
		}
		r.engine.script(slow)
		r.plain.script(slow)
		r.open(doc, "x")
		older := r.menu(doc, 0, 1)
		inline := r.complete(doc, 0, 1)
		menu := r.menu(doc, 0, 1)
		synctest.Wait()
		close(release)
		got := r.answers(older, inline, menu)
		if got[older].code() != -32800 {
			t.Errorf("the superseded menu was answered with %+v", got[older])
		}
		for _, id := range []string{inline, menu} {
			if !strings.Contains(string(got[id].Result), "y") {
				t.Errorf("the other was cancelled: %+v", got[id])
			}
		}
		r.leave()
	})
}

func TestMenuHasNothingWhereNothingMayBeShown(t *testing.T) {
	synctest.Test(t, testNothing)
}

func testNothing(t *testing.T) {
	r := start(t)
	r.handshake(`{"capabilities":{},` + wantsPlain + `}`)
	r.open("file:///w/.env", "x")
	r.open(doc, "x")
	r.plain.script(func(context.Context, completion.Request) (completion.Answer, error) {
		return completion.Answer{}, errors.New("no room left on device")
	})
	for params, code := range map[string]int{
		at("file:///w/.env", 0, 1):      0,
		at("file:///not/open.go", 0, 1): 0,
		at(doc, 0, 1):                   0,
		`{"textDocument":{"uri":"` + doc + `","version":9},"position":{"line":0,"character":0}}`: 0,
		`{}`:                                     -32602,
		`{"textDocument":{"uri":"` + doc + `"}}`: -32602,
	} {
		m := r.call("textDocument/completion", params)
		if m.code() != code || code == 0 && string(m.Result) != `{"isIncomplete":true,"items":[]}` {
			t.Errorf("%s was answered with %+v", params, m)
		}
	}
	for _, want := range []string{"reason=secret-file", "reason=not-open", "reason=other-version", "no room left on device"} {
		if !strings.Contains(r.log.String(), want) {
			t.Errorf("the log lacks %s: %s", want, r.log)
		}
	}
	r.leave()
}
