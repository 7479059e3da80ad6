package lsp

import (
	"bytes"
	"encoding/json"
	"errors"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/inkling-lsp/inkling/context/text"
)

// TestWalkTakesMemoryInProportion reads what a client may send to initialize, made
// so that all paths together would be thousands of times as long.
func TestWalkTakesMemoryInProportion(t *testing.T) {
	key := strings.Repeat("k", 60)
	for name, params := range map[string]string{
		"nesting": strings.Repeat(`{"`+key[:18]+`":`, 10_000) + "0" + strings.Repeat("}", 10_000),
		"keys":    strings.Repeat(`{"`+key+`":`, 3) + `{` + strings.Repeat(`"`+key+`":0,`, 4000) + `"":0}}}}`,
		"long":    `{"` + strings.Repeat("k", 120_000) + `":{` + strings.Repeat(`"a":0,`, 20_000) + `"a":0}}`,
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		readClient([]byte(`{"capabilities":` + params + `}`))
		runtime.ReadMemStats(&after)
		if took := after.TotalAlloc - before.TotalAlloc; took > 32*uint64(len(params)) {
			t.Errorf("%s: reading %d bytes allocated %d", name, len(params), took)
		}
	}
}

// FuzzReadDocument checks that the decoder of our own ends on anything and
// agrees with the standard library on what LSP allows.
func FuzzReadDocument(f *testing.F) {
	f.Add([]byte(change("file:///a", 2, 1, 2, 3, 4, "x\n")))
	f.Add([]byte(`{"textDocument":{"uri":"a","languageId":"go","version":1,"text":"\u00e9"}}`))
	f.Add([]byte(`{"contentChanges":[{"text":"\ud83d"},{"range":null,"text":"b"}],"x":[{}]}`))
	f.Add([]byte(`{"a":[1,[2,{"b":"]"}]],"textDocument" : { "version" : 7 } }`))
	f.Add([]byte(`{"contentChanges":[}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		readClient(b) // must end
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
