package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"runtime/debug"
	"slices"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/context/workspace/index"
	"github.com/inkling-lsp/inkling/lsp/lenient"
	"github.com/inkling-lsp/inkling/lsp/parent"
	"github.com/inkling-lsp/inkling/lsp/transport"
)

var errParentDied = errors.New("the editor's process is gone")

// exitBound is how long exit waits for calls that are not answered yet.
const exitBound = time.Second

// clientInfo is what the server needs to know of the other side. A field that the
// client did not send, or not as LSP says, has its zero value.
type clientInfo struct {
	name       string
	process    int
	roots      []string // absolute paths
	encoding   text.Encoding
	watches    bool // registers for changes on disk
	progresses bool // shows progress that the server begins
	inline     bool // has inline completion
	status     bool // understands didChangeStatus
	ready      bool // understands inkling/inlineCompletionReady
	plain      PlainCompletion

	givesSettings bool // can be asked for its settings
	tellsSettings bool // registers for telling of changed settings
	settings      json.RawMessage
	trusted       bool // the user trusts the workspace
}

// initialize reads what it needs field by field, so that one field of a wrong
// type (Lua sends {} for an empty list) does not fail the session.
func (s *session) initialize(params json.RawMessage) (job, error) {
	if lenient.New(params).Peek() != '{' {
		return job{}, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "initialize came without parameters")
	}
	s.client = readClient(params)
	s.roots = s.client.roots
	s.phase = working
	s.configuration.tell(func(e *Editor) {
		e.Roots, e.Options, e.Trusted = slices.Clone(s.roots), s.client.settings, s.client.trusted
	})
	s.log.Debug("initialize", "client", s.client.name, "roots", s.roots, "encoding", encodingNames[s.client.encoding])
	s.watchParent(s.client.process)
	return reply(s.initializeResult()), nil
}

// watchParent begins to watch the editor's process. One that can't be seen is not
// watched: the editor may run in another container. Whether it can is asked here,
// on the read loop and while the editor waits for an answer: asked beside it, an
// editor that dies at once could not be told from one that was never to be seen.
func (s *session) watchParent(pid int) {
	if pid <= 0 {
		return
	}
	if !parent.Alive(pid) {
		s.log.Debug("the editor's process can't be seen and is not watched", "pid", pid)
		return
	}
	s.run("watch of the parent", func(ctx context.Context) {
		if parent.Await(ctx, pid, s.parts.parentPoll) {
			s.end(errParentDied)
		}
	})
}

func (s *session) initializeResult() *protocol.InitializeResult {
	yes := true
	result := &protocol.InitializeResult{
		Capabilities: protocol.ServerCapabilities{
			PositionEncoding: encodingNames[s.client.encoding],
			TextDocumentSync: &protocol.TextDocumentSyncOptions{
				OpenClose: &yes,
				Change:    new(protocol.TextDocumentSyncKindIncremental),
				Save:      protocol.Boolean(true),
			},
			// Every cell of every notebook, whatever its language.
			NotebookDocumentSync: &protocol.NotebookDocumentSyncOptions{
				NotebookSelector: []protocol.NotebookSelector{
					&protocol.NotebookDocumentFilterWithNotebook{Notebook: protocol.String("*")},
				},
				Save: &yes,
			},
			InlineCompletionProvider: &protocol.InlineCompletionOptions{},
			ExecuteCommandProvider:   protocol.ExecuteCommandOptions{Commands: []string{acceptedCommand}},
			Workspace: &protocol.WorkspaceOptions{
				WorkspaceFolders: &protocol.WorkspaceFoldersServerCapabilities{
					Supported:           &yes,
					ChangeNotifications: protocol.Boolean(true),
				},
			},
		},
		ServerInfo: protocol.ServerInfo{Name: "inkling", Version: protocol.NewOptional(s.version())},
	}
	if s.wantsPlain() {
		result.Capabilities.CompletionProvider = &protocol.CompletionOptions{TriggerCharacters: plainTriggers}
	}
	return result
}

func (s *session) version() string {
	if s.options.Version != "" {
		return s.options.Version
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		return info.Main.Version
	}
	return "unknown"
}

// initialized starts what must not delay the answer of initialize.
func (s *session) initialized(json.RawMessage) error {
	if s.learner != nil {
		return nil // said twice
	}
	s.status.begin(s.client.status, s.condition(s.focus))
	s.learner = s.startLearner(index.Options{
		Watch:    !s.client.watches,
		Notes:    s.options.Store, // a nil store notes nothing
		Progress: newProgress(s).learned,
		Log:      s.log,
	})
	if s.learner == nil {
		return errOver
	}
	s.tellRoots()
	if s.client.watches {
		s.run("registration for file changes", s.registerWatch)
	}
	s.beginConfiguration()
	return nil
}

func (s *session) shutdown(json.RawMessage) (job, error) {
	s.phase = finished
	return reply(nil), nil
}

// exit ends the session after the answers that are still due.
func (s *session) exit(json.RawMessage) error {
	s.cancel()
	s.calls.settle(exitBound)
	if s.phase == finished {
		s.end(nil)
	} else {
		s.end(ErrNoShutdown)
	}
	return nil
}

var errOver = errors.New("it came after the session's end")

// lost is the end of a session that the client did not end.
func (s *session) lost(why error) {
	if errors.Is(why, io.EOF) {
		why = ErrNoShutdown
	}
	s.end(why)
}

func (s *session) cancelRequest(params json.RawMessage) error {
	var p struct {
		ID json.RawMessage `json:"id"`
	}
	if err := json.Unmarshal(params, &p); err != nil {
		return err
	}
	s.calls.cancel(transport.ReadID(p.ID))
	return nil
}

var encodingNames = map[text.Encoding]protocol.PositionEncodingKind{
	text.UTF8:  protocol.PositionEncodingKindUTF8,
	text.UTF16: protocol.PositionEncodingKindUTF16,
	text.UTF32: protocol.PositionEncodingKindUTF32,
}

// readClient reads the parameters of initialize.
func readClient(params json.RawMessage) clientInfo {
	var c clientInfo
	var folders []string
	var rootURI, rootPath string
	r := lenient.New(params)
	for key := range r.Fields {
		switch key {
		case "processId":
			r.Number(&c.process)
		case "clientInfo":
			for key := range r.Fields {
				if key == "name" {
					r.Text(&c.name)
				}
			}
		case "rootPath":
			r.Text(&rootPath)
		case "rootUri":
			r.Text(&rootURI)
		case "workspaceFolders":
			folders = readFolders(r)
		case "capabilities":
			c.readCapabilities(r)
		case "initializationOptions":
			c.readInitialization(r.Raw())
		}
	}
	// A client that knows folders and has none open sends null for them, and then for
	// rootUri as well; one that does not know them sends rootUri alone.
	switch {
	case len(folders) > 0:
		c.roots = paths(folders)
	case rootURI != "":
		c.roots = paths([]string{rootURI})
	case rootPath != "":
		c.roots = paths([]string{string(text.FileURI(rootPath))})
	}
	return c
}

func (c *clientInfo) readCapabilities(r *lenient.Reader) {
	var offered []string
	r.Walk(func(path string) {
		switch path {
		case ".general.positionEncodings":
			for range r.Elements {
				var name string
				r.Text(&name)
				offered = append(offered, name)
			}
		case ".workspace.didChangeWatchedFiles.dynamicRegistration":
			r.Boolean(&c.watches)
		case ".workspace.configuration":
			r.Boolean(&c.givesSettings)
		case ".workspace.didChangeConfiguration.dynamicRegistration":
			r.Boolean(&c.tellsSettings)
		case ".window.workDoneProgress":
			r.Boolean(&c.progresses)
		case ".textDocument.inlineCompletion":
			c.inline = r.Peek() == '{'
		case ".experimental.inkling.status":
			r.Boolean(&c.status)
		case ".experimental.inkling.ready":
			r.Boolean(&c.ready)
		}
	})
	c.encoding = choose(offered)
}

// readInitialization reads initializationOptions: Inkling's settings, of which one
// decides what is announced, and who the client is, which those say that know
// Copilot's status.
func (c *clientInfo) readInitialization(options json.RawMessage) {
	c.readSettings(lenient.New(options))
	r := lenient.New(options)
	r.Walk(func(path string) {
		switch path {
		case ".editorInfo", ".editorPluginInfo":
			c.status = c.status || r.Peek() == '{'
		case ".inkling.completion.plain", ".settings.completion.plain":
			var plain string
			r.Text(&plain)
			switch p := PlainCompletion(plain); p {
			case PlainOff, PlainAuto, PlainOn:
				c.plain = p
			}
		}
	})
}

// choose prefers the encoding that needs no conversion.
func choose(offered []string) text.Encoding {
	has := func(e text.Encoding) bool { return slices.Contains(offered, string(encodingNames[e])) }
	switch {
	case has(text.UTF8):
		return text.UTF8
	case has(text.UTF32) && !has(text.UTF16):
		return text.UTF32
	}
	return text.UTF16
}
