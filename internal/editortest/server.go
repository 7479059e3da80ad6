package editortest

import (
	"context"
	"io"
	"log/slog"
	"net"
	"path/filepath"
	"testing"

	"github.com/inkling-lsp/inkling/lsp"
)

// inProcess is a server in the test's process.
type inProcess struct {
	t      testing.TB
	stream io.ReadWriteCloser // the client's end
	result chan error
}

func serve(t testing.TB, o lsp.Options) *inProcess {
	if o.Logger == nil {
		o.Logger = slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
	server, stream := net.Pipe()
	s := &inProcess{t, stream, make(chan error, 1)}
	go func() { s.result <- lsp.Serve(context.Background(), server, o) }()
	return s
}

// wait returns when the server has, with an error if it was left without a word.
// That nothing else is left is for goleak in the TestMain of the test: other tests
// may run beside this one.
func (s *inProcess) wait(ctx context.Context, left bool) {
	s.t.Helper()
	select {
	case err := <-s.result:
		if (err != nil) != left {
			s.t.Errorf("the server ended with the error %v", err)
		}
	case <-ctx.Done():
		s.t.Error("the server does not end")
	}
}

// languages are LSP's identifiers by file extension; an editor has its own list.
var languages = map[string]string{
	".go": "go", ".py": "python", ".rs": "rust", ".java": "java", ".ts": "typescript", ".tsx": "typescriptreact",
	".js": "javascript", ".jsx": "javascriptreact", ".md": "markdown", ".json": "json", ".sh": "shellscript", ".c": "c",
	".yaml": "yaml", ".yml": "yaml",
}

// Language is the LSP identifier of a file's language by its name.
func Language(path string) string {
	if l, ok := languages[filepath.Ext(path)]; ok {
		return l
	}
	return "plaintext"
}
