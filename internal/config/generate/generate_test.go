package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/inkling-lsp/inkling/internal/config"
)

func TestGeneratedFilesAreFresh(t *testing.T) {
	root := filepath.Join("..", "..", "..")
	files, err := generate(root)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what the options structs say: run make generate", name)
		}
	}
	for _, g := range config.Settings() {
		if g.Description == "" {
			t.Errorf("the program has no description of %s: run make generate", g.Key)
		}
	}
}

// VS Code keeps what a workspace's own settings say of a key from the plugin until its
// user trusts the workspace, but only of keys that the plugin both restricts and
// declares. Null is what says nothing.
func TestPluginRestrictsTheSettingsThatNeedTrust(t *testing.T) {
	content, err := os.ReadFile(filepath.Join("..", "..", "..", "editors", "vscode", "package.json"))
	if err != nil {
		t.Fatal(err)
	}
	type property struct {
		Type                []string
		Default             *any
		MarkdownDescription string
	}
	var plugin struct {
		Capabilities struct {
			UntrustedWorkspaces struct{ RestrictedConfigurations []string }
		}
		Contributes struct {
			Configuration struct{ Properties map[string]json.RawMessage }
		}
	}
	if err := json.Unmarshal(content, &plugin); err != nil {
		t.Fatal(err)
	}
	restricted := map[string]bool{}
	for _, key := range plugin.Capabilities.UntrustedWorkspaces.RestrictedConfigurations {
		restricted[key] = true
	}
	for _, g := range config.Settings() {
		declared, ok := plugin.Contributes.Configuration.Properties["inkling."+g.Key]
		if g.Sensitive == "" {
			if ok {
				t.Errorf("%s is declared and needs no trust", g.Key)
			}
			continue
		}
		var p property
		if ok {
			err = json.Unmarshal(declared, &p)
		}
		if !ok || err != nil || !restricted["inkling."+g.Key] || p.Default != nil || !slices.Contains(p.Type, "null") || p.MarkdownDescription != g.Description {
			t.Errorf("%s is not restricted and declared as it should be: %s, %v", g.Key, declared, err)
		}
	}
}

func TestDescriptionsComeFromDocComments(t *testing.T) {
	root := t.TempDir()
	source := "package room\n\n// Options are.\ntype (\n\tother struct{}\n\tOptions struct {\n" +
		"\t\t// Delay is how long\n\t\t// Inkling waits, unless Fast says so.\n\t\tDelay int `setting:\"delay\"`\n" +
		"\t\tFast, Mute bool `setting:\"fast\"`\n\t\tPlain int // Plain is no setting.\n\t}\n)\n"
	if err := os.Mkdir(filepath.Join(root, "room"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "room", "room.go"), []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	at := func(typeName, field string) *config.Setting {
		return &config.Setting{Key: "room.x", Field: config.Field{Package: module + "room", Type: typeName, Name: field}}
	}
	got, err := describe(root, at("Options", "Delay"))
	if want := "`delay` is how long Inkling waits, unless `fast` says so."; got != want || err != nil {
		t.Errorf("described as %q, %v; want %q", got, err, want)
	}
	for what, g := range map[string]*config.Setting{"no doc comment": at("Options", "Fast"), "no struct": at("Nothing", "Delay")} {
		if _, err := describe(root, g); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("the error is %v, want one with %q", err, what)
		}
	}
}

func TestReferenceKeepsTheHandwrittenHead(t *testing.T) {
	setting := config.Setting{Key: "a.b", Kind: config.Bool, Default: true, Env: "INKLING_A_B", Description: "It is."}
	page, err := reference([]byte("# Head\n\n"+mark+"old"), []config.Setting{setting})
	if err != nil {
		t.Fatal(err)
	}
	want := "# Head\n\n" + mark + "\n## [a]\n\n### a.b\n\nIt is.\n\ntrue or false · default `true` · environment `INKLING_A_B`\n"
	if string(page) != want {
		t.Errorf("the page is\n%s\nwant\n%s", page, want)
	}
	if _, err := reference([]byte("# Head\n"), nil); err == nil {
		t.Error("a page without the mark is written over")
	}
}
