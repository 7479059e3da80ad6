package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/internal/bug"
)

// A call is answered in two steps. Its receiver runs on the read loop, in the
// order of the wire: it decodes the parameters, which are only borrowed, and
// takes the snapshot that the client meant. The job it returns runs beside the
// read loop and makes the answer.
type receiver func(s *session, params json.RawMessage) (job, error)

type job struct {
	run func(ctx context.Context) (any, error)
	// document, if set, makes the call supersede older ones of its method about it.
	document text.URI
}

// reply is the job of a call whose answer is known.
func reply(result any) job {
	return job{run: func(context.Context) (any, error) { return result, nil }}
}

var receivers = map[string]receiver{
	protocol.MethodInitialize:                   (*session).initialize,
	protocol.MethodShutdown:                     (*session).shutdown,
	protocol.MethodTextDocumentInlineCompletion: (*session).inlineCompletion,
	protocol.MethodTextDocumentCompletion:       (*session).plainCompletion,
	protocol.MethodWorkspaceExecuteCommand:      (*session).executeCommand,
}

// notifications run on the read loop and must take no longer than applying a
// change does. What they return is logged: the library would end the connection.
var notifications = map[string]func(s *session, params json.RawMessage) error{
	protocol.MethodInitialized:                        (*session).initialized,
	protocol.MethodExit:                               (*session).exit,
	protocol.MethodCancelRequest:                      (*session).cancelRequest,
	protocol.MethodTextDocumentDidOpen:                (*session).didOpen,
	protocol.MethodTextDocumentDidChange:              (*session).didChange,
	protocol.MethodTextDocumentDidSave:                (*session).didSave,
	protocol.MethodTextDocumentDidClose:               (*session).didClose,
	protocol.MethodNotebookDocumentDidOpen:            (*session).didOpenNotebook,
	protocol.MethodNotebookDocumentDidChange:          (*session).didChangeNotebook,
	protocol.MethodNotebookDocumentDidSave:            (*session).didSaveNotebook,
	protocol.MethodNotebookDocumentDidClose:           (*session).didCloseNotebook,
	didShowMethod:                                     (*session).didShow,
	didPartiallyAcceptMethod:                          (*session).didPartiallyAccept,
	didRejectMethod:                                   (*session).didReject,
	didFocusMethod:                                    (*session).didFocus,
	protocol.MethodWorkspaceDidChangeWatchedFiles:     (*session).didChangeWatchedFiles,
	protocol.MethodWorkspaceDidChangeWorkspaceFolders: (*session).didChangeWorkspaceFolders,
	protocol.MethodWorkspaceDidChangeConfiguration:    (*session).didChangeConfiguration,
	trustMethod: (*session).didChangeTrust,
}

// handle is the connection's handler. Of ctx it uses nothing but the release of
// the read loop: the library recycles it, and a context derived from it can end
// the process (hazard 13 of the package comment).
func (s *session) handle(ctx context.Context, req *jsonrpc2.Request) (any, error) {
	if !req.IsCall() {
		s.notified(req.Method(), json.RawMessage(req.Params()))
		return nil, nil
	}
	job, err := s.receive(req)
	jobCtx, done := s.calls.begin(s.base, req.ID(), subject{req.Method(), job.document})
	defer done()
	jsonrpc2.Async(ctx)
	if err != nil {
		return nil, wireError(err)
	}
	result, err := s.perform(jobCtx, req, job)
	return result, wireError(err)
}

func (s *session) notified(method string, params json.RawMessage) {
	var err error
	defer func() {
		if err != nil {
			s.log.Warn("notification failed", "method", method, "error", err)
		}
	}()
	defer s.recovered(method, &err)
	f, known := notifications[method]
	switch {
	case !known:
		s.log.Debug("ignore an unknown notification", "method", method)
	case s.phase != working && method != protocol.MethodExit && method != protocol.MethodCancelRequest:
		err = errors.New("it came before initialize or after shutdown")
	default:
		err = f(s, params)
	}
}

func (s *session) receive(req *jsonrpc2.Request) (j job, err error) {
	defer s.recovered(req.Method(), &err)
	method := req.Method()
	f, known := receivers[method]
	switch {
	case s.phase == fresh && method != protocol.MethodInitialize:
		return job{}, jsonrpc2.Errorf(jsonrpc2.ServerNotInitialized, "%s came before initialize", method)
	case s.phase == finished:
		return job{}, jsonrpc2.Errorf(jsonrpc2.InvalidRequest, "%s came after shutdown", method)
	case s.phase == working && method == protocol.MethodInitialize:
		return job{}, jsonrpc2.Errorf(jsonrpc2.InvalidRequest, "initialize came twice")
	case !known:
		return job{}, jsonrpc2.Errorf(jsonrpc2.MethodNotFound, "this server has no method %s", method)
	}
	return f(s, json.RawMessage(req.Params()))
}

// perform runs a call's job. It runs after the release, so req is its own.
func (s *session) perform(ctx context.Context, req *jsonrpc2.Request, j job) (result any, err error) {
	defer s.recovered(req.Method(), &err)
	start := time.Now()
	result, err = j.run(ctx)
	s.log.Debug("answered", "method", req.Method(), "id", fmt.Sprint(req.ID()), "ms", ms(time.Since(start)), "error", err)
	return result, err
}

// recovered, deferred, turns a panic into an error at err, if that is not nil.
func (s *session) recovered(in string, err *error) {
	value := recover()
	if value == nil {
		return
	}
	if e := bug.Recovered(s.log, in, value); err != nil {
		*err = e
	}
}

// wireError makes err fit for the wire: the library sends everything that is not
// its own type with code 0.
func wireError(err error) error {
	var wire *jsonrpc2.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &wire):
		return wire
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return protocol.ErrRequestCancelled
	}
	return jsonrpc2.Errorf(jsonrpc2.InternalError, "%v", err)
}

// decode reads parameters into v, which owns what it gets.
func decode(params json.RawMessage, v any) error {
	if err := protocol.Unmarshal(params, v); err != nil {
		return jsonrpc2.Errorf(jsonrpc2.InvalidParams, "the parameters can't be read: %v", err)
	}
	return nil
}

// ms is a duration in milliseconds, for logs.
func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
