package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/inkling-lsp/inkling/completion"
	"github.com/inkling-lsp/inkling/internal/bug"
)

const doc = "file:///w/a.go"

func TestChangesAreAppliedInTheOrderOfTheWire(t *testing.T) { // hazard 1
	const keys = 5000
	r := ready(t)
	r.engine.script(func(_ context.Context, q completion.Request) (completion.Answer, error) {
		if q.Snapshot.Len() != q.Offset {
			t.Errorf("asked at %d, the server looks at a text of %d bytes", q.Offset, q.Snapshot.Len())
		}
		return completion.Answer{}, nil
	})
	r.open(doc, "")
	for i := range keys {
		r.notify("textDocument/didChange", change(doc, i+2, 0, i, 0, i, string(rune('a'+i%26))))
		if i%10 == 0 {
			r.complete(doc, 0, i+1)
		}
	}
	r.answering()
	r.model.mu.Lock()
	seen := slices.Clone(r.model.seen)
	r.model.mu.Unlock()
	if len(seen) != keys+1 || !slices.IsSorted(seen) {
		t.Errorf("the model saw %d versions, sorted: %v", len(seen), slices.IsSorted(seen))
	}
	got, _ := r.model.text(doc)
	if want := strings.Repeat("abcdefghijklmnopqrstuvwxyz", keys/26+1)[:keys]; got != want {
		t.Error("the text is not what was typed")
	}
	r.leave()
}

func TestNotificationErrorsDoNotEndTheSession(t *testing.T) { // hazard 2
	r := ready(t)
	for _, n := range [][2]string{
		{"textDocument/didFocus", `{"textDocument":{"uri":"file:///a"}}`},
		{"$/foo", `null`},
		{"workspace/didChangeConfiguration", `{"settings":[]}`},
		{"textDocument/didOpen", `[1,2]`},
		{"textDocument/didOpen", `{"textDocument":{"uri":5,"text":[]}}`},
		{"textDocument/didChange", change("file:///not/open", 2, 0, 0, 0, 0, "x")},
		{"textDocument/didClose", `null`},
		{"textDocument/didClose", `{"textDocument":{"uri":"file:///not/open"}}`},
		{"textDocument/didSave", `"x"`},
		{"workspace/didChangeWatchedFiles", `{"changes":7}`},
		{"workspace/didChangeWorkspaceFolders", `{"event":null}`},
		{"textDocument/didFocus", `{"textDocument":[]}`},
		{"textDocument/didShowCompletion", `{"item":null}`},
		{"textDocument/didPartiallyAcceptCompletion", `{"acceptedLength":-1}`},
		{"textDocument/didRejectCompletion", `7`},
		{"notebookDocument/didOpen", `{"notebookDocument":[]}`},
		{"notebookDocument/didChange", `{"notebookDocument":{"uri":"file:///a.ipynb"},"change":{"cells":[]}}`},
		{"notebookDocument/didSave", `7`},
		{"notebookDocument/didClose", `{"cellTextDocuments":[{}]}`},
		{"window/workDoneProgress/cancel", `{"token":"none"}`},
		{"$/cancelRequest", `{"id":{}}`},
		{"$/cancelRequest", `7`},
		{"initialized", `{}`},
	} {
		r.notify(n[0], n[1])
		r.answering()
	}
	r.leave()
}

func TestPanicsAreCaughtPerRequest(t *testing.T) { // hazard 3
	bug.Expect(t)
	r := ready(t)
	r.engine.script(func(context.Context, completion.Request) (completion.Answer, error) { panic("the engine broke") })
	r.open(doc, "x")
	id := r.complete(doc, 0, 1)
	if m := r.answers(id)[id]; m.code() != -32603 || !strings.Contains(m.Error.Message, "the engine broke") {
		t.Errorf("a panic was answered with %+v", m)
	}
	if !strings.Contains(r.log.String(), "hazard_test.go") {
		t.Errorf("the log does not show where the panic was: %s", r.log)
	}
	r.engine.script(insert("y"))
	id = r.complete(doc, 0, 1)
	if m := r.answers(id)[id]; !strings.Contains(string(m.Result), `"insertText":"y"`) {
		t.Errorf("after a panic the server answered %+v", m)
	}
	r.leave()
}

func TestPanicsOnTheReadLoopAreCaught(t *testing.T) { // hazard 3
	bug.Expect(t)
	r := ready(t)
	r.learner.mu.Lock()
	r.learner.panics = true
	r.learner.mu.Unlock()
	r.notify("textDocument/didSave", `{"textDocument":{"uri":"file:///a.go"}}`)
	r.answering()
	if !strings.Contains(r.log.String(), "panic in textDocument/didSave") {
		t.Errorf("the panic was not recorded: %s", r.log)
	}
	r.leave()
}

func TestCancelledCallsAreAnsweredSo(t *testing.T) { // hazard 4
	r := ready(t)
	started := make(chan struct{})
	r.engine.script(func(ctx context.Context, _ completion.Request) (completion.Answer, error) {
		close(started)
		<-ctx.Done()
		return insert("too late")(ctx, completion.Request{}) // an engine need not notice
	})
	r.open(doc, "x")
	r.send(`{"jsonrpc":"2.0","id":"a/b","method":"textDocument/inlineCompletion","params":` + at(doc, 0, 1) + `}`)
	<-started
	r.notify("$/cancelRequest", `{"id":"a/b"}`)
	if m := r.answers(`"a/b"`)[`"a/b"`]; m.code() != -32800 {
		t.Errorf("a cancelled call was answered with %+v", m)
	}
	r.leave()
}

func TestCallsCancelledInTheSameBreathAreAnswered(t *testing.T) { // hazard 4
	r := ready(t)
	r.engine.script(func(ctx context.Context, _ completion.Request) (completion.Answer, error) {
		<-ctx.Done()
		return completion.Answer{}, ctx.Err()
	})
	r.open(doc, "x")
	for i := range 200 {
		id := fmt.Sprint(9_000_000_000 + i) // beyond 32 bits
		r.raw(frame(`{"jsonrpc":"2.0","id":`+id+`,"method":"textDocument/inlineCompletion","params":`+at(doc, 0, 1)+`}`) +
			frame(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":`+id+`}}`))
		if m := r.answers(id)[id]; m.code() != -32800 {
			t.Fatalf("call %s was answered with %+v", id, m)
		}
	}
	r.leave()
}

func TestEngineErrorsAreLoggedAndNothingIsShown(t *testing.T) { // hazard 4
	r := ready(t)
	r.engine.script(func(context.Context, completion.Request) (completion.Answer, error) {
		return completion.Answer{}, errors.New("no room left on device")
	})
	r.open(doc, "x")
	id := r.complete(doc, 0, 1)
	if m := r.answers(id)[id]; string(m.Result) != `{"items":[]}` {
		t.Errorf("the server answered %+v", m)
	}
	if !strings.Contains(r.log.String(), "no room left on device") {
		t.Errorf("the log does not tell: %s", r.log)
	}
	r.leave()
}

func TestEndOfInputCancelsHandlers(t *testing.T) { // hazard 5
	r := ready(t)
	started, cancelled := make(chan struct{}), make(chan struct{})
	r.engine.script(func(ctx context.Context, _ completion.Request) (completion.Answer, error) {
		close(started)
		<-ctx.Done()
		close(cancelled)
		return completion.Answer{}, ctx.Err()
	})
	r.open(doc, "x")
	r.complete(doc, 0, 1)
	<-started
	_ = r.conn.Close()
	<-cancelled
	if err := r.end(); !errors.Is(err, ErrNoShutdown) {
		t.Errorf("serve returned %v", err)
	}
}

func TestDeathOfTheParentEndsTheSession(t *testing.T) { // hazard 5
	parent := exec.Command("sleep", "1000")
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	r := start(t)
	r.handshake(fmt.Sprintf(`{"processId":%d,"capabilities":{}}`, parent.Process.Pid))
	r.answering()
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = parent.Wait()
	if err := r.end(); !errors.Is(err, errParentDied) {
		t.Errorf("serve returned %v", err)
	}
}

func TestParentThatCannotBeSeenIsNotWatched(t *testing.T) { // hazard 5
	gone := exec.Command("true")
	if err := gone.Run(); err != nil {
		t.Fatal(err)
	}
	r := start(t)
	r.handshake(fmt.Sprintf(`{"processId":%d,"capabilities":{}}`, gone.Process.Pid))
	r.answering()
	r.leave()
}

func TestUnknownMethodsWithoutParametersAreAnswered(t *testing.T) { // hazard 8
	r := ready(t)
	r.send(`{"jsonrpc":"2.0","id":1,"method":"inkling/nothing"}`)
	if m := r.answers("1")["1"]; m.code() != -32601 {
		t.Errorf("got %+v", m)
	}
	r.send(`{"jsonrpc":"2.0","id":2,"method":"textDocument/inlineCompletion"}`)
	if m := r.answers("2")["2"]; m.code() != -32602 {
		t.Errorf("got %+v", m)
	}
	r.send(`{"jsonrpc":"2.0","id":3,"method":"workspace/executeCommand"}`)
	if m := r.answers("3")["3"]; m.code() != -32602 {
		t.Errorf("got %+v", m)
	}
	r.send(`{"jsonrpc":"2.0","id":4,"method":"shutdown"}`)
	if m := r.answers("4")["4"]; m.Error != nil {
		t.Errorf("got %+v", m)
	}
}

func TestChangesOfLooseTypesAreNotLost(t *testing.T) { // hazard 9
	r := ready(t)
	r.open(doc, "")
	want := ""
	for _, version := range []string{`null`, `2.0`, `-1`, `99999999999`, `"7"`, `{}`} {
		want += "x"
		r.notify("textDocument/didChange", `{"contentChanges":[{"rangeLength":-5,"range":`+
			`{"start":{"line":0.0,"character":1e9},"end":{"line":-1,"character":99999999999}},"text":"x","more":[1]}],`+
			`"textDocument":{"version":`+version+`,"uri":"`+doc+`"}}`)
		r.answering()
		if got, _ := r.model.text(doc); got != want {
			t.Errorf("version %s: the text is %q, want %q", version, got, want)
		}
	}
	r.leave()
}

func TestDocumentWithALostChangeIsLeftAlone(t *testing.T) { // hazard 9
	r := ready(t)
	r.engine.script(insert("y"))
	for _, params := range []string{
		`{"textDocument":{"uri":"` + doc + `"},"contentChanges":[{"range":{},"text":"x"}]}`,
		`{"textDocument":{"uri":"` + doc + `"},"contentChanges":[{"range":{"start":{"line":0},"end":null},"text":"x"}]}`,
		change(doc, 3, 0, 2, 0, 1, "backwards"),
	} {
		r.open(doc, "abc")
		r.notify("textDocument/didChange", params)
		id := r.complete(doc, 0, 1)
		if m := r.answers(id)[id]; string(m.Result) != `{"items":[]}` {
			t.Errorf("after %s the server suggested %s", params, m.Result)
		}
		if _, open := r.model.text(doc); open {
			t.Errorf("after %s the model keeps a text that may be wrong", params)
		}
	}
	r.leave()
}

func TestTextsOutliveTheirMessages(t *testing.T) { // hazard 10; see also the tag jsonrpc2poison
	r := ready(t)
	r.open(doc, "the text of the document")
	for range 20 {
		r.notify("$/noise", `"`+strings.Repeat("#", 1000)+`"`)
	}
	r.answering()
	if got, _ := r.model.text(doc); got != "the text of the document" {
		t.Errorf("the text became %q", got)
	}
	r.leave()
}

func TestClientThatDoesNotReadIsStillHeard(t *testing.T) { // hazard 11
	r := ready(t)
	r.engine.script(insert(strings.Repeat("y", 1<<10)))
	r.open(doc, "")
	const keys = 1000 // the answers fill any pipe; the pipe of this test holds nothing
	var ids []string
	for i := range keys {
		r.notify("textDocument/didChange", change(doc, i+2, 0, i, 0, i, "x"))
		ids = append(ids, r.complete("file:///w/other.go", 0, 0)) // nothing supersedes what is not open
	}
	r.answers(ids...)
	if got, _ := r.model.text(doc); len(got) != keys {
		t.Errorf("%d of %d changes were heard", len(got), keys)
	}
	r.leave()
}

func TestServerMayCallWhileItHandles(t *testing.T) { // hazard 12
	r := start(t)
	r.call("initialize", `{"capabilities":{"workspace":{"didChangeWatchedFiles":{"dynamicRegistration":true}}}}`)
	r.notify("initialized", `{}`)
	m := r.next()
	if m.Method != "client/registerCapability" || !strings.Contains(string(m.Params), `"globPattern":"**/*"`) {
		t.Fatalf("the server sent %+v", m)
	}
	r.answering() // before its call is answered
	r.send(`{"jsonrpc":"2.0","id":` + string(m.ID) + `,"result":null}`)
	r.notify("workspace/didChangeWatchedFiles", `{"changes":[{"uri":"file:///w/a%20b.go","type":1},{"uri":"file:///w/c.go","type":3},{"uri":"untitled:1","type":2}]}`)
	r.answering()
	if heard, want := r.learner.heard(), "changed [{0 /w/a b.go} {1 /w/c.go}]"; heard[len(heard)-1] != want {
		t.Errorf("the learner heard %q, want %q", heard, want)
	}
	if r.learner.options.Watch {
		t.Error("the learner watches what the client watches")
	}
	r.leave()
}

func TestManyQuickCallsDoNotKillTheProcess(t *testing.T) { // hazard 13
	r := ready(t)
	r.open(doc, "x")
	r.engine.script(insert("y"))
	const calls = 5_000
	for range calls {
		r.complete(doc, 0, 1)
	}
	for range calls {
		if m := r.next(); m.Error != nil && m.code() != -32800 {
			t.Fatalf("got %+v", m)
		}
	}
	r.leave()
}

func TestMalformedMessagesAreAnsweredAndSkipped(t *testing.T) { // hazard 14
	r := ready(t)
	for _, test := range []struct {
		body string
		code int // 0 for no answer
		id   string
	}{
		{`{"jsonrpc":"2.0","id":1,"method":`, -32700, "null"},
		{``, -32700, "null"},
		{`}{`, -32700, "null"},
		{"\x00\xff", -32700, "null"},
		{`{"jsonrpc":"2.0","id":1,"method":"x"} {}`, -32700, "null"},
		{`[]`, -32600, "null"},
		{`[{"jsonrpc":"2.0","id":1,"method":"x"}]`, -32600, "null"},
		{`17`, -32600, "null"},
		{`{"jsonrpc":"1.0","id":5,"method":"x"}`, -32600, "5"},
		{`{"jsonrpc":"2.0","id":"q","method":7}`, -32600, `"q"`},
		{`{"jsonrpc":"2.0","id":{},"method":"x"}`, -32600, "null"},
		{`{"jsonrpc":"2.0","id":12345}`, 0, ""},
		{`{"jsonrpc":"2.0","id":12345,"result":1,"error":{"code":1,"message":"both"}}`, 0, ""},
		{`{"jsonrpc":"2.0","id":12345,"result":null}`, 0, ""}, // answers nothing we asked
		{`{}`, 0, ""},
	} {
		r.send(test.body)
		if test.code != 0 {
			if m := r.next(); m.code() != test.code || string(m.ID) != test.id {
				t.Errorf("%q was answered with %+v (id %s), want %d (id %s)", test.body, m.Error, m.ID, test.code, test.id)
			}
		}
		r.answering()
	}
	r.leave()
}

func TestOverlargeMessageIsReadAwayAndRefused(t *testing.T) { // hazard 14
	r := ready(t)
	r.overlarge(`{"jsonrpc":"2.0","id":77,"method":"inkling/huge","params":"`)
	if m := r.next(); m.code() != -32600 || string(m.ID) != "77" {
		t.Errorf("got %+v (id %s)", m, m.ID)
	}
	r.answering()
	r.leave()
}

func TestDocumentOfAnOverlargeChangeIsLeftAlone(t *testing.T) { // hazard 14
	head := strings.TrimSuffix(change(doc, 2, 0, 0, 0, 0, ""), `"}]}`)
	for _, test := range []struct {
		name, head string
		kept       bool
		says       string
	}{
		{"VS Code's order", `{"jsonrpc":"2.0","method":"textDocument/didChange","params":` + head, false, "a change is lost"},
		{"the method last", `{"jsonrpc":"2.0","params":` + head, false, "a change is lost"},
		{"the text first", `{"method":"textDocument/didChange","params":{"contentChanges":[{"text":"`, true, "a change may be lost"},
		{"another method", `{"method":"inkling/huge","params":` + head, true, "too large"},
		{"a name cut short", `{"method":"textDocument/didChange","params":{"textDocument":{"uri":"` + doc, true, "a change may be lost"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := ready(t)
			r.open(doc, "abc")
			r.overlarge(test.head)
			r.answering()
			if _, open := r.model.text(doc); open != test.kept {
				t.Errorf("the document is open: %v, want %v", open, test.kept)
			}
			if !strings.Contains(r.log.String(), test.says) {
				t.Errorf("the log does not say %q: %s", test.says, r.log)
			}
			r.leave()
		})
	}
}

func TestAnnouncedMessageEndsWithItsSender(t *testing.T) { // hazard 14
	for _, size := range []string{"1000", "60000000", "99999999999", "99999999999999999999999"} {
		r := ready(t)
		r.raw("Content-Length: " + size + "\r\n\r\n{\"jsonrpc\":")
		_ = r.conn.Close()
		if err := r.end(); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("announced %s: serve returned %v", size, err)
		}
	}
}

func change(uri string, version, startLine, startChar, endLine, endChar int, s string) string {
	b, _ := json.Marshal(s)
	return fmt.Sprintf(`{"textDocument":{"uri":%q,"version":%d},"contentChanges":[{"range":{"start":{"line":%d,"character":%d},"end":{"line":%d,"character":%d}},"text":%s}]}`,
		uri, version, startLine, startChar, endLine, endChar, b)
}
