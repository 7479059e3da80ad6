package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.uber.org/goleak"

	"github.com/inkling-lsp/inkling/context/text"
)

// serverVariable, set, makes the test binary a server that behaves so.
const serverVariable = "INKLING_TEST_SERVER"

func TestMain(m *testing.M) {
	if how := os.Getenv(serverVariable); how != "" {
		serveAs(how)
		return
	}
	goleak.VerifyTestMain(m)
}

// serveAs is a server that goes wrong in a given way, or not at all.
func serveAs(how string) {
	if how == "surviving" {
		signal.Ignore(syscall.SIGPIPE)
	}
	_, _ = os.Stderr.WriteString("this is the server\n")
	conn := jsonrpc2.NewConn(jsonrpc2.NewStream(stdio{os.Stdin, os.Stdout}))
	conn.Go(context.Background(), func(ctx context.Context, req *jsonrpc2.Request) (any, error) {
		method := string([]byte(req.Method()))
		if req.IsCall() {
			jsonrpc2.Async(ctx)
		}
		switch {
		case method == "exit" && how == "deaf", method == "shutdown" && how == "hung":
			select {}
		case method == "exit" && how == "failing":
			os.Exit(3)
		case method == "exit":
			os.Exit(0)
		case method == "initialize" && how == "rude":
			return nil, jsonrpc2.Errorf(-32603, "go away")
		case method == "initialize" && how == "foreign":
			return json.RawMessage(`{"capabilities":{"positionEncoding":"utf-7"}}`), nil
		case method == "initialize":
			return json.RawMessage(`{"capabilities":{"positionEncoding":"utf-8"}}`), nil
		case method == "initialized":
			return nil, conn.Notify(ctx, learnedMethod, json.RawMessage(`{"files":3}`))
		case method == protocol.MethodTextDocumentInlineCompletion && how == "dying":
			os.Exit(4)
		}
		return nil, nil
	})
	<-conn.Done()
	if how == "surviving" {
		select {}
	}
}

type stdio struct {
	io.ReadCloser
	io.WriteCloser
}

func (s stdio) Close() error { return errors.Join(s.ReadCloser.Close(), s.WriteCloser.Close()) }

func startAs(t *testing.T, how string, o Options) (*Client, error) {
	t.Helper()
	t.Setenv(serverVariable, how)
	o.Encodings = []text.Encoding{text.UTF8, text.UTF16}
	return Start(t.Context(), []string{os.Args[0]}, o)
}

func TestChildIsStartedHeardAndReaped(t *testing.T) {
	var stderr bytes.Buffer
	c, err := startAs(t, "well", Options{Stderr: &stderr})
	if err != nil {
		t.Fatal(err)
	}
	if c.Encoding() != text.UTF8 {
		t.Errorf("the encoding is %v", c.Encoding())
	}
	if err := c.Learned(t.Context()); err != nil {
		t.Error(err)
	}
	if err := c.Close(t.Context()); err != nil {
		t.Error(err)
	}
	if stderr.String() != "this is the server\n" {
		t.Errorf("stderr is %q", &stderr)
	}
	if c.child.cmd.ProcessState == nil {
		t.Error("the child was not reaped")
	}
}

func TestChildThatEndsBadlyIsAnError(t *testing.T) {
	c, err := startAs(t, "failing", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Close(t.Context()); err == nil || !strings.Contains(err.Error(), "exit status 3") {
		t.Errorf("Close returned %v", err)
	}
}

func TestChildThatDoesNotEndIsKilled(t *testing.T) {
	for _, how := range []string{"deaf", "hung"} {
		c, err := startAs(t, how, Options{})
		if err != nil {
			t.Fatal(err)
		}
		c.bound = 10 * time.Millisecond
		ctx, cancel := context.WithCancel(t.Context())
		if how == "hung" {
			cancel()
		}
		if err := c.Close(ctx); err == nil || !strings.Contains(err.Error(), "killed") {
			t.Errorf("%s: Close returned %v", how, err)
		}
		cancel()
	}
}

func TestChildThatIsLeftMustNotice(t *testing.T) {
	for how, want := range map[string]string{"well": "", "surviving": "killed"} {
		c, err := startAs(t, how, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if how == "surviving" {
			c.bound = 10 * time.Millisecond
		}
		if err := c.Break(t.Context()); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: Break returned %v", how, err)
		}
	}
}

func TestDeathOfTheChildIsAnError(t *testing.T) {
	c, err := startAs(t, "dying", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Complete(t.Context(), "file:///a", text.Position{}, true); err == nil {
		t.Error("a dead server completed")
	}
	if err := c.Close(t.Context()); err == nil || !strings.Contains(err.Error(), "exit status 4") {
		t.Errorf("Close returned %v", err)
	}
}

func TestFailedHandshakeLeavesNoChild(t *testing.T) {
	for how, want := range map[string]string{"rude": "go away", "foreign": `"utf-7", which was not offered`} {
		if _, err := startAs(t, how, Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: Start returned %v", how, err)
		}
	}
	if _, err := Start(t.Context(), []string{"/no/such/server"}, Options{}); err == nil {
		t.Error("a command that is not there was started")
	}
	if _, err := Start(t.Context(), nil, Options{}); err == nil {
		t.Error("no command was started")
	}
}

func TestServerThatGoesAwayIsNoticed(t *testing.T) {
	server, stream := net.Pipe()
	go func() { _ = server.Close() }()
	if _, err := Connect(t.Context(), stream, Options{}); err == nil {
		t.Error("Connect spoke to nobody")
	}
}

func TestItemsAreReadInEveryShape(t *testing.T) {
	const item = `{"insertText":"x","range":{"start":{"line":1,"character":2},"end":{"line":1,"character":3}},"command":{"title":"t","command":"c","arguments":[1,2]}}`
	items, err := readItems(json.RawMessage(`{"items":[` + item + `]}`))
	if err != nil || len(items) != 1 || items[0].Text != "x" || items[0].Range.End.Character != 3 || items[0].Command != "c" || string(items[0].Args) != "[1,2]" {
		t.Errorf("read %+v, %v", items, err)
	}
	for _, none := range []string{`{"items":[]}`, `null`} {
		if items, err := readItems(json.RawMessage(none)); err != nil || len(items) != 0 {
			t.Errorf("%s: read %+v, %v", none, items, err)
		}
	}
	for _, bad := range []string{`{"items":[{"insertText":"x"}]}`, `{"items":[{"insertText":{"kind":"snippet","value":"x"},"range":{}}]}`, `7`} {
		if items, err := readItems(json.RawMessage(bad)); err == nil {
			t.Errorf("%s: read %+v", bad, items)
		}
	}
}

func TestEntriesAreRead(t *testing.T) {
	const item = `{"label":"x()","filterText":"x","textEdit":{"newText":"x()","range":{"start":{"line":1,"character":2},"end":{"line":1,"character":3}}}}`
	entries, err := readEntries(json.RawMessage(`{"isIncomplete":true,"items":[` + item + `]}`))
	want := Entry{Label: "x()", Filter: "x", Text: "x()", Range: text.PositionRange{Start: text.Position{Line: 1, Character: 2}, End: text.Position{Line: 1, Character: 3}}}
	if err != nil || len(entries) != 1 || entries[0] != want {
		t.Errorf("read %+v, %v", entries, err)
	}
	for _, none := range []string{`{"items":[]}`, `null`} {
		if entries, err := readEntries(json.RawMessage(none)); err != nil || len(entries) != 0 {
			t.Errorf("%s: read %+v, %v", none, entries, err)
		}
	}
	for _, bad := range []string{`{"items":[{"label":"x"}]}`, `{"items":[{"textEdit":{"newText":"x","insert":{},"replace":{}}}]}`, `7`} {
		if entries, err := readEntries(json.RawMessage(bad)); err == nil {
			t.Errorf("%s: read %+v", bad, entries)
		}
	}
}
