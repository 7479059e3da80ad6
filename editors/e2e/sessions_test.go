//go:build unix

package e2e

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"

	"github.com/inkling-lsp/inkling/context/text"
	"github.com/inkling-lsp/inkling/internal/markertest"
)

var (
	rewrite  = flag.Bool("update", false, "rewrite what the sessions expect to what the raw client sees")
	binaries string // a folder for what is built once
)

// The test binary is also the scripted server of fake_test.go.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == fakeServerArg {
		if err := serveFake(os.Stdin, os.Stdout); err != nil {
			_, _ = os.Stderr.WriteString(err.Error() + "\n")
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(run(m))
}

func run(m *testing.M) int {
	var err error
	if binaries, err = os.MkdirTemp("", "inkling-e2e"); err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(binaries) }()
	// What a server learns here is nothing that the user's own should find.
	if err := os.Setenv("INKLING_CACHE_DIR", filepath.Join(binaries, "cache")); err != nil {
		panic(err)
	}
	code := m.Run()
	if err := goleak.Find(); code == 0 && err != nil {
		_, _ = os.Stderr.WriteString(err.Error() + "\n")
		return 1
	}
	return code
}

const sessions = "testdata/sessions"

func TestSessionsInRawClient(t *testing.T) {
	t.Parallel()
	binary := inkling(t)
	markertest.Run(t, sessions, markertest.Options{
		Update: *rewrite,
		Start:  func(t *testing.T, s markertest.Session) markertest.Editor { return startRaw(t, s, binary) },
	})
}

func TestSessionsInNeovim012(t *testing.T) { t.Parallel(); testSessions(t, native, inkling(t)) }

func TestSessionsInNeovim010(t *testing.T) { t.Parallel(); testSessions(t, plain, inkling(t)) }

// The harness has to see ghost text when a server surely sends it; then a
// failure of the tests above is Inkling's.
func TestHarnessSeesGhostTextOfAScriptedServer(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []kind{native, plain} {
		t.Run(k.title, func(t *testing.T) {
			t.Parallel()
			markertest.Run(t, "testdata/harness", markertest.Options{
				Encodings: []text.Encoding{text.UTF8},
				Start: func(t *testing.T, s markertest.Session) markertest.Editor {
					k.encoding = "utf-8" // the scripted server knows no other
					return startNeovim(t, k, s, self, fakeServerArg)
				},
			})
		})
	}
}

func testSessions(t *testing.T, k kind, command ...string) {
	t.Helper()
	markertest.Run(t, sessions, markertest.Options{
		Encodings: []text.Encoding{k.speaks},
		Cannot:    k.why,
		Start: func(t *testing.T, s markertest.Session) markertest.Editor {
			return startNeovim(t, k, s, command...)
		},
	})
}

// kind is a kind of Neovim.
type kind struct {
	title    string // of its configuration in docs/editors.md
	file     string // its name in .tools/bin
	fits     string // Lua that is true in it
	speaks   text.Encoding
	encoding string // the same, as it is called in LSP
	cannot   []limit
}

var (
	native = kind{
		title: "init.lua for Neovim 0.12", file: "nvim", fits: "vim.lsp.inline_completion",
		speaks: text.UTF8, encoding: "utf-8", cannot: nativeLimits,
	}
	plain = kind{
		title: "init.lua for Neovim 0.10 and 0.11", file: "nvim-0.10",
		fits:   "vim.fn.has('nvim-0.10') == 1 and not vim.lsp.inline_completion",
		speaks: text.UTF16, encoding: "utf-16",
	}
)

// program finds a Neovim of the kind. A missing one is a failure, not a reason
// to test less.
func (k kind) program(t *testing.T) string {
	t.Helper()
	candidates := []string{filepath.Join("..", "..", ".tools", "bin", k.file)}
	if path, err := exec.LookPath("nvim"); err == nil {
		candidates = append([]string{path}, candidates...)
	}
	for _, path := range candidates {
		check := exec.CommandContext(t.Context(), path, "--headless", "-u", "NONE", "-i", "NONE", "-n",
			"+lua if not ("+k.fits+") then vim.cmd.cquit() end", "+quitall")
		if check.Run() == nil {
			absolute, err := filepath.Abs(path)
			if err != nil {
				t.Fatal(err)
			}
			return absolute
		}
	}
	t.Fatalf("none of %q is a Neovim for %q: run `make tools`", candidates, k.title)
	return ""
}
