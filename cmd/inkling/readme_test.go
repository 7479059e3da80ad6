package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/inkling-lsp/inkling/internal/llamatest"
)

// notRun are the README's commands that this test leaves to others, by how they
// begin, and who runs them.
var notRun = map[string]string{
	"git clone ":              "whoever reads this has the clone",
	"make test":               "this test is a part of it; internal/house checks that CI calls it",
	"cd editors/vscode ":      "it needs npm; the folder's own README says how it was tried",
	"code --install":          "it needs VS Code on a desktop",
	"bin/inkling model pull":  "it needs the network; TestWeightsArePulledListedAndRemoved has a hub of its own",
	"INKLING_BACKEND=managed": "it needs what the one before fetches; TestServedModelIsUsedByOtherCommands has it",
	"llama-server ":           "it needs weights, which are gigabytes; a real one with small ones is what the commands below it are run against",
}

func TestCommandsOfTheReadmeDoWhatTheySay(t *testing.T) {
	content, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	llama := llamatest.Start(t, llamatest.Qwen).URL
	left := map[string]bool{}
	ran := 0
	for _, line := range shellLines(string(content)) {
		if beginning := reasonNotToRun(line); beginning != "" {
			left[beginning] = true
			continue
		}
		ran++
		t.Run(line, func(t *testing.T) {
			// No terminal, so the demo prints plain lines; two of them are enough here.
			command := exec.Command("sh", "-c", strings.Replace(line, "make demo", "make demo ARGS=--lines=2", 1))
			command.Dir = "../.."
			command.Env = append(os.Environ(), "INKLING_CACHE_DIR="+t.TempDir(), "INKLING_URL="+llama)
			var progress strings.Builder
			command.Stderr = &progress
			out, err := command.Output()
			if err != nil || len(out) == 0 {
				t.Errorf("%v; it printed %q and said:\n%s", err, out, progress.String())
			}
		})
	}
	if ran == 0 {
		t.Error("the README has no command that can be run")
	}
	for beginning := range notRun {
		if !left[beginning] {
			t.Errorf("the README has no command %q any more: take it out of notRun", beginning)
		}
	}
}

func reasonNotToRun(line string) string {
	for beginning := range notRun {
		if strings.HasPrefix(line, beginning) {
			return beginning
		}
	}
	return ""
}

// shellLines are the lines of the blocks that are marked as sh.
func shellLines(markdown string) (lines []string) {
	for i, part := range strings.Split(markdown, "```") {
		if block, ok := strings.CutPrefix(part, "sh\n"); ok && i%2 == 1 {
			lines = append(lines, strings.Split(strings.TrimSpace(block), "\n")...)
		}
	}
	return lines
}
