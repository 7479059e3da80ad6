package lsp

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.lsp.dev/jsonrpc2"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/lsp/client"
	"github.com/inkling-lsp/inkling/lsp/parent"
	"github.com/inkling-lsp/inkling/lsp/transport"
)

// BenchmarkDidChange is a key on the read loop: from the frame to the published
// snapshot, without the wait for the client. The bound is p99 ≤0.2 ms and ≤8 KB
// in 5,000 lines, and at most three times the time in 100,000.
func BenchmarkDidChange(b *testing.B) {
	for _, lines := range []int{5_000, 100_000} {
		b.Run(fmt.Sprintf("%dlines", lines), func(b *testing.B) {
			s := newSession(Options{Logger: slog.New(slog.DiscardHandler)})
			s.parts = parts{model: &silentModel{}}
			s.phase = working
			keys := newTypist(lines / 2)
			in := transport.New(keys, s.over, s.log, transport.Events{Ended: s.end})
			defer in.Drain()
			content := strings.Repeat("\tfor i := range a { b(i) }\n", lines)
			s.documents.Open(text.NewSnapshot("file:///w/a.go", "go", 1, content))
			s.names["file:///w/a.go"] = "file:///w/a.go"
			took := make([]time.Duration, 0, 1<<20)
			b.ReportAllocs()
			for b.Loop() {
				start := time.Now()
				frame, _, err := in.ReadFrame(context.Background())
				if err != nil {
					b.Fatal(err)
				}
				m, err := jsonrpc2.DecodeMessage(frame)
				if err != nil {
					b.Fatal(err)
				}
				n := m.(*jsonrpc2.Notification)
				s.notified(n.Method(), json.RawMessage(n.Params()))
				took = append(took, time.Since(start))
			}
			if got, _ := s.documents.Get("file:///w/a.go"); got.Len() != len(content)+len(took) {
				b.Fatalf("the document has %d bytes after %d keys", got.Len(), len(took))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds()), "p99-ns")
		})
	}
}

// typist is a client that types at one place without end.
type typist struct {
	frames []string // one for each key, over and over
	next   int
	rest   string
}

func newTypist(line int) *typist {
	t := &typist{}
	for i := range 20 {
		t.frames = append(t.frames, frame(`{"jsonrpc":"2.0","method":"textDocument/didChange","params":`+
			change("file:///w/a.go", i, line, i, line, i, "x")+`}`))
	}
	return t
}

func (t *typist) Read(p []byte) (int, error) {
	if t.rest == "" {
		t.rest = t.frames[t.next%len(t.frames)]
		t.next++
	}
	n := copy(p, t.rest)
	t.rest = t.rest[n:]
	return n, nil
}

// Write throws away what the server answers.
func (t *typist) Write(p []byte) (int, error) { return len(p), nil }

type silentModel struct{}

func (*silentModel) Open(*text.Snapshot)   {}
func (*silentModel) Change(*text.Snapshot) {}
func (*silentModel) Save(text.URI)         {}
func (*silentModel) Close(text.URI)        {}

// BenchmarkInlineCompletionRoundTrip is what LSP itself costs a suggestion, over
// a pipe in memory and with an engine that answers at once.
func BenchmarkInlineCompletionRoundTrip(b *testing.B) {
	server, stream := net.Pipe()
	engine := &scriptedEngine{suggest: insert("x := compute(a, b)")}
	p := parts{engine: engine, model: &silentModel{}, server: &recordingServer{}, learn: (&recordingLearner{}).start, configure: func(Settings) {}, parentPoll: parent.Poll, settingsPoll: settingsPoll, now: time.Now}
	ended := make(chan error, 1)
	go func() {
		ended <- serve(context.Background(), server, Options{Settings: defaults{}}, func(*session) parts { return p })
	}()
	c, err := client.Connect(b.Context(), stream, client.Options{})
	if err != nil {
		b.Fatal(err)
	}
	if err := c.Open(b.Context(), text.NewSnapshot(doc, "go", 1, "package a\n")); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		items, err := c.Complete(b.Context(), doc, text.Position{Line: 1}, true)
		if err != nil || len(items) != 1 {
			b.Fatalf("%d items, %v", len(items), err)
		}
	}
	if err := c.Close(b.Context()); err != nil {
		b.Error(err)
	}
	if err := <-ended; err != nil {
		b.Error(err)
	}
}

func BenchmarkLookAtSettings(b *testing.B) {
	dir := b.TempDir()
	files := []string{dir, filepath.Join(dir, "a"), filepath.Join(dir, "b"), filepath.Join(dir, "absent")}
	for _, f := range files[1:3] {
		if err := os.WriteFile(f, []byte("x"), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		stampsOf(files)
	}
}
