package markertest

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"
)

var rewrite = flag.Bool("update", false, "rewrite what the marker tests expect to what they see")

func TestMain(m *testing.M) {
	cache, err := os.MkdirTemp("", "inkling-markers")
	if err == nil { // what a server learns here is nothing that the user's own should find
		err = os.Setenv("INKLING_CACHE_DIR", cache)
	}
	if err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		_ = os.RemoveAll(cache)
		os.Exit(code)
	}))
}

// folders are those of testdata.
var folders = []string{"inline", "notebook", "menu"}

// TestMarkersInProcess and TestMarkersOverStdio run testdata; README.md says how
// to add a test there.
func TestMarkersInProcess(t *testing.T) {
	t.Parallel()
	runFolders(t, Options{Update: *rewrite})
}

func runFolders(t *testing.T, o Options) {
	for _, folder := range folders {
		t.Run(folder, func(t *testing.T) {
			t.Parallel()
			Run(t, filepath.Join("testdata", folder), o)
		})
	}
}

func TestMarkersOverStdio(t *testing.T) {
	t.Parallel()
	binary := filepath.Join(t.TempDir(), "inkling.exe") // Windows wants the suffix, others don't mind
	build := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "github.com/inkling-lsp/inkling/cmd/inkling")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the binary: %v\n%s", err, out)
	}
	runFolders(t, Options{Binary: binary})
}
