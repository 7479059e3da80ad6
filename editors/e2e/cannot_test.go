//go:build unix

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A limit is a step that an editor has no way to do. A session ends there in
// that editor, and the log of the test says so.
type limit struct {
	verb string
	why  string
	// still is Lua that is true as long as the limit is there.
	still string
}

// All other steps of the sessions can be done in all editors. (Partly taking a
// suggestion, and the completion menu's entry in a question, have no session:
// Neovim has neither.)
var nativeLimits = []limit{{
	verb:  "invoke",
	why:   "native inline completion asks by itself only: there is no function for a user who wants a suggestion",
	still: `vim.deep_equal(vim.fn.sort(vim.tbl_keys(vim.lsp.inline_completion)), { 'enable', 'get', 'is_enabled', 'select' })`,
}}

func (k kind) why(verb string) string {
	for _, l := range k.cannot {
		if l.verb == verb {
			return l.why
		}
	}
	return ""
}

// A limit that has gone, or that no session meets, has to be taken out.
func TestLimitsOfEditorsAreStillThere(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob(filepath.Join(sessions, "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(content)
	}
	for _, k := range []kind{native, plain} {
		for _, l := range k.cannot {
			check := exec.CommandContext(t.Context(), k.program(t), "--headless", "-u", "NONE", "-i", "NONE", "-n",
				"+lua if not ("+l.still+") then vim.cmd.cquit() end", "+quitall")
			if err := check.Run(); err != nil {
				t.Errorf("%s: it may be able to %s now (%v): it was said that %s", k.title, l.verb, err, l.why)
			}
			if !strings.Contains(all.String(), "\n"+l.verb) {
				t.Errorf("%s: no session has the step %q: the limit is of no use", k.title, l.verb)
			}
		}
	}
}
