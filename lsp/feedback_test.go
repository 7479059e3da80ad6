package lsp

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"

	"github.com/inkling-lsp/inkling/completion"
)

func TestFeedbackIsPassedDown(t *testing.T) {
	r := ready(t)
	r.engine.script(insert("a😀é()"))
	r.open(doc, "x")
	id := r.complete(doc, 0, 1)
	var list struct{ Items []json.RawMessage }
	if err := json.Unmarshal(r.answers(id)[id].Result, &list); err != nil || len(list.Items) != 1 {
		t.Fatalf("%d items, %v", len(list.Items), err)
	}
	item := string(list.Items[0])
	r.notify("textDocument/didShowCompletion", `{"item":`+item+`}`)
	r.notify("textDocument/didPartiallyAcceptCompletion", `{"item":`+item+`,"acceptedLength":1}`)
	r.notify("textDocument/didPartiallyAcceptCompletion", `{"acceptedLength":4,"item":`+item+`}`)
	r.notify("textDocument/didPartiallyAcceptCompletion", `{"acceptedLength":99,"item":`+item+`}`)
	r.notify("textDocument/didRejectCompletion", `{"item":`+item+`}`)
	r.answering()
	if got := fmt.Sprint(r.engine.heard()); got != "[shown 7 accepted 7:1 accepted 7:7 accepted 7:9 rejected 7]" {
		t.Errorf("the engine heard %s", got)
	}
	r.leave()
}

func TestFeedbackThatCanNotBeReadIsLogged(t *testing.T) {
	const command = `"command":{"command":"inkling.accepted","arguments":[18446744073709551615,5]}`
	r := ready(t)
	for _, params := range []string{
		`null`, `{}`, `{"item":7}`, `{"item":{"insertText":"x"}}`, `{"item":{"command":{"command":"inkling.accepted","arguments":[]}}}`,
		`{"item":{"command":{"command":"other","arguments":[1]}}}`, `{"item":{"command":{"command":"inkling.accepted","arguments":["x"]}}}`,
	} {
		for _, method := range []string{didShowMethod, didPartiallyAcceptMethod, didRejectMethod} {
			r.notify(method, params)
		}
	}
	r.notify(didPartiallyAcceptMethod, `{"acceptedLength":1,"item":{`+command+`}}`) // of how much?
	r.notify(didPartiallyAcceptMethod, `{"acceptedLength":1,"item":{`+command+`,"insertText":{"kind":"snippet","value":"é"}}}`)
	r.answering()
	if got := fmt.Sprint(r.engine.heard()); got != "[accepted 18446744073709551615:2]" {
		t.Errorf("the engine heard %s", got)
	}
	if n := strings.Count(r.log.String(), "notification failed"); n != 22 {
		t.Errorf("%d failures are logged: %s", n, r.log)
	}
	r.leave()
}

func TestUTF16PrefixAgreesWithTheStandardLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		runes := rapid.SliceOf(rapid.SampledFrom([]rune("aé😀\n"))).Draw(t, "text")
		n := rapid.IntRange(0, len(runes)).Draw(t, "runes")
		prefix := string(runes[:n])
		units := len(utf16.Encode(runes[:n]))
		if got := utf16Prefix(string(runes), units); got != len(prefix) {
			t.Errorf("%d units of %q are %d bytes, want %d", units, string(runes), got, len(prefix))
		}
	})
	for units, want := range map[int]int{0: 0, 1: 0, 2: 4, 3: 5, 99: 5} { // half a character is left out
		if got := utf16Prefix("😀x", units); got != want {
			t.Errorf("%d units are %d bytes, want %d", units, got, want)
		}
	}
	if got := utf16Prefix("\xff\xfex", 2); got != 2 { // a byte that is no character is one unit
		t.Errorf("two units of broken text are %d bytes", got)
	}
}

// FuzzReadFeedback checks that the reader ends on anything and never makes up an
// id.
func FuzzReadFeedback(f *testing.F) {
	f.Add([]byte(`{"item":{"insertText":"x","command":{"command":"inkling.accepted","arguments":[7,1]}},"acceptedLength":3}`))
	f.Add([]byte(`{"item":{"command":{"arguments":[[1],{"a":"]"}],"command":"inkling.accepted"}}}`))
	f.Add([]byte(`{"item":{"command":{"command":"inkling.accepted","arguments":[`))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := readFeedback(b)
		if err != nil {
			return
		}
		if !slices.ContainsFunc([]string{fmt.Sprint(uint64(got.id)), "null"}, func(s string) bool { return strings.Contains(string(b), s) }) {
			t.Errorf("read id %d from %q", got.id, b)
		}
		if n := utf16Prefix(got.text, got.accepted); n < 0 || n > len(got.text) {
			t.Errorf("%d units of %q are %d bytes", got.accepted, got.text, n)
		}
	})
}

var _ engine = (*completion.Engine)(nil)
