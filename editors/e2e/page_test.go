//go:build unix

package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var luaBlock = regexp.MustCompile("(?ms)^```lua\n-- (.*?)\n(.*?)^```")

func readPage(t *testing.T) string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "editors.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

// configurations are the Lua blocks of docs/editors.md by their first lines.
func configurations(t *testing.T) map[string]string {
	t.Helper()
	page := readPage(t)
	blocks := make(map[string]string)
	for _, match := range luaBlock.FindAllStringSubmatch(page, -1) {
		blocks[match[1]] = match[2]
	}
	if n := strings.Count(page, "```lua"); n != len(blocks) {
		t.Fatalf("docs/editors.md has %d blocks of Lua, of which %d have a first line of their own that says in a comment what they are", n, len(blocks))
	}
	return blocks
}

// configuration writes a block of the page to a file, as a reader would.
func configuration(t *testing.T, title string) string {
	t.Helper()
	block, ok := configurations(t)[title]
	if !ok {
		t.Fatalf("docs/editors.md has no block of Lua that begins with %q", "-- "+title)
	}
	path := filepath.Join(t.TempDir(), "init.lua")
	if err := os.WriteFile(path, []byte(block), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

var goBlock = regexp.MustCompile("(?ms)^```go\n(.*?)^```")

// firstFile is the file that a reader is to try an editor on.
func firstFile(t *testing.T) string {
	t.Helper()
	block := goBlock.FindStringSubmatch(readPage(t))
	if block == nil {
		t.Fatal("docs/editors.md has no block of Go to try an editor on")
	}
	return block[1]
}

func TestEveryConfigurationOfThePageIsRun(t *testing.T) {
	t.Parallel()
	run := map[string]bool{native.title: true, plain.title: true}
	for title := range configurations(t) {
		if !run[title] {
			t.Errorf("docs/editors.md: no test runs the block %q", title)
		}
	}
}
