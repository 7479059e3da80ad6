package lsp

import (
	"path/filepath"

	"go.lsp.dev/protocol"

	"github.com/inkling-lsp/inkling/context/text"
)

// filePath is the path of a file, as a client names it.
func filePath(uri string) (path string, ok bool) {
	if path, ok = text.ParseURI(uri).Path(); ok {
		path = filepath.Clean(path)
	}
	return path, ok
}

func paths(uris []string) []string {
	var all []string
	for _, u := range uris {
		if path, ok := filePath(u); ok {
			all = append(all, path)
		}
	}
	return all
}

func rangeOf(s *text.Snapshot, r text.Range, e text.Encoding) protocol.Range {
	return protocol.Range{
		Start: positionOf(s.OffsetPosition(r.Start, e)),
		End:   positionOf(s.OffsetPosition(r.End, e)),
	}
}

func positionOf(p text.Position) protocol.Position {
	return protocol.Position{Line: uint32(p.Line), Character: uint32(p.Character)}
}
