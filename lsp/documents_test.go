package lsp

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"go.lsp.dev/protocol"

	"github.com/inkling-lsp/inkling/context/text"
)

func TestChangesOfAllKindsAreApplied(t *testing.T) {
	r := ready(t)
	r.open(doc, "one\r\ntwo\n")
	for _, step := range []struct{ changes, want string }{
		{`[]`, "one\r\ntwo\n"},
		{`[{"range":{"start":{"line":1,"character":0},"end":{"line":1,"character":3}},"text":"2😀"}]`, "one\r\n2😀\n"},
		{`[{"text":"new"},{"range":{"start":{"line":0,"character":3},"end":{"line":0,"character":3}},"text":"er"}]`, "newer"},
		{`[{"range":null,"text":"whole\n"}]`, "whole\n"},
		{`[{"range":{"start":{"line":0,"character":99},"end":{"line":99,"character":0}},"text":"\u00e9\ud83d\ude00\/"}]`, "wholeé😀/"},
	} {
		r.notify("textDocument/didChange", `{"textDocument":{"uri":"`+doc+`","version":2},"contentChanges":`+step.changes+`}`)
		r.answering()
		if got, _ := r.model.text(doc); got != step.want {
			t.Errorf("after %s the text is %q, want %q", step.changes, got, step.want)
		}
	}
	r.leave()
}

// TestPositionsCountAsWasAgreed has three documents, with each kind of line
// ending, changed in turn behind a character outside the basic plane.
func TestPositionsCountAsWasAgreed(t *testing.T) {
	for encoding, emoji := range map[string]int{"utf-8": 4, "utf-16": 2, "utf-32": 1} {
		r := start(t)
		r.handshake(`{"capabilities":{"general":{"positionEncodings":["` + encoding + `"]}}}`)
		want := make(map[text.URI]string)
		for i, ending := range []string{"\n", "\r\n", "\r"} {
			uri := fmt.Sprintf("file:///w/%d.go", i)
			r.open(uri, "one"+ending+"😀x"+ending+"three"+ending)
			want[text.URI(uri)] = "one" + ending + "😀é𝛑x!" + ending + "ree" + ending
		}
		for version := range 3 {
			for i := range 3 {
				uri := fmt.Sprintf("file:///w/%d.go", i)
				r.notify("textDocument/didChange", []string{
					change(uri, 2, 1, emoji, 1, emoji, "é𝛑"),
					change(uri, 3, 1, 99, 1, 99, "!"), // the end of the line, before its ending
					change(uri, 4, 2, 0, 2, 2, ""),
				}[version])
			}
		}
		r.holds(want)
		r.leave()
	}
}

func TestSavedFilesAreLookedAtAgain(t *testing.T) {
	r := ready(t)
	r.open(doc, "x")
	for _, params := range []string{
		`{"textDocument":{"uri":"` + doc + `"}}`,
		`{"textDocument":{"uri":"` + doc + `"},"text":null}`,
		`{"textDocument":{"uri":"` + doc + `"},"text":"what the file holds"}`,
		`{"textDocument":{"uri":"` + doc + `","version":7,"text":"x"}}`,
		`{"textDocument":{"uri":"untitled:1"}}`,
	} {
		r.notify("textDocument/didSave", params)
	}
	r.holds(map[text.URI]string{doc: "x"}) // what is open is not what is saved
	if got := fmt.Sprint(r.learner.heard()); strings.Count(got, "changed [{0 /w/a.go}]") != 4 || strings.Count(got, "changed") != 4 {
		t.Errorf("the learner heard %s", got)
	}
	r.leave()
}

func TestDocumentsNeedNotBeFiles(t *testing.T) {
	r := ready(t)
	for _, uri := range []string{"untitled:Untitled-1", "vscode-notebook-cell:/a.ipynb#W0sZmls", "inmemory://model/1", "file:///c%3A/x%20y.go"} {
		r.open(uri, "a")
		r.notify("textDocument/didChange", change(uri, 2, 0, 1, 0, 1, "b"))
		r.answering()
		if got, _ := r.model.text(text.ParseURI(uri)); got != "ab" {
			t.Errorf("%s has the text %q", uri, got)
		}
		r.notify("textDocument/didClose", `{"textDocument":{"uri":"`+uri+`"}}`)
		r.answering()
		if _, open := r.model.text(text.ParseURI(uri)); open {
			t.Errorf("%s is still open", uri)
		}
	}
	r.leave()
}

func TestSecretDocumentsAreNotGivenToTheModel(t *testing.T) {
	r := ready(t)
	for _, uri := range []string{"file:///w/.env", "untitled:.env"} {
		r.open(uri, "TOKEN=a")
		r.notify("textDocument/didChange", change(uri, 2, 0, 7, 0, 7, "b"))
		r.answering()
		if got, open := r.model.text(text.ParseURI(uri)); open {
			t.Errorf("the model was given %q of %s", got, uri)
		}
	}
	r.leave()
}

func TestSpellingsOfOneFileAreOneDocument(t *testing.T) {
	r := ready(t)
	r.open("file:///w/a b.go", "a")
	r.notify("textDocument/didChange", change("file:///w/a%20b.go", 2, 0, 1, 0, 1, "b"))
	r.answering()
	if got, _ := r.model.text("file:///w/a%20b.go"); got != "ab" {
		t.Errorf("the text is %q", got)
	}
	r.leave()
}

func TestBytesThatAreNoUTF8KeepTheirPlaces(t *testing.T) {
	r := start(t)
	r.handshake(`{"capabilities":{"general":{"positionEncodings":["utf-8"]}}}`)
	r.send(`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"` + doc + `","languageId":"go","version":1,"text":"caf` + "\xe9" + ` x"}}}`)
	r.notify("textDocument/didChange", change(doc, 2, 0, 5, 0, 6, "y"))
	r.engine.script(insert("\xe9"))
	id := r.complete(doc, 0, 5)
	if got := string(r.answers(id)[id].Result); !strings.Contains(got, "\"insertText\":\"\uFFFD\"") || !strings.Contains(got, `"start":{"line":0,"character":5}`) {
		t.Errorf("the server suggested %s", got)
	}
	if got, _ := r.model.text(doc); got != "caf\xe9 y" {
		t.Errorf("the text is %q", got)
	}
	r.leave()
}

func TestDecoderAgreesWithTheLibrary(t *testing.T) {
	c := change("file:///w/a.go", 7, 1, 2, 3, 4, "x\ny")
	var want protocol.DidChangeTextDocumentParams
	if err := protocol.Unmarshal([]byte(c), &want); err != nil {
		t.Fatal(err)
	}
	got := readDocument(json.RawMessage(c))
	partial := want.ContentChanges[0].(*protocol.TextDocumentContentChangePartial)
	if got.uri != string(want.TextDocument.URI) || got.version != int(want.TextDocument.Version) || got.changes[0].New != partial.Text ||
		*got.changes[0].Range != (text.PositionRange{Start: text.Position{Line: 1, Character: 2}, End: text.Position{Line: 3, Character: 4}}) {
		t.Errorf("read %+v, want %+v", got, want)
	}
}
