package prompt

import (
	"os"
	"strings"
	"testing"

	"github.com/inkling-lsp/inkling/model/family"
)

func TestEachFamilyHasAPromptToLookAt(t *testing.T) {
	for _, f := range family.All() {
		golden, err := os.ReadFile("testdata/family-" + f.Name + ".txtar")
		if err != nil {
			t.Errorf("%v: copy another one, and run the tests with -update", err)
			continue
		}
		for _, marker := range []string{f.Markers.Prefix, f.Markers.Suffix, f.Markers.Middle, f.Markers.File} {
			if !strings.Contains(string(golden), "model "+f.Name+"\n") || !strings.Contains(string(golden), marker) {
				t.Errorf("the prompt of %s is without %q", f.Name, marker)
			}
		}
	}
}
