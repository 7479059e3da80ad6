package lsp

import (
	"os"
	"regexp"
	"slices"
	"testing"

	"go.lsp.dev/protocol"
)

// sent are the methods that the server sends. The rig of the tests refuses any
// other.
var sent = []string{
	protocol.MethodClientRegisterCapability,
	protocol.MethodWindowWorkDoneProgressCreate,
	protocol.MethodProgress,
	protocol.MethodCancelRequest, // of its own requests, by the library
	protocol.MethodWorkspaceConfiguration,
	protocol.MethodWindowShowMessage,
	protocol.MethodWindowShowMessageRequest,
	learnedMethod,
	readyMethod,
	statusMethod,
}

// TestPageOfTheProtocolNamesEveryMethod ties docs/protocol.md to the code: each
// method that the server understands or sends has a row there, and no other has.
func TestPageOfTheProtocolNamesEveryMethod(t *testing.T) {
	page, err := os.ReadFile("../docs/protocol.md")
	if err != nil {
		t.Fatal(err)
	}
	var documented []string
	for _, m := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\| ([^|]+) \\|").FindAllSubmatch(page, -1) {
		documented = append(documented, string(m[1])+" "+string(m[2]))
	}
	var known []string
	for method := range receivers {
		known = append(known, method+" request")
	}
	for method := range notifications {
		known = append(known, method+" notification")
	}
	for _, method := range sent {
		known = append(known, method+" from the server")
	}
	for _, row := range known {
		if !slices.Contains(documented, row) {
			t.Errorf("docs/protocol.md has no row for: %s", row)
		}
	}
	for _, row := range documented {
		if !slices.Contains(known, row) {
			t.Errorf("docs/protocol.md has a row for what is not there: %s", row)
		}
	}
	if len(documented) != len(known) {
		t.Errorf("docs/protocol.md has %d rows for %d methods", len(documented), len(known))
	}
}
