package lsp

import (
	"context"
	"encoding/json"
	"slices"

	"go.lsp.dev/protocol"

	"github.com/inkling-lsp/inkling/context/workspace"
	"github.com/inkling-lsp/inkling/lsp/lenient"
)

func (s *session) didChangeWorkspaceFolders(params json.RawMessage) error {
	var added, removed []string
	r := lenient.New(params)
	r.Walk(func(path string) {
		switch path {
		case ".event.added":
			added = paths(readFolders(r))
		case ".event.removed":
			removed = paths(readFolders(r))
		}
	})
	s.roots = slices.DeleteFunc(s.roots, func(root string) bool { return slices.Contains(removed, root) })
	for _, root := range added {
		if !slices.Contains(s.roots, root) {
			s.roots = append(s.roots, root)
		}
	}
	roots := slices.Clone(s.roots)
	s.configuration.tell(func(e *Editor) { e.Roots = roots })
	s.tellRoots()
	return nil
}

func readFolders(r *lenient.Reader) (uris []string) {
	for range r.Elements {
		for key := range r.Fields {
			if key == "uri" {
				var uri string
				r.Text(&uri)
				uris = append(uris, uri)
			}
		}
	}
	return uris
}

func (s *session) didChangeWatchedFiles(params json.RawMessage) error {
	if s.learner == nil {
		return nil
	}
	var events []workspace.Event
	r := lenient.New(params)
	for key := range r.Fields {
		if key != "changes" {
			continue
		}
		for range r.Elements {
			if e, ok := readEvent(r); ok {
				events = append(events, e)
			}
		}
	}
	if len(events) > 0 {
		s.learner.Changed(events)
		s.configuration.look()
	}
	return nil
}

func readEvent(r *lenient.Reader) (e workspace.Event, ok bool) {
	kind, uri := 0, ""
	for key := range r.Fields {
		switch key {
		case "uri":
			r.Text(&uri)
		case "type":
			r.Number(&kind)
		}
	}
	e.Path, ok = filePath(uri)
	if e.Kind = workspace.Written; kind == int(protocol.FileChangeTypeDeleted) {
		e.Kind = workspace.Removed
	}
	return e, ok
}

// registerWatch asks the client to tell of changes on disk, as it said it can.
func (s *session) registerWatch(ctx context.Context) {
	options, err := protocol.Marshal(&protocol.DidChangeWatchedFilesRegistrationOptions{
		Watchers: []protocol.FileSystemWatcher{{GlobPattern: protocol.Pattern("**/*")}},
	})
	if err == nil {
		err = protocol.Call(ctx, s.conn, protocol.MethodClientRegisterCapability, &protocol.RegistrationParams{
			Registrations: []protocol.Registration{{
				ID:              "inkling-files",
				Method:          protocol.MethodWorkspaceDidChangeWatchedFiles,
				RegisterOptions: options,
			}},
		}, nil)
	}
	if err != nil && ctx.Err() == nil {
		s.log.Warn("the client refused to watch files though it said it can; the server watches them itself", "error", err)
		s.learner.Watch()
	}
}
