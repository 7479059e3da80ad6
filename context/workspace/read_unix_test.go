//go:build unix

package workspace

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// A pipe without a writer blocks whoever opens it: the test would not end.
func TestReadDoesNotWaitForPipes(t *testing.T) {
	dir := tempDir(t)
	for _, name := range []string{"a.go", ".env", ".gitignore"} {
		if err := syscall.Mkfifo(filepath.Join(dir, name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := Read(filepath.Join(dir, "a.go")); reasonOf(err) != ReasonNotRegular {
		t.Errorf("error %v, want reason %s", err, ReasonNotRegular)
	}
	if _, err := Read(os.DevNull); reasonOf(err) != ReasonNotRegular {
		t.Errorf("error %v, want reason %s", err, ReasonNotRegular)
	}
	// Also when the pipe took a file's place after it was looked at.
	write(t, dir, map[string]string{"b.go": ""})
	before, err := os.Lstat(filepath.Join(dir, "b.go"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := openSame(filepath.Join(dir, "a.go"), before); reasonOf(err) != ReasonNotRegular {
		t.Errorf("error %v, want reason %s", err, ReasonNotRegular)
	}
	if _, err := (lister{}).files(t.Context(), []string{dir}, nil); err != nil {
		t.Error(err)
	}
}
