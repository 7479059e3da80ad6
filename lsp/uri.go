package lsp

import (
	"net/url"
	"path/filepath"
	"runtime"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/inkling-lsp/inkling/context/text"
)

// canonical gives a document its one name: clients spell file:///c%3A/x and
// file:///C:/x for the same file. Names that are no files stay as they are.
func canonical(spelled string) text.URI {
	path, ok := filePath(spelled)
	if !ok {
		return text.URI(strings.Clone(spelled))
	}
	return fileURI(path)
}

// filePath is the absolute path of a file URI.
func filePath(spelled string) (path string, ok bool) {
	u, err := url.Parse(spelled)
	if err != nil || !strings.EqualFold(u.Scheme, "file") || u.Path == "" {
		return "", false
	}
	path = u.Path
	if runtime.GOOS == "windows" {
		if path = strings.TrimPrefix(path, "/"); u.Host != "" {
			path = "//" + u.Host + "/" + path
		}
		if len(path) > 1 && path[1] == ':' {
			path = strings.ToUpper(path[:1]) + path[1:]
		}
	}
	return filepath.Clean(filepath.FromSlash(path)), true
}

// fileURI is the canonical name of a file.
func fileURI(path string) text.URI {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return text.URI((&url.URL{Scheme: "file", Path: path}).String())
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
