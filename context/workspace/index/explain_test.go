package index

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/inkling-lsp/inkling/context/workspace"
)

func TestExplainSaysWhichFilesAreBeyondTheLimit(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a.go", "b.go", "id_rsa"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("package a\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		file   string
		limit  int64
		reason workspace.Reason
		detail string
	}{
		{"a.go", 20, "", ""},
		{"b.go", 20, "", ""},
		{"a.go", 19, "", ""},
		{"b.go", 19, workspace.ReasonBeyond, "file 2 of 2"},
		{"a.go", 0, workspace.ReasonBeyond, "file 1 of 2"},
		{"id_rsa", 0, workspace.ReasonSecret, ""},
	} {
		v, err := Explain(t.Context(), []string{dir}, filepath.Join(dir, c.file), c.limit)
		if err != nil || v.Reason != c.reason || v.Detail != c.detail {
			t.Errorf("%s of %d bytes: %+v, %v", c.file, c.limit, v, err)
		}
	}
}
