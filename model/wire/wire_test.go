package wire

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/inkling-lsp/inkling/model"
)

func TestMain(m *testing.M) {
	behindProxy()
	goleak.VerifyTestMain(m)
}

const (
	secret = "sk-0123456789-secret"
	prompt = "def launch_codes():\n    return \"hunter2hunter2\""
)

// A script is what a server does with a connection after it has read a request.
type script func(c net.Conn, r *http.Request)

// says answers with a text as it stands, again and again, until the client leaves.
func says(text string) script {
	return func(c net.Conn, _ *http.Request) { _, _ = io.WriteString(c, text) }
}

const (
	ok     = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
	status = "HTTP/1.1 %d %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n%s\r\n%s"
)

func fails(code int, header, body string) script {
	return says(fmt.Sprintf(status, code, http.StatusText(code), len(body), header, body))
}

// A server is scripted, and counts.
type server struct {
	connections, requests atomic.Int32
	elsewhere             atomic.Value // another address that was connected to
	script                script
	running               sync.WaitGroup
}

func (s *server) dial(_ context.Context, _, address string) (net.Conn, error) {
	if address != "127.0.0.1:1" {
		s.elsewhere.Store(address)
	}
	s.connections.Add(1)
	ours, theirs := net.Pipe()
	s.running.Go(func() {
		defer func() { _ = ours.Close() }()
		in := bufio.NewReader(ours)
		for {
			r, err := http.ReadRequest(in)
			if err != nil {
				return
			}
			_, _ = io.Copy(io.Discard, r.Body)
			s.requests.Add(1)
			s.script(ours, r)
			if r.Close || !strings.HasPrefix(r.URL.Path, "/kept") {
				return
			}
		}
	})
	return theirs, nil
}

// serve returns a client of a scripted server. The address is loopback, so that no
// proxy of the machine that tests comes between.
func serve(t testing.TB, s script, change ...func(*Options)) (*Client, *server) {
	t.Helper()
	server := &server{script: s}
	o := Defaults()
	o.Dial = server.dial
	for _, f := range change {
		f(&o)
	}
	c, err := New("scripted", model.Options{URL: "http://127.0.0.1:1/", Model: "tiny", Key: secret}, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Close()
		server.running.Wait()
	})
	return c, server
}

// complete asks as a backend with server-sent events does: each event's data is a
// piece, and "end" ends the answer.
func complete(ctx context.Context, c *Client, class Class, emit model.Emit) (model.Report, error) {
	return c.Answer(ctx, class, emit, func(ctx context.Context, a *Answer) error {
		body, err := c.Stream(ctx, "/completion", map[string]string{"prompt": prompt})
		if err != nil {
			return err
		}
		defer body.Close()
		for event, err := range c.Events(body) {
			switch {
			case err != nil:
				return err
			case string(event.Data) == "end":
				return nil
			case event.Data[0] == '{':
				return c.Fault(event.Data, []byte(prompt))
			case !a.Text(string(event.Data)):
				return nil
			}
		}
		return io.ErrUnexpectedEOF
	})
}

// all is an emit that keeps everything.
func all(into *strings.Builder) model.Emit {
	return func(text string) bool { into.WriteString(text); return true }
}

func TestAnswerPassesPiecesOnAndReports(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := serve(t, func(conn net.Conn, _ *http.Request) {
			_, _ = io.WriteString(conn, ok+": hello\r\n\r\ndata:\r\n\r\n")
			time.Sleep(2 * time.Second)
			_, _ = io.WriteString(conn, "event: x\r\ndata: a\r\n\r\n")
			time.Sleep(time.Second)
			_, _ = io.WriteString(conn, "data: b\n\ndata: end\n\n")
		})
		var got strings.Builder
		report, err := complete(t.Context(), c, Fill, all(&got))
		want := model.Report{TokensIn: -1, TokensCached: -1, TokensOut: -1, FirstText: 2 * time.Second, Whole: 3 * time.Second, End: model.Finished}
		if err != nil || got.String() != "ab" || report != want {
			t.Errorf("%q, %+v, %v; want ab, %+v", got.String(), report, err, want)
		}
	})
}

// faults are servers that do not do what they should. Each has to end, by itself,
// in the time of the given bound, with an error of the given kind.
var faults = map[string]struct {
	script script
	kind   model.Kind
	within time.Duration
	text   string // what was emitted before
}{
	"hangs before its headers": {script: hang(""), kind: model.TooSlow, within: 10 * time.Second},
	"hangs after its headers":  {script: hang(ok), kind: model.TooSlow, within: 10 * time.Second},
	"hangs in its headers":     {script: hang("HTTP/1.1 200 OK\r\nServ"), kind: model.TooSlow, within: 10 * time.Second},
	"hangs after some text":    {script: hang(ok + "data: a\n\n"), kind: model.TooSlow, within: 30 * time.Second, text: "a"},
	"sends comments for ever":  {script: drip(ok, ": still reading\n\n"), kind: model.TooSlow, within: 10 * time.Second},
	"sends a byte a second":    {script: drip(ok, "data: "+strings.Repeat("x", 100)), kind: model.TooSlow, within: 10 * time.Second},
	"sends text for ever":      {script: drip(ok, "data: x\n\n"), kind: model.TooSlow, within: 30 * time.Second, text: strings.Repeat("x", 3)},
	"breaks off":               {script: says(ok + "data: a\n\n"), kind: model.Unreachable, text: "a"},
	"breaks off in a chunk":    {script: says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\ndata: a\n\n"), kind: model.Unreachable, text: "a"},
	"breaks off in a header":   {script: says("HTTP/1.1 200 OK\r\nSer"), kind: model.Unreachable},
	"speaks another language":  {script: says("SSH-2.0-OpenSSH\r\n"), kind: model.Unreachable},
	"has an error in a 200":    {script: says(ok + `data: {"error":{"code":500,"message":"out of memory"}}` + "\n\n"), kind: model.BadAnswer},
	"has a bare error":         {script: says(ok + `{"error":"loading"}` + "\n"), kind: model.BadAnswer},
	"is busy in a 200":         {script: says(ok + `data: {"error":{"code":503,"message":"busy"}}` + "\n\n"), kind: model.Overloaded},
	"sends spaces for ever":    {script: flood(ok, strings.Repeat(" ", 1<<16)), kind: model.BadAnswer},
	"sends empty lines":        {script: flood(ok, strings.Repeat("\n", 1<<16)), kind: model.BadAnswer},
	"sends a huge line":        {script: flood(ok+"data: ", strings.Repeat("y", 1<<16)), kind: model.BadAnswer},
	"sends a huge event":       {script: flood(ok, strings.Repeat("data: y\n", 1<<13)), kind: model.BadAnswer},
	"sends a huge header":      {script: flood("HTTP/1.1 200 OK\r\nX: ", strings.Repeat("y", 1<<16)), kind: model.Unreachable},
	"answers compressed":       {script: says("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1f\x8b"), kind: model.BadAnswer},
	"redirects":                {script: says("HTTP/1.1 307 Temporary Redirect\r\nLocation: http://elsewhere.test/completion\r\nContent-Length: 0\r\n\r\n"), kind: model.BadAnswer},
	"wants a key":              {script: fails(401, "", `{"error":{"message":"no"}}`), kind: model.Denied},
	"has no such model":        {script: fails(404, "", `{"error":"model not found"}`), kind: model.NoModel},
	"refuses the prompt":       {script: fails(400, "", `{"error":{"type":"exceed_context_size_error"}}`), kind: model.BadRequest},
	"fails":                    {script: fails(500, "", `oops`), kind: model.BadAnswer},
	"fails at great length":    {script: flood("HTTP/1.1 500 Internal Server Error\r\n\r\n", strings.Repeat("y", 1<<16)), kind: model.BadAnswer},
	"is overloaded":            {script: fails(429, "", ""), kind: model.Overloaded},
	"is overloaded for long":   {script: fails(429, "Retry-After: 3600\r\n", ""), kind: model.Overloaded},
	"is overloaded for ever":   {script: fails(503, "Retry-After: 1\r\n", ""), kind: model.Overloaded, within: 3 * time.Second},
}

func hang(first string) script {
	return func(c net.Conn, _ *http.Request) {
		_, _ = io.WriteString(c, first)
		_, _ = c.Read(make([]byte, 1)) // returns when the client has gone
	}
}

// drip sends a text, then another one by the byte, or whole if it ends a line, each
// second, until the client leaves.
func drip(first, then string) script {
	return func(c net.Conn, _ *http.Request) {
		_, err := io.WriteString(c, first)
		for i := 0; err == nil; i++ {
			time.Sleep(time.Second)
			piece := then
			if !strings.HasSuffix(then, "\n") {
				piece = then[i%len(then):][:1]
			}
			_, err = io.WriteString(c, piece)
		}
	}
}

// flood sends as fast as the client reads.
func flood(first, then string) script {
	return func(c net.Conn, _ *http.Request) {
		_, err := io.WriteString(c, first)
		for err == nil {
			_, err = io.WriteString(c, then)
		}
	}
}

func TestFaultsEndInTimeWithTheirKind(t *testing.T) {
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, server := serve(t, fault.script, func(o *Options) { o.MaxAnswer, o.MaxLine = 1<<20, 1<<18 })
				var log, got strings.Builder
				c.log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
				begun := time.Now()
				report, err := complete(t.Context(), c, Fill, all(&got))
				took := time.Since(begun)

				var e *model.Error
				if !errors.As(err, &e) || e.Kind != fault.kind || e.Backend != "scripted" || report.End != model.Broken {
					t.Errorf("got %v, %+v; want %s", err, report, fault.kind)
				}
				if took > fault.within+time.Second {
					t.Errorf("took %s, want %s", took, fault.within)
				}
				if !strings.HasPrefix(got.String(), fault.text) {
					t.Errorf("emitted %q, want %q", got.String(), fault.text)
				}
				if address := server.elsewhere.Load(); address != nil {
					t.Errorf("connected to %s", address)
				}
				if server.connections.Load() > 3 {
					t.Errorf("%d connections", server.connections.Load())
				}
				for where, text := range map[string]string{"error": err.Error(), "log": log.String()} {
					if strings.Contains(text, secret) || strings.Contains(text, "hunter2") || strings.Contains(text, "launch") {
						t.Errorf("the %s holds a secret: %s", where, text)
					}
				}
			})
		})
	}
}

func TestServersEchoIsNotPassedOn(t *testing.T) {
	c, _ := serve(t, nil)
	sent := []byte(`{"model":"tiny","temperature_range":1,"prompt":"def launch_codes():\n    return \"hunter2\""}`)
	tests := map[string]struct{ said, want string }{
		"a plain reason":     {`{"error":{"message":"the context is full"}}`, ": the context is full"},
		"of any shape":       {`{"detail":"no\n  room \u0007"}`, ": no   room"},
		"a text":             {`"no room"`, ": no room"},
		"nothing to read":    {`<html>`, ""},
		"the key":            {`{"error":{"message":"bad key ` + secret + `"}}`, ""},
		"a part of a prompt": {`{"error":"can't read: def launch_codes()"}`, ""},
		"broken in lines":    {`{"error":"near launch_\n    codes (): return"}`, ""},
		"a member's name":    {`{"error":"temperature_range is unknown"}`, ": temperature_range is unknown"},
		"the model's name":   {`{"error":"no model tiny, \"model\":\"tiny\" is wrong"}`, `: no model tiny, "model":"tiny" is wrong`},
		"at great length":    {`{"error":"` + strings.Repeat("é", 1000) + `"}`, ": " + strings.Repeat("é", 150) + "…"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			message, _ := readFault([]byte(test.said))
			if got := c.quote(message, sent); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestEnoughAndCancelCloseTheConnection(t *testing.T) {
	for name, test := range map[string]struct {
		enough bool
		end    model.End
		err    error
	}{
		"emit has had enough": {true, model.Enough, nil},
		"the caller leaves":   {false, model.Broken, context.Canceled},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				closed := make(chan time.Time, 1)
				c, _ := serve(t, func(conn net.Conn, _ *http.Request) {
					_, _ = io.WriteString(conn, ok+"data: a\n\n")
					_, _ = conn.Read(make([]byte, 1))
					closed <- time.Now()
				})
				ctx, cancel := context.WithCancel(t.Context())
				begun := time.Now()
				report, err := complete(ctx, c, Fill, func(string) bool {
					if !test.enough {
						cancel()
					}
					return !test.enough
				})
				cancel()
				if !errors.Is(err, test.err) || report.End != test.end {
					t.Errorf("got %+v, %v; want %s, %v", report, err, test.end, test.err)
				}
				if took := (<-closed).Sub(begun); took != 0 {
					t.Errorf("the server saw it after %s", took)
				}
			})
		})
	}
}

func TestRetriesOnlyWhatTheServerHasNotBegun(t *testing.T) {
	refused := &net.OpError{Op: "dial", Err: errors.New("connection refused")}
	synctest.Test(t, func(t *testing.T) {
		refusals := 2
		c, server := serve(t, says(ok+"data: a\n\ndata: end\n\n"), func(o *Options) {
			dial := o.Dial
			o.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
				if refusals--; refusals >= 0 {
					return nil, refused
				}
				return dial(ctx, network, address)
			}
		})
		if _, err := complete(t.Context(), c, Fill, func(string) bool { return true }); err != nil || server.requests.Load() != 1 {
			t.Errorf("%v after %d requests; a server that starts in the meantime answers", err, server.requests.Load())
		}
		refusals = 3
		var e *model.Error
		if _, err := complete(t.Context(), c, Fill, nil); !errors.As(err, &e) || e.Kind != model.Unreachable {
			t.Errorf("%v; three refusals are one too many", err)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		c, server := serve(t, says(""))
		_, err := complete(t.Context(), c, Fill, nil)
		if err == nil || server.requests.Load() != 1 {
			t.Errorf("%v after %d requests; what the server has read is not sent again", err, server.requests.Load())
		}
	})
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		c, _ := serve(t, func(conn net.Conn, r *http.Request) {
			if asked++; asked == 1 {
				fails(503, "Retry-After: 2\r\n", "")(conn, r)
				return
			}
			says(ok+"data: a\n\ndata: end\n\n")(conn, r)
		})
		report, err := complete(t.Context(), c, Fill, func(string) bool { return true })
		if err != nil || asked != 2 || report.Whole < 2*time.Second {
			t.Errorf("%v, %+v after %d requests; comes back when it was asked to", err, report, asked)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		c, server := serve(t, fails(503, "Retry-After: 2\r\n", ""))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		begun := time.Now()
		_, err := complete(ctx, c, Fill, nil)
		var e *model.Error
		if !errors.As(err, &e) || e.RetryAfter != 2*time.Second || server.requests.Load() != 1 || time.Since(begun) != 0 {
			t.Errorf("%v after %s; does not wait for what comes too late", err, time.Since(begun))
		}
	})
}

func TestKeptConnectionThatClosesInTheLastMomentIsReplaced(t *testing.T) {
	c, server := serve(t, nil)
	answered := 0
	server.script = func(conn net.Conn, _ *http.Request) {
		if answered++; answered == 2 {
			_ = conn.Close() // as the second request on this connection arrives
			return
		}
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
	}
	for range 2 {
		var into struct{}
		if err := c.Ask(t.Context(), "/kept", struct{}{}, &into); err != nil {
			t.Fatal(err)
		}
	}
	if n := server.connections.Load(); n != 2 {
		t.Errorf("%d connections, want the first and its replacement", n)
	}
}

func TestServerThatFailsIsLeftAloneAndTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, server := serve(t, fails(500, "", ""))
		kind := func() model.Kind {
			_, err := complete(t.Context(), c, Fill, func(string) bool { return true })
			var e *model.Error
			if errors.As(err, &e) {
				return e.Kind
			}
			return ""
		}
		for i := range 20 {
			want := model.BadAnswer
			if i >= 5 {
				want = model.Suspended
			}
			if got := kind(); got != want {
				t.Fatalf("request %d: %s, want %s", i, got, want)
			}
		}
		if n := server.requests.Load(); n != 5 {
			t.Errorf("%d requests, want 5", n)
		}
		time.Sleep(5 * time.Second)
		if a, b := kind(), kind(); a != model.BadAnswer || b != model.Suspended {
			t.Errorf("after a rest: %s, %s; want one try", a, b)
		}
		time.Sleep(5 * time.Second)
		ctx, cancel := context.WithCancel(t.Context())
		server.running.Wait()
		server.script = hang("")
		go func() { time.Sleep(time.Second); cancel() }()
		if _, err := complete(ctx, c, Fill, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("given up: %v", err)
		}
		server.running.Wait()
		server.script = says(ok + "data: a\n\ndata: end\n\n")
		if got := kind(); got != "" {
			t.Errorf("the try that was given up was the only one: %s", got)
		}
		if got := kind(); got != "" {
			t.Errorf("the server is well again, but: %s", got)
		}
	})
}

func TestStormOfRefusalsIsObeyed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, server := serve(t, fails(429, "Retry-After: 60\r\n", ""))
		for range 100 {
			_, _ = complete(t.Context(), c, Fill, nil)
			time.Sleep(100 * time.Millisecond)
		}
		if n := server.requests.Load(); n != 1 {
			t.Errorf("%d requests in ten seconds, want one: it asked for sixty", n)
		}
		_, err := complete(t.Context(), c, Fill, nil)
		var e *model.Error
		if !errors.As(err, &e) || e.Kind != model.Suspended || e.RetryAfter != 50*time.Second {
			t.Errorf("%v", err)
		}
		time.Sleep(50 * time.Second)
		_, _ = complete(t.Context(), c, Fill, nil)
		if n := server.requests.Load(); n != 2 {
			t.Errorf("%d requests after a minute, want two", n)
		}
	})
}

func TestRefusedPromptsDoNotSuspendTheServer(t *testing.T) {
	c, server := serve(t, fails(400, "", ""))
	for range 20 {
		_, _ = complete(t.Context(), c, Fill, nil)
	}
	if n := server.requests.Load(); n != 20 {
		t.Errorf("%d requests, want all", n)
	}
}

func TestRetryAfterReadsSecondsAndDates(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"": 0, "0": 0, "-1": 0, "x": 0, "NaN": 0, "3": 3 * time.Second, " 1.5 ": 1500 * time.Millisecond,
		"1e99":                          24 * time.Hour,
		"Fri, 02 Jan 2026 03:04:15 GMT": 10 * time.Second,
		"Fri, 02 Jan 2026 03:04:00 GMT": 0,
		"Fri, 02 Jan 2099 03:04:00 GMT": 24 * time.Hour,
	} {
		if got := retryAfter(header, now); got != want {
			t.Errorf("%q is %s, want %s", header, got, want)
		}
	}
}
