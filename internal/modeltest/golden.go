package modeltest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/wire"
)

// Golden runs the files of a folder, each a conversation over HTTP with a service
// as its reference says, which the file's comment names with the day on which it was
// read. A file has these parts:
//
//	ask      {"Name": …, "Model": …, and "Fill": {…} or "Chat": {…}}: what is asked of the backend;
//	         with a "URL" if the backend goes by it, which is not connected to
//	about    lines of "METHOD /path {…}": what the server says of itself; may be absent
//	request  "METHOD /path", headers that have to be there, an empty line, the body
//	reply    the body of the answer
//	answer   the text that comes out, without the line end after it
//	report   model.Report, without the times on our own clock
func Golden(t *testing.T, pattern string, create func(model.Options, wire.Options) (model.Backend, error)) {
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: %d files, %v", pattern, len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Contains(archive.Comment, []byte("https://")) || !bytes.Contains(archive.Comment, []byte("20")) {
				t.Error("the comment names no page and day")
			}
			parts := map[string]string{}
			for _, f := range archive.Files {
				parts[f.Name] = strings.TrimSuffix(string(f.Data), "\n")
			}
			golden(t, parts, create)
		})
	}
}

func golden(t *testing.T, parts map[string]string, create func(model.Options, wire.Options) (model.Backend, error)) {
	var ask conversation
	parse(t, "ask", parts, &ask)
	server := replay(t, parts)
	defer server.Close()
	o := model.Options{Name: ask.Name, Model: ask.Model, URL: ask.URL, Key: secret}
	if o.URL == "" {
		o.URL = server.URL
	}
	limits := wire.Defaults()
	limits.Dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, server.Listener.Addr().String())
	}
	b, err := create(o, limits)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	var got strings.Builder
	var report, want model.Report
	if ask.Fill != nil {
		report, err = b.Fill(t.Context(), *ask.Fill, all(t, &got))
	} else {
		report, err = b.Chat(t.Context(), *ask.Chat, all(t, &got))
	}
	if err != nil || got.String() != parts["answer"] {
		t.Errorf("answered %q, %v; want %q", got.String(), err, parts["answer"])
	}
	parse(t, "report", parts, &want)
	report.FirstText, report.Whole = 0, 0
	if report != want {
		t.Errorf("reported %+v, want %+v", report, want)
	}
}

// conversation is what is asked of a backend.
type conversation struct {
	Name, Model, URL string

	Fill *model.FillRequest
	Chat *model.ChatRequest
}

// replay is a server that answers as a file says.
func replay(t *testing.T, parts map[string]string) *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		for line := range strings.Lines(parts["about"]) {
			if answer, is := strings.CutPrefix(line, r.Method+" "+r.URL.Path+" "); is {
				_, _ = io.WriteString(w, answer)
				return
			}
		}
		sent(t, parts["request"], r, body)
		_, _ = io.WriteString(w, parts["reply"]+"\n\n")
	}))
}

func parse(t *testing.T, part string, parts map[string]string, into any) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(parts[part]))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		t.Fatalf("%s: %v", part, err)
	}
}

// sent compares a request with the one that is wanted.
func sent(t *testing.T, want string, r *http.Request, body []byte) {
	head, wanted, _ := strings.Cut(want, "\n\n")
	lines := strings.Split(head, "\n")
	if got := r.Method + " " + r.URL.Path; got != lines[0] {
		t.Errorf("sent to %s, want %s", got, lines[0])
	}
	for _, line := range lines[1:] {
		name, value, _ := strings.Cut(line, ": ")
		if got := r.Header.Get(name); got != value {
			t.Errorf("header %s is %q, want %q", name, got, value)
		}
	}
	if got, want := indented(t, string(body)), indented(t, wanted); got != want {
		t.Errorf("sent\n%s\nwant\n%s", got, want)
	}
}

// indented is a JSON text with its members in order.
func indented(t *testing.T, text string) string {
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Errorf("%v in %s", err, text)
	}
	b, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		t.Error(err)
	}
	return string(b)
}
