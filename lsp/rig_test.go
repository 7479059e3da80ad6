package lsp

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/inkling-lsp/inkling/completion"
	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/context/workspace"
	"github.com/inkling-lsp/inkling/context/workspace/index"
	"github.com/inkling-lsp/inkling/lsp/transport"
	"github.com/inkling-lsp/inkling/model"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience ends a test that would hang; nothing waits for it to pass.
const patience = 20 * time.Second

// rig is a server in this process and a client that writes what the test says,
// byte by byte if need be.
type rig struct {
	t        testing.TB
	conn     net.Conn
	result   chan error   // of serve
	got      chan message // what the server sent, so much that a test need not read while it writes
	log      *logBuffer
	engine   *scriptedEngine
	plain    *scriptedEngine // for the completion menu
	model    *recordingModel
	learner  *recordingLearner
	server   *recordingServer
	session  *session // of which a test may call what is not the read loop's, once the client has initialized
	settings *scriptedSettings
	clock    time.Time // what the learner's goroutine, here the test's, goes by
	kept     []message // read while the test waited for something else
	nextID   int
}

type message struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Code    int
		Message string
	} `json:"error"`
}

func (m message) code() int {
	if m.Error == nil {
		return 0
	}
	return m.Error.Code
}

// start starts a server that nobody has initialized. It looks at the files of its
// settings when it is told to.
func start(t testing.TB) *rig {
	t.Helper()
	return startPolling(t, time.Hour)
}

func startPolling(t testing.TB, poll time.Duration) *rig {
	t.Helper()
	return startWith(t, Options{}, poll)
}

// startWith is start with options, but for the version, the log and the settings,
// which are looked at as often as poll says.
func startWith(t testing.TB, o Options, poll time.Duration) *rig {
	t.Helper()
	return startAssembled(t, o, func(_ *session, p parts) parts {
		p.settingsPoll = poll
		return p
	})
}

// startAssembled is start with options and with parts that are made of the scripted ones.
func startAssembled(t testing.TB, o Options, assemble func(s *session, scripted parts) parts) *rig {
	t.Helper()
	server, client := net.Pipe()
	r := &rig{
		t: t, conn: client, result: make(chan error, 1), got: make(chan message, 1<<15),
		clock: time.Unix(0, 0), log: &logBuffer{}, engine: &scriptedEngine{}, plain: &scriptedEngine{}, model: &recordingModel{}, learner: &recordingLearner{}, server: &recordingServer{}, settings: &scriptedSettings{},
	}
	p := parts{
		engine: r.engine, plain: r.plain, model: r.model, server: r.server, learn: r.learner.start, configure: r.settings.apply,
		parentPoll: time.Millisecond, settingsPoll: time.Hour, now: func() time.Time { return r.clock },
	}
	o.Settings, o.Version = r.settings, "test"
	o.Logger = slog.New(slog.NewTextHandler(r.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	with := func(s *session) parts {
		r.session = s
		return assemble(s, p)
	}
	go func() { r.result <- serve(context.Background(), server, o, with) }()
	go r.read()
	t.Cleanup(func() {
		_ = client.Close()
		for range r.got { // the reader ends
		}
	})
	return r
}

// ready starts a server and does the handshake.
func ready(t testing.TB) *rig {
	t.Helper()
	r := start(t)
	r.handshake(`{"capabilities":{}}`)
	return r
}

func (r *rig) handshake(params string) message {
	r.t.Helper()
	m := r.call("initialize", params)
	if m.Error != nil {
		r.t.Fatalf("initialize failed: %+v", m.Error)
	}
	r.notify("initialized", `{}`)
	return m
}

func (r *rig) read() {
	defer close(r.got)
	in := textproto.NewReader(bufio.NewReader(r.conn))
	for {
		h, err := in.ReadMIMEHeader()
		if err != nil {
			return
		}
		n, _ := strconv.Atoi(h.Get("Content-Length"))
		body := make([]byte, n)
		if _, err := io.ReadFull(in.R, body); err != nil {
			return
		}
		var m message
		if err := json.Unmarshal(body, &m); err != nil {
			r.t.Errorf("the server sent %q: %v", body, err)
		}
		if m.Method != "" && !slices.Contains(sent, m.Method) {
			r.t.Errorf("the server sent %s, which is not in the list of protocol_test.go", m.Method)
		}
		r.got <- m
	}
}

func (r *rig) raw(s string) {
	r.t.Helper()
	_ = r.conn.SetWriteDeadline(time.Now().Add(patience))
	if _, err := io.WriteString(r.conn, s); err != nil {
		r.t.Fatalf("write to the server: %v\nlog:\n%s", err, r.log)
	}
}

func (r *rig) send(body string) { r.t.Helper(); r.raw(frame(body)) }

// overlarge sends a message that begins with head and is too large by a byte.
func (r *rig) overlarge(head string) {
	r.t.Helper()
	const size = transport.MaxFrame + 1
	r.raw(fmt.Sprintf("Content-Length: %d\r\n\r\n%s", size, head))
	chunk := strings.Repeat("x", 1<<20)
	for sent := len(head); sent < size; {
		n := min(len(chunk), size-sent)
		r.raw(chunk[:n])
		sent += n
	}
}

func frame(body string) string { return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body) }

func (r *rig) notify(method, params string) {
	r.t.Helper()
	r.send(fmt.Sprintf(`{"jsonrpc":"2.0","method":%q,"params":%s}`, method, params))
}

// request sends a call and returns its id.
func (r *rig) request(method, params string) string {
	r.t.Helper()
	r.nextID++
	r.send(fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":%q,"params":%s}`, r.nextID, method, params))
	return strconv.Itoa(r.nextID)
}

// next returns the next message from the server.
func (r *rig) next() message {
	r.t.Helper()
	select {
	case m, ok := <-r.got:
		if !ok {
			r.t.Fatalf("the server ended the connection\nlog:\n%s", r.log)
		}
		return m
	case <-time.After(patience):
		r.t.Fatalf("nothing comes from the server\nlog:\n%s", r.log)
	}
	panic("unreachable")
}

// answers returns the answers to calls, in any order, and throws others away.
func (r *rig) answers(ids ...string) map[string]message {
	r.t.Helper()
	all := make(map[string]message)
	for len(all) < len(ids) {
		if m := r.next(); m.Method == "" && slices.Contains(ids, string(m.ID)) {
			all[string(m.ID)] = m
		}
	}
	return all
}

func (r *rig) call(method, params string) message {
	r.t.Helper()
	id := r.request(method, params)
	return r.answers(id)[id]
}

// answering checks that the session goes on.
func (r *rig) answering() {
	r.t.Helper()
	if m := r.call("inkling/ping", `{}`); m.code() != -32601 {
		r.t.Fatalf("the server answered an unknown method with %+v", m)
	}
}

func (r *rig) open(uri, content string) {
	r.t.Helper()
	b, _ := json.Marshal(content)
	r.notify("textDocument/didOpen", fmt.Sprintf(`{"textDocument":{"uri":%q,"languageId":"go","version":1,"text":%s}}`, uri, b))
}

func (r *rig) complete(uri string, line, character int) string {
	r.t.Helper()
	return r.request("textDocument/inlineCompletion", at(uri, line, character))
}

func at(uri string, line, character int) string {
	return fmt.Sprintf(`{"textDocument":{"uri":%q},"position":{"line":%d,"character":%d},"context":{"triggerKind":2}}`, uri, line, character)
}

// end returns what serve returned.
func (r *rig) end() error {
	r.t.Helper()
	select {
	case err := <-r.result:
		return err
	case <-time.After(patience):
		r.t.Fatalf("the server does not end\nlog:\n%s", r.log)
	}
	panic("unreachable")
}

// leave ends a session as LSP says.
func (r *rig) leave() {
	r.t.Helper()
	if m := r.call("shutdown", `null`); m.Error != nil {
		r.t.Errorf("shutdown failed: %+v", m.Error)
	}
	r.notify("exit", `null`)
	if err := r.end(); err != nil {
		r.t.Errorf("the session ended with %v", err)
	}
}

// logBuffer is a log that may be read while it is written.
type logBuffer struct {
	mu  sync.Mutex
	buf []byte
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.buf = append(b.buf, p...)
	return len(p), nil
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return string(b.buf)
}

// scriptedEngine does what a test tells it to.
type scriptedEngine struct {
	mu      sync.Mutex
	suggest func(ctx context.Context, r completion.Request) (completion.Answer, error)
	told    []string // of Shown, Accepted and Rejected
}

var errUnscripted = errors.New("the test has not scripted the engine")

func (e *scriptedEngine) script(f func(ctx context.Context, r completion.Request) (completion.Answer, error)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.suggest = f
}

func (e *scriptedEngine) Suggest(ctx context.Context, r completion.Request) (completion.Answer, error) {
	e.mu.Lock()
	f := e.suggest
	e.mu.Unlock()
	if f == nil {
		return completion.Answer{}, errUnscripted
	}
	return f(ctx, r)
}

func (e *scriptedEngine) Shown(id completion.ID) { e.tell("shown %d", id) }

func (e *scriptedEngine) Accepted(id completion.ID, n int) { e.tell("accepted %d:%d", id, n) }

func (e *scriptedEngine) Rejected(id completion.ID) { e.tell("rejected %d", id) }

func (e *scriptedEngine) Tally() completion.Tally { return completion.Tally{} }

func (e *scriptedEngine) tell(format string, args ...any) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.told = append(e.told, fmt.Sprintf(format, args...))
}

func (e *scriptedEngine) heard() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.told)
}

// insert answers with text at the offset asked for.
func insert(s string) func(context.Context, completion.Request) (completion.Answer, error) {
	return func(_ context.Context, r completion.Request) (completion.Answer, error) {
		return completion.Answer{Suggestions: []completion.Suggestion{
			{ID: 7, Text: s, Range: text.Range{Start: r.Offset, End: r.Offset}, Probability: 0.9},
		}}, nil
	}
}

// recordingModel keeps the texts it was told.
type recordingModel struct {
	mu    sync.Mutex
	texts map[text.URI]string
	seen  []int32 // versions, in order
}

func (m *recordingModel) Open(s *text.Snapshot) { m.Change(s) }

func (m *recordingModel) Change(s *text.Snapshot) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.texts == nil {
		m.texts = make(map[text.URI]string)
	}
	m.texts[s.URI()] = s.String()
	m.seen = append(m.seen, s.Version())
}

// Save is proven by a marker test, in which it matters.
func (m *recordingModel) Save(text.URI) {}

func (m *recordingModel) Close(u text.URI) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.texts, u)
}

func (m *recordingModel) text(u text.URI) (string, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.texts[u]
	return s, ok
}

// recordingLearner keeps what it was told.
type recordingLearner struct {
	mu      sync.Mutex
	options index.Options
	events  []string
	limit   int64
	panics  bool // at the next event on disk
}

func (l *recordingLearner) start(o index.Options) learner {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.options = o
	l.events = append(l.events, "start")
	return l
}

func (l *recordingLearner) SetRoots(roots []string, near string) {
	l.add("roots %v near %q", roots, near)
}

func (l *recordingLearner) Changed(events []workspace.Event) {
	l.add("changed %v", events)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.panics {
		panic("the learner broke")
	}
}

func (l *recordingLearner) Watch() { l.add("watch") }

func (l *recordingLearner) Limit(maxBytes int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.limit = maxBytes
}

func (l *recordingLearner) Close() { l.add("close") }

func (l *recordingLearner) add(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.events = append(l.events, fmt.Sprintf(format, args...))
}

func (l *recordingLearner) heard() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]string(nil), l.events...)
}

// recordingServer keeps what it was told, and closes what it was given.
type recordingServer struct {
	mu      sync.Mutex
	backend model.Backend
	events  []string
}

func (v *recordingServer) Roots(roots []string) { v.add("roots %v", roots) }

func (v *recordingServer) Use(b model.Backend) {
	v.mu.Lock()
	if v.backend != nil {
		v.backend.Close()
	}
	v.backend = b
	v.mu.Unlock()
	if b == nil {
		v.add("use none")
		return
	}
	v.add("use %s", b.Name())
}

func (v *recordingServer) Shutdown() {
	v.Use(nil)
	v.add("shutdown")
}

func (v *recordingServer) add(format string, args ...any) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.events = append(v.events, fmt.Sprintf(format, args...))
}

func (v *recordingServer) heard() []string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return slices.Clone(v.events)
}
