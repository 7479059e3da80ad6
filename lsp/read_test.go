package lsp

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/inkling-lsp/inkling/context/text"
)

// FuzzReadDocument checks that the decoder of our own ends on anything and
// agrees with the standard library on what LSP allows.
func FuzzReadDocument(f *testing.F) {
	f.Add([]byte(change("file:///a", 2, 1, 2, 3, 4, "x\n")))
	f.Add([]byte(`{"textDocument":{"uri":"a","languageId":"go","version":1,"text":"\u00e9"}}`))
	f.Add([]byte(`{"contentChanges":[{"text":"\ud83d"},{"range":null,"text":"b"}],"x":[{}]}`))
	f.Add([]byte(`{"a":[1,[2,{"b":"]"}]],"textDocument" : { "version" : 7 } }`))
	f.Add([]byte(`{"contentChanges":[}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		got := readDocument(b)
		var want struct {
			TextDocument struct {
				URI        string
				LanguageID string
				Version    int32
				Text       string
			}
			ContentChanges []struct {
				Range *struct {
					Start, End struct{ Line, Character uint32 }
				}
				Text string
			}
		}
		// The standard library matches keys in any case and merges repeated
		// objects; those are not what this test is about.
		if !utf8.Valid(b) || json.Unmarshal(b, &want) != nil || plain(b) != nil || want.TextDocument.Version < 0 {
			return
		}
		if got.uri != want.TextDocument.URI || got.text != want.TextDocument.Text || got.version != int(want.TextDocument.Version) || got.language != want.TextDocument.LanguageID {
			t.Errorf("read %q as %+v, want %+v", b, got, want)
		}
		if len(got.changes) != len(want.ContentChanges) {
			t.Fatalf("read %d changes from %q, want %d", len(got.changes), b, len(want.ContentChanges))
		}
		for i, c := range want.ContentChanges {
			if got.changes[i].New != c.Text || (got.changes[i].Range == nil) != (c.Range == nil) {
				t.Errorf("change %d of %q is %+v, want %+v", i, b, got.changes[i], c)
			}
			if c.Range == nil || lacksPosition(got.changes[i]) {
				continue
			}
			cut := func(n uint32) int { return int(min(n, 1<<31-1)) }
			if want := (text.PositionRange{
				Start: text.Position{Line: cut(c.Range.Start.Line), Character: cut(c.Range.Start.Character)},
				End:   text.Position{Line: cut(c.Range.End.Line), Character: cut(c.Range.End.Character)},
			}); *got.changes[i].Range != want {
				t.Errorf("range %d of %q is %+v, want %+v", i, b, got.changes[i].Range, want)
			}
		}
	})
}

// plain returns an error for JSON with escaped, repeated or otherwise spelled keys.
func plain(b []byte) error {
	for _, key := range []string{"textDocument", "uri", "languageId", "version", "text", "contentChanges", "range", "start", "end", "line", "character"} {
		if n := bytes.Count(bytes.ToLower(b), []byte(`"`+strings.ToLower(key)+`"`)); n != bytes.Count(b, []byte(`"`+key+`"`)) || n > 1 {
			return errNotPlain
		}
	}
	if bytes.Contains(b, []byte(`\u`)) {
		return errNotPlain
	}
	return nil
}

var errNotPlain = errors.New("keys are not plain")
