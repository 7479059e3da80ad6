package prompt

import (
	"strings"
	"testing"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/family"
)

// writer is somebody who types into a document and has a prompt laid out now and
// then.
type writer struct {
	t        testing.TB
	want     Want
	layout   Layout
	before   Layout // what layout was made of
	last     Request
	cache    []string // the tokens that a server has read last
	versions int32
}

// newWriter opens a document at its mark ‸.
func newWriter(t testing.TB, name, language, content string) *writer {
	t.Helper()
	at := strings.Index(content, "‸")
	if at < 0 {
		at = len(content)
	}
	content = strings.Replace(content, "‸", "", 1)
	return &writer{t: t, want: Want{
		Snapshot: text.NewSnapshot(text.FileURI("/shop/"+name), language, 1, content), Offset: at,
		Path: name, Repo: "shop", Traits: traitsOf(t, "qwen"), Budget: Budget{Cold: 600, Most: 1200}, Count: Estimate,
	}}
}

// traitsOf are of a model of a family on a server like llama.cpp's, or of a kind of
// server.
func traitsOf(t testing.TB, name string) model.Traits {
	switch name {
	case "fields":
		return model.Traits{Fill: model.FillFields}
	case "chat":
		return model.Traits{Fill: model.FillChat, Chat: true}
	case "none":
		return model.Traits{Fill: model.FillRaw, ForcesBegin: true, Warms: true}
	}
	for _, f := range family.All() {
		if f.Name == name {
			return model.Traits{Fill: model.FillRaw, ForcesBegin: true, Warms: true, Lanes: 2, Markers: &f.Markers}
		}
	}
	t.Fatalf("no family %q", name)
	return model.Traits{}
}

// change replaces bytes of the document and moves the cursor with its text.
func (w *writer) change(start, end int, by string) {
	w.t.Helper()
	w.versions++
	after, err := w.want.Snapshot.Apply(w.versions, []text.Change{{Range: text.Range{Start: start, End: end}, New: by}})
	if err != nil {
		w.t.Fatal(err)
	}
	if w.want.Offset >= end {
		w.want.Offset += len(by) - (end - start)
	}
	w.want.Snapshot = after
}

// typed writes at the cursor, as an editor does that indents by itself.
func (w *writer) typed(s string) {
	if s == "\n" {
		line := w.want.Snapshot.LineText(w.want.Snapshot.LineAt(w.want.Offset))
		s += line[:len(line)-len(strings.TrimLeft(line, " \t"))]
	}
	at := w.want.Offset
	w.change(at, at, s)
}

// lay has the next prompt laid out, and returns it with how many tokens a server
// reads that keeps the last prompt.
func (w *writer) lay() (Request, int) {
	w.t.Helper()
	next, r, err := w.layout.Next(w.want)
	if err != nil {
		w.t.Fatal(err)
	}
	w.before, w.layout, w.last = w.layout, next, r
	w.want.Idle, w.want.Lost = false, false
	return r, w.read(flat(r.Fill.Prompt))
}

// read counts the tokens of a prompt after the first difference to the last one.
func (w *writer) read(prompt string) int {
	tokens := tokenize(prompt, w.markers())
	same := 0
	for same < min(len(tokens), len(w.cache)) && tokens[same] == w.cache[same] {
		same++
	}
	w.cache = tokens
	return len(tokens) - same
}

func (w *writer) markers() []string {
	m := w.want.Traits.Markers
	if m == nil {
		return nil
	}
	return []string{m.Prefix, m.Suffix, m.Middle, m.Repo, m.File}
}
