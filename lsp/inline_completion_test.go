package lsp

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"go.lsp.dev/protocol"

	"github.com/inkling-lsp/inkling/completion"
	"github.com/inkling-lsp/inkling/context/text"
)

func TestItemsHaveTheRangeOfTheirSuggestion(t *testing.T) {
	const content = "a\n😀é foo.Ba)\n"
	line := strings.Index(content, "😀")
	for encoding, want := range map[string]string{
		"utf-8":  `{"start":{"line":1,"character":11},"end":{"line":1,"character":14}}`,
		"utf-16": `{"start":{"line":1,"character":8},"end":{"line":1,"character":11}}`,
		"utf-32": `{"start":{"line":1,"character":7},"end":{"line":1,"character":10}}`,
	} {
		r := start(t)
		r.handshake(`{"capabilities":{"general":{"positionEncodings":["` + encoding + `"]}}}`)
		r.engine.script(func(_ context.Context, q completion.Request) (completion.Answer, error) {
			word := text.Range{Start: q.Offset - len("Ba"), End: q.Offset + len(")")}
			if got := q.Snapshot.Slice(word); got != "Ba)" {
				t.Errorf("%s: the cursor is after %q", encoding, got)
			}
			return completion.Answer{Suggestions: []completion.Suggestion{{ID: 1<<64 - 1, Text: "Bar(\"\\\")", Range: word}}}, nil
		})
		r.open(doc, content)
		cursor := map[string]int{"utf-8": 13, "utf-16": 10, "utf-32": 9}[encoding]
		id := r.complete(doc, 1, cursor)
		got := string(r.answers(id)[id].Result)
		if want := `{"items":[{"insertText":"Bar(\"\\\")","range":` + want +
			`,"command":{"title":"Suggestion accepted","command":"inkling.accepted","arguments":[18446744073709551615,8]}}]}`; got != want {
			t.Errorf("%s: got  %s\nwant %s (line at %d)", encoding, got, want, line)
		}
		r.leave()
	}
}

func TestNothingIsAnEmptyListAndNeverNull(t *testing.T) {
	r := ready(t)
	r.engine.script(func(context.Context, completion.Request) (completion.Answer, error) {
		return completion.Answer{Dropped: []completion.Drop{{Reason: "too-unsure", Detail: "0.2 < 0.5"}}}, nil
	})
	r.open(doc, "x")
	for _, uri := range []string{doc, "file:///not/open.go"} {
		id := r.complete(uri, 0, 1)
		if got := string(r.answers(id)[id].Result); got != `{"items":[]}` {
			t.Errorf("%s: got %s", uri, got)
		}
	}
	for _, want := range []string{"reason=too-unsure", "reason=not-open", "ms="} {
		if !strings.Contains(r.log.String(), want) {
			t.Errorf("the log lacks %s: %s", want, r.log)
		}
	}
	r.leave()
}

func TestContextIsPassedDown(t *testing.T) {
	r := ready(t)
	r.open(doc, "x := fmt.Pri")
	for params, want := range map[string]string{
		`"context":{"triggerKind":2}`:                               "0 <nil>",
		`"context":{"triggerKind":1}`:                               "1 <nil>",
		`"context":{"triggerKind":0}`:                               "1 <nil>",
		`"context":{"triggerKind":2,"selectedCompletionInfo":null}`: "0 <nil>",
		`"context":null`:                                            "0 <nil>",
		`"workDoneToken":"t","formattingOptions":{"tabSize":4}`:     "0 <nil>",
		`"context":{"triggerKind":2,"selectedCompletionInfo":{"range":{"start":{"line":0,"character":9},"end":{"line":0,"character":12}},"text":"Println"}}`: "0 &{{9 12} Println}",
	} {
		r.engine.script(func(_ context.Context, q completion.Request) (completion.Answer, error) {
			if got := fmt.Sprint(q.Trigger, " ", q.Selected); got != want {
				t.Errorf("%s was passed down as %s, want %s", params, got, want)
			}
			return completion.Answer{}, nil
		})
		m := r.call("textDocument/inlineCompletion", `{"textDocument":{"uri":"`+doc+`","version":1},"position":{"line":0,"character":12},`+params+`}`)
		if string(m.Result) != `{"items":[]}` {
			t.Errorf("%s was answered with %+v", params, m)
		}
	}
	r.leave()
}

func TestRequestAboutAnotherVersionIsAnsweredWithNothing(t *testing.T) {
	r := ready(t)
	r.engine.script(insert("y"))
	r.open(doc, "x")
	for version, want := range map[string]bool{`1`: true, `null`: true, `"1"`: true, `1.0`: true, `2`: false, `0`: false} {
		m := r.call("textDocument/inlineCompletion", `{"textDocument":{"uri":"`+doc+`","version":`+version+`},"position":{"line":0,"character":1},"formattingOptions":{"tabSize":4,"insertSpaces":true}}`)
		if got := strings.Contains(string(m.Result), `"insertText":"y"`); got != want || m.Error != nil {
			t.Errorf("version %s was answered with %+v", version, m)
		}
	}
	if !strings.Contains(r.log.String(), "reason=other-version") {
		t.Errorf("the log does not say why: %s", r.log)
	}
	r.leave()
}

func TestRequestWithoutAPlaceIsRefused(t *testing.T) {
	r := ready(t)
	r.open(doc, "x")
	for _, params := range []string{
		`{}`, `[]`, `{"position":{"line":0,"character":0}}`, `{"textDocument":{"uri":"` + doc + `"}}`,
		`{"textDocument":{"uri":"` + doc + `"},"position":"1:1"}`, `{"textDocument":{"uri":null},"position":{"line":0,"character":0}}`,
	} {
		if m := r.call("textDocument/inlineCompletion", params); m.code() != -32602 {
			t.Errorf("%s was answered with %+v", params, m)
		}
	}
	r.leave()
}

func TestNewerRequestSupersedesTheOlderOfItsDocument(t *testing.T) {
	r := ready(t)
	entered := make(chan struct{})
	r.engine.script(func(ctx context.Context, q completion.Request) (completion.Answer, error) {
		if q.Snapshot.String() == "slow" {
			entered <- struct{}{}
			<-ctx.Done() // until superseded, or the session ends
		}
		return insert("y")(ctx, q)
	})
	const other = "file:///w/other.go"
	r.open(doc, "slow")
	r.open(other, "slow")
	old := r.complete(doc, 0, 1)
	<-entered
	apart := r.complete(other, 0, 1)
	<-entered
	r.notify("textDocument/didChange", change(doc, 2, 0, 0, 0, 4, "fast"))
	fresh := r.complete(doc, 0, 1)
	got := r.answers(old, fresh)
	if m := got[old]; m.code() != -32800 {
		t.Errorf("the superseded request was answered with %+v", m)
	}
	if m := got[fresh]; !strings.Contains(string(m.Result), `"insertText":"y"`) {
		t.Errorf("the newer request was answered with %+v", m)
	}
	r.notify("$/cancelRequest", `{"id":`+apart+`}`) // it was not superseded
	if m := r.answers(apart)[apart]; m.code() != -32800 {
		t.Errorf("the cancelled request was answered with %+v", m)
	}
	if n := strings.Count(r.log.String(), "superseded by a newer request"); n != 1 {
		t.Errorf("%d requests were superseded, want 1: %s", n, r.log)
	}
	r.leave()
}

func TestAcceptIsPassedDown(t *testing.T) {
	r := ready(t)
	for params, code := range map[string]int{
		`{"command":"inkling.accepted","arguments":[18446744073709551615,5]}`: 0,
		`{"command":"inkling.accepted","arguments":[7]}`:                      -32602,
		`{"command":"inkling.accepted"}`:                                      -32602,
		`{"command":"inkling.accepted","arguments":["7",-5]}`:                 -32602,
		`{"command":"inkling.accepted","arguments":[7,-5]}`:                   -32602,
		`{"command":"other.command","arguments":[]}`:                          -32602,
		`{}`: -32602,
	} {
		if m := r.call("workspace/executeCommand", params); m.code() != code {
			t.Errorf("%s was answered with %+v", params, m)
		}
	}
	if got := fmt.Sprint(r.engine.heard()); got != "[accepted 18446744073709551615:5]" {
		t.Errorf("the engine heard %s", got)
	}
	r.leave()
}

// FuzzReadInlineCompletion checks that the decoder ends on anything, and agrees
// with the library on what LSP allows.
func FuzzReadInlineCompletion(f *testing.F) {
	f.Add([]byte(at(doc, 1, 2)))
	f.Add([]byte(`{"textDocument":{"uri":"a","version":7},"position":{"line":0,"character":1},"context":{"triggerKind":1,"selectedCompletionInfo":{"range":{"start":{"line":0,"character":0},"end":{"line":0,"character":1}},"text":"x"}}}`))
	f.Add([]byte(`{"context":{"selectedCompletionInfo":{"range":`))
	f.Fuzz(func(t *testing.T, b []byte) {
		got := readInlineCompletion(b)
		if got.version < anyVersion || got.position.Line < -1 || got.position.Character < 0 {
			t.Errorf("read %q as %+v", b, got)
		}
		var want protocol.InlineCompletionParams
		if !utf8.Valid(b) || plain(b) != nil || protocol.Unmarshal(b, &want) != nil || got.position.Line < 0 {
			return
		}
		if got.uri != string(want.TextDocument.URI) || got.position.Line != min(int(want.Position.Line), math.MaxInt32) || got.position.Character != min(int(want.Position.Character), math.MaxInt32) {
			t.Errorf("read %q as %+v, want %+v", b, got, want)
		}
	})
}
