package served

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func FuzzAnAnswerOrAnError(f *testing.F) {
	f.Add([]byte("data: {\"content\":\"a\",\"stop\":false}\n\ndata: {\"content\":\"\",\"stop\":true,\"timings\":{\"prompt_n\":2,\"cache_n\":5}}\n\n"))
	f.Add([]byte("data: {\"prompt_progress\":{\"total\":9,\"cache\":3}}\n\ndata: x\n\n"))
	f.Add([]byte(": comment\n\ndata: {\"stop\":true}\n\n"))
	f.Fuzz(func(t *testing.T, stream []byte) {
		if r, err := answered(Record{}, time.Now(), newEvents(bytes.NewReader(stream))); err == nil && r.At.IsZero() {
			t.Error("an answer without an end")
		}
		p := &proxy{}
		e := &exchange{}
		events := newEvents(bytes.NewReader(stream))
		for {
			data, err := events.next()
			if err != nil {
				break
			}
			p.note(e, data)
		}
	})
}

func FuzzRecordsAreReadAndAddedTo(f *testing.F) {
	f.Add([]byte("{\"section\":\"quality\"}\n{\"sect"))
	f.Add([]byte("\n\nnull\n[]\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		path := filepath.Join(t.TempDir(), "measured.jsonl")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		before, err := readRecords(path)
		if err != nil {
			return // a line that is too long to be one
		}
		b, err := openBook(path)
		if err != nil {
			t.Fatal(err)
		}
		added := Record{Section: "quality", File: "a.go", Place: "1"}
		if err := b.add(added); err != nil {
			t.Fatal(err)
		}
		if err := b.close(); err != nil {
			t.Fatal(err)
		}
		after, err := readRecords(path)
		if err != nil || len(after) != len(before)+1 || after[len(before)].key() != added.key() {
			t.Errorf("%d records after one was added to %d, %v", len(after), len(before), err)
		}
	})
}
