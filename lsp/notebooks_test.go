package lsp

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"go.lsp.dev/protocol"

	"github.com/inkling-lsp/inkling/context/text"
)

const (
	book  = "file:///w/analysis.ipynb"
	cell1 = "vscode-notebook-cell:/w/analysis.ipynb#W0sZmls"
	cell2 = "vscode-notebook-cell:/w/analysis.ipynb#W1sZmls"
	cell3 = "vscode-notebook-cell:/w/analysis.ipynb#W2sZmls"
)

func cellItem(uri, content string) string {
	return fmt.Sprintf(`{"uri":%q,"languageId":"python","version":1,"text":%q}`, uri, content)
}

func (r *rig) openNotebook(uri string, cells ...string) {
	r.t.Helper()
	r.notify("notebookDocument/didOpen", fmt.Sprintf(`{"notebookDocument":{"uri":%q,"notebookType":"jupyter-notebook","version":1,"cells":[{"kind":2,"document":%q}]},"cellTextDocuments":[%s]}`,
		uri, cell1, strings.Join(cells, ",")))
}

func (r *rig) changeNotebook(change string) {
	r.t.Helper()
	r.notify("notebookDocument/didChange", fmt.Sprintf(`{"notebookDocument":{"uri":%q,"version":2},"change":%s}`, book, change))
}

// holds checks which documents the model has.
func (r *rig) holds(want map[text.URI]string) {
	r.t.Helper()
	r.answering()
	r.model.mu.Lock()
	defer r.model.mu.Unlock()
	if fmt.Sprint(r.model.texts) != fmt.Sprint(want) {
		r.t.Errorf("the model has %q, want %q\nlog:\n%s", r.model.texts, want, r.log)
	}
}

func TestCellsOfANotebookAreDocuments(t *testing.T) {
	r := ready(t)
	r.openNotebook(book, cellItem(cell1, "a"), cellItem(cell2, "b"))
	r.holds(map[text.URI]string{cell1: "a", cell2: "b"})

	r.changeNotebook(`{"cells":{"textContent":[{"document":{"uri":"` + cell2 + `","version":2},"changes":[{"range":{"start":{"line":0,"character":1},"end":{"line":0,"character":1}},"text":"😀"}]},` +
		`{"document":{"uri":"` + cell1 + `","version":2},"changes":[{"text":"whole"}]}]}}`)
	r.holds(map[text.URI]string{cell1: "whole", cell2: "b😀"})

	r.engine.script(insert("y"))
	id := r.complete(cell2, 0, 3)
	if got := string(r.answers(id)[id].Result); !strings.Contains(got, `"start":{"line":0,"character":3}`) {
		t.Errorf("in a cell the server suggested %s", got)
	}

	// A cell comes between the two, and is typed in by the same message.
	r.changeNotebook(`{"cells":{"textContent":[{"document":{"uri":"` + cell3 + `","version":2},"changes":[{"range":{"start":{"line":0,"character":0},"end":{"line":0,"character":0}},"text":">"}]}],` +
		`"structure":{"array":{"start":1,"deleteCount":0,"cells":[{"kind":2,"document":"` + cell3 + `"}]},"didOpen":[` + cellItem(cell3, "c") + `]}}}`)
	r.holds(map[text.URI]string{cell1: "whole", cell2: "b😀", cell3: ">c"})

	// The first is deleted; the second becomes one of another language.
	r.changeNotebook(`{"cells":{"structure":{"array":{"start":0,"deleteCount":1},"didOpen":[` + cellItem(cell2, "sql") + `],"didClose":[{"uri":"` + cell1 + `"},{"uri":"` + cell2 + `"}]}}}`)
	r.holds(map[text.URI]string{cell2: "sql", cell3: ">c"})

	r.notify("notebookDocument/didSave", `{"notebookDocument":{"uri":"`+book+`"}}`)
	r.notify("notebookDocument/didClose", `{"notebookDocument":{"uri":"`+book+`"},"cellTextDocuments":[{"uri":"`+cell2+`"}]}`) // not all are named
	r.holds(map[text.URI]string{})
	if got := strings.Join(r.learner.heard(), "\n"); !strings.Contains(got, `near "/w/analysis.ipynb"`) || strings.Count(got, "changed [{0 /w/analysis.ipynb}]") != 2 {
		t.Errorf("the learner heard %s", got)
	}
	r.leave()
}

func TestNotebooksOfLooseTypesAreTaken(t *testing.T) {
	r := ready(t)
	for _, n := range [][2]string{
		{"notebookDocument/didOpen", `null`},
		{"notebookDocument/didOpen", `{"notebookDocument":{"uri":7},"cellTextDocuments":{}}`},
		{"notebookDocument/didOpen", `{"cellTextDocuments":[` + cellItem(cell1, "a") + `]}`},
		{"notebookDocument/didOpen", `{"notebookDocument":{"uri":"` + book + `"},"cellTextDocuments":[{"uri":null,"text":"a"},7,[]]}`},
		{"notebookDocument/didChange", `{"notebookDocument":{"uri":"` + book + `","version":null},"change":null}`},
		{"notebookDocument/didChange", `{"notebookDocument":{"uri":"` + book + `"},"change":{"cells":{"structure":{},"textContent":{},"data":7}}}`},
		{"notebookDocument/didChange", `{"notebookDocument":{"uri":"` + book + `"},"change":{"cells":{"textContent":[{"changes":[{"text":"x"}]},{"document":{"uri":"` + cell3 + `"},"changes":[{"text":"x"}]}]}}}`},
		{"notebookDocument/didChange", `{}`},
		{"notebookDocument/didSave", `{}`},
		{"notebookDocument/didClose", `[]`},
		{"notebookDocument/didClose", `{"notebookDocument":{"uri":"file:///not/open.ipynb"},"cellTextDocuments":null}`},
	} {
		r.notify(n[0], n[1])
		r.answering()
	}
	r.openNotebook(book, cellItem(cell1, "a"))
	r.openNotebook(book, cellItem(cell2, "b")) // opened twice: the second counts
	r.changeNotebook(`{"cells":{"textContent":[{"document":{"uri":"` + cell2 + `","version":null},"changes":[{"text":"c"}]}]},"metadata":{}}`)
	r.holds(map[text.URI]string{cell2: "c"})
	r.leave()
}

func TestCellsOfSecretNotebooksAreNotGivenToTheModel(t *testing.T) {
	r := ready(t)
	const hidden = "file:///home/me/.aws/keys.ipynb"
	r.engine.script(insert("y"))
	r.openNotebook(hidden, cellItem("cell:1", "TOKEN=a")) // the cell's own name does not tell
	r.notify("notebookDocument/didChange", `{"notebookDocument":{"uri":"`+hidden+`","version":2},"change":{"cells":{"structure":{"array":{"start":1,"deleteCount":0},"didOpen":[`+cellItem("cell:2", "b")+`]},`+
		`"textContent":[{"document":{"uri":"cell:1","version":2},"changes":[{"text":"TOKEN=b"}]}]}}}`)
	r.holds(nil)
	id := r.complete("cell:1", 0, 7)
	if got := string(r.answers(id)[id].Result); got != `{"items":[]}` || !strings.Contains(r.log.String(), "reason=secret-file") {
		t.Errorf("in a secret notebook the server suggested %s", got)
	}
	r.notify("notebookDocument/didClose", `{"notebookDocument":{"uri":"`+hidden+`"}}`)
	r.open("cell:1", "no secret any more")
	r.holds(map[text.URI]string{"cell:1": "no secret any more"})
	r.leave()
}

func TestCellWithALostChangeIsLeftAlone(t *testing.T) {
	r := ready(t)
	r.openNotebook(book, cellItem(cell1, "a"), cellItem(cell2, "b"))
	bad := `{"start":{"line":0,"character":1},"end":{"line":0,"character":0}}`
	r.changeNotebook(`{"cells":{"textContent":[{"document":{"uri":"` + cell1 + `","version":2},"changes":[{"range":` + bad + `,"text":"x"}]},` +
		`{"document":{"uri":"` + cell2 + `","version":2},"changes":[{"text":"c"}]}]}}`)
	r.holds(map[text.URI]string{cell2: "c"})
	r.overlarge(`{"jsonrpc":"2.0","method":"notebookDocument/didChange","params":{"notebookDocument":{"uri":"` + book + `","version":3},"change":{"cells":`)
	r.holds(map[text.URI]string{})
	r.leave()
}

func TestNotebooksAreAnnounced(t *testing.T) {
	r := start(t)
	got := string(r.handshake(`{"capabilities":{}}`).Result)
	if want := `"notebookDocumentSync":{"notebookSelector":[{"notebook":"*"}],"save":true}`; !strings.Contains(got, want) {
		t.Errorf("the server announced %s", got)
	}
	r.leave()
}

// FuzzReadNotebook checks that the decoder ends on anything, and agrees with the
// library on what LSP allows.
func FuzzReadNotebook(f *testing.F) {
	f.Add([]byte(`{"notebookDocument":{"uri":"file:///a.ipynb","version":2},"change":{"cells":{"structure":{"array":{"start":0,"deleteCount":1},"didOpen":[` + cellItem(cell1, "a\n") + `],"didClose":[{"uri":"b"}]},` +
		`"textContent":[{"document":{"uri":"c","version":3},"changes":[{"text":"x"}]}]}}}`))
	f.Add([]byte(`{"notebookDocument":{"uri":"a"},"cellTextDocuments":[` + cellItem(cell1, "😀") + `,{}]}`))
	f.Add([]byte(`{"change":{"cells":{"textContent":[{"changes":[}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		got := readNotebook(b)
		var want protocol.DidChangeNotebookDocumentParams
		if !utf8.Valid(b) || !json.Valid(b) || strings.Contains(string(b), `\`) || repeats(b) || protocol.Unmarshal(b, &want) != nil || want.Change.Cells == nil {
			return
		}
		var opened, closed, changed int
		if s := want.Change.Cells.Structure; s != nil {
			opened, closed = len(s.DidOpen), len(s.DidClose)
		}
		changed = len(want.Change.Cells.TextContent)
		if got.uri != string(want.NotebookDocument.URI) || len(got.opened) != opened || len(got.closed) != closed || len(got.changed) != changed {
			t.Errorf("read %q as %+v, want %+v", b, got, want)
		}
		for i, c := range want.Change.Cells.TextContent {
			if d := got.changed[i]; d.uri != string(c.Document.URI) || len(d.changes) != len(c.Changes) {
				t.Errorf("cell %d of %q is %+v, want %+v", i, b, d, c)
			}
		}
	})
}

// repeats reports whether a key that the decoder reads is there more than once
// where that would make the two differ.
func repeats(b []byte) bool {
	for _, key := range []string{"notebookDocument", "change", "cells", "structure", "didOpen", "didClose", "textContent"} {
		if strings.Count(string(b), `"`+key+`"`) > 1 {
			return true
		}
	}
	return false
}
