package transport

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"strings"
	"testing"

	"go.lsp.dev/jsonrpc2"
)

// readAll returns the bodies of the messages that a stream finds in input, why
// it ended, and what it answered.
func readAll(t testing.TB, input io.Reader) (found []string, answers string, end error) {
	var written bytes.Buffer
	s := New(readWriter{input, &written}, nil, slog.New(slog.DiscardHandler), Events{
		Ended:   func(err error) { end = err },
		Refused: func([]byte) {},
	})
	for {
		body, _, err := s.ReadFrame(context.Background())
		if err != nil {
			s.Drain()
			if !s.Drained() {
				t.Error("the writer is left behind")
			}
			return found, written.String(), end
		}
		found = append(found, string(body))
	}
}

type readWriter struct {
	io.Reader
	io.Writer
}

func frame(body string) string { return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body) }

func TestStreamFindsMessages(t *testing.T) {
	const a, b = `{"jsonrpc":"2.0","method":"a"}`, `{"jsonrpc":"2.0","id":1,"method":"b","params":[]}`
	for _, test := range []struct {
		name, input string
		want        []string
		end         error
	}{
		{"nothing", "", nil, io.EOF},
		{"one after the other", frame(a) + frame(b), []string{a, b}, io.EOF},
		{"other case", "CONTENT-length:  30  \r\n\r\n" + a, []string{a}, io.EOF},
		{"with a type", "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: 30\r\n\r\n" + a, []string{a}, io.EOF},
		{"type last", "Content-Length: 30\r\nContent-Type: x\r\nX-More: y\r\n\r\n" + a, []string{a}, io.EOF},
		{"bare newlines", "Content-Length: 30\n\n" + a, []string{a}, io.EOF},
		{"last length counts", "Content-Length: 2\r\nContent-Length: 30\r\n\r\n" + a, []string{a}, io.EOF},
		{"a greeting before", "Welcome to bash!\n\n$ " + frame(a), []string{a}, io.EOF},
		{"garbage between", frame(a) + "garbage: 1\r\n\r\n\x00\xff" + frame(b), []string{a, b}, io.EOF},
		{"bad lengths", "Content-Length: -5\r\n\r\nContent-Length: x\r\n\r\n" + frame(b), []string{b}, io.EOF},
		{"length too short", "Content-Length: 10\r\n\r\n" + a + frame(b), []string{b}, io.EOF},
		{"ends in a header", "Content-Length: 30\r\n", nil, io.ErrUnexpectedEOF},
		{"ends in a field", "Content-Le", nil, io.ErrUnexpectedEOF},
		{"ends in a body", "Content-Length: 30\r\n\r\n{", nil, io.ErrUnexpectedEOF},
		{"a long line", strings.Repeat("x", 200<<10) + "\n" + frame(a), []string{a}, io.EOF},
	} {
		t.Run(test.name, func(t *testing.T) {
			found, _, end := readAll(t, strings.NewReader(test.input))
			if strings.Join(found, "|") != strings.Join(test.want, "|") {
				t.Errorf("found %q, want %q", found, test.want)
			}
			if end == nil || !strings.Contains(end.Error(), test.end.Error()) {
				t.Errorf("ended with %v, want %v", end, test.end)
			}
		})
	}
}

func TestStreamGivesUpOnGarbage(t *testing.T) {
	_, _, end := readAll(t, strings.NewReader(strings.Repeat("all work and no play\n", 1<<17)))
	if end == nil || !strings.Contains(end.Error(), "does not speak LSP") {
		t.Errorf("ended with %v", end)
	}
}

func TestStreamReservesOnlyWhatArrives(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, _, end := readAll(t, strings.NewReader("Content-Length: 60000000\r\n\r\n{")); !errors.Is(end, io.ErrUnexpectedEOF) {
		t.Errorf("ended with %v", end)
	}
	runtime.ReadMemStats(&after)
	if allocated := after.TotalAlloc - before.TotalAlloc; allocated > 1<<20 {
		t.Errorf("an announced message of 60 MB took %d bytes", allocated)
	}
}

// FuzzStream feeds anything to a stream: it must end, and let through nothing
// that the library would end the connection for.
func FuzzStream(f *testing.F) {
	f.Add([]byte(frame(`{"jsonrpc":"2.0","id":1,"method":"x"}`)))
	f.Add([]byte("Content-Length: 3\r\n\r\n{}"))
	f.Add([]byte("junk\r\ncontent-length:2\n\n[]" + frame(`{"jsonrpc":"2.0","id":"a","result":{}}`)))
	f.Add([]byte("Content-Length: 99999999999999999999\r\n\r\n"))
	f.Fuzz(func(t *testing.T, input []byte) {
		found, answers, end := readAll(t, bytes.NewReader(input))
		if end == nil {
			t.Error("the stream did not end")
		}
		for _, body := range found {
			if _, err := jsonrpc2.DecodeMessage([]byte(body)); err != nil {
				t.Errorf("let %q through: %v", body, err)
			}
		}
		for _, a := range strings.Split(answers, "Content-Length: ")[1:] {
			if _, body, _ := strings.Cut(a, "\r\n\r\n"); !json.Valid([]byte(body)) {
				t.Errorf("answered %q", body)
			}
		}
	})
}
