package lsp

import (
	"context"
	"encoding/json"
	"slices"

	"go.lsp.dev/protocol"

	"github.com/inkling-lsp/inkling/context/workspace"
)

func (s *session) didChangeWorkspaceFolders(params json.RawMessage) error {
	var added, removed []string
	r := &reader{b: params}
	r.walk(func(path string) {
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
	if s.learner != nil {
		s.learner.SetRoots(slices.Clone(s.roots), s.near)
	}
	return nil
}

func readFolders(r *reader) (uris []string) {
	for range r.elements {
		for key := range r.fields {
			if key == "uri" {
				var uri string
				r.text(&uri)
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
	r := &reader{b: params}
	for key := range r.fields {
		if key != "changes" {
			continue
		}
		for range r.elements {
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

func readEvent(r *reader) (e workspace.Event, ok bool) {
	kind, uri := 0, ""
	for key := range r.fields {
		switch key {
		case "uri":
			r.text(&uri)
		case "type":
			r.number(&kind)
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
