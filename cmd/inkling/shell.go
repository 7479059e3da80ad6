package main

import (
	"fmt"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/inkling-lsp/inkling/cmd/inkling/internal/manpage"
	"github.com/inkling-lsp/inkling/cmd/inkling/internal/shell"
	"github.com/inkling-lsp/inkling/internal/config"
)

type completionsCommand struct {
	Shell string `arg:"" help:"bash, zsh or fish." enum:"bash,zsh,fish"`
}

func (o *completionsCommand) Run(c console, k *kong.Kong) error {
	script, err := shell.Script(o.Shell, k.Model.Name)
	if err != nil {
		return usage(err, "")
	}
	_, err = fmt.Fprint(c.out, script)
	return err
}

// askedCommand answers the scripts that completionsCommand prints.
type askedCommand struct {
	Words []string `arg:"" optional:"" passthrough:""`
}

func (o *askedCommand) Run(c console, k *kong.Kong) error {
	words := o.Words
	if len(words) > 0 && words[0] == "--" {
		words = words[1:]
	}
	for _, w := range shell.Words(k.Model, words, flagValues) {
		if _, err := fmt.Fprintf(c.out, "%s\t%s\n", w.Text, w.Help); err != nil {
			return err
		}
	}
	return nil
}

// flagValues are the values of flags that are settings.
func flagValues(flag string) (words []shell.Word) {
	for _, s := range config.Settings() {
		switch {
		case flag == "set" && !s.Secret:
			help, _, more := strings.Cut(s.Description, ". ")
			if more {
				help += "."
			}
			end := "="
			if s.Kind == config.Switches {
				end = "." // and a name
			}
			words = append(words, shell.Word{Text: s.Key + end, Help: help})
		case flag == "log-level" && s.Key == "log.level":
			for _, level := range s.Values {
				words = append(words, shell.Word{Text: level})
			}
		}
	}
	return words
}

type manCommand struct{}

// files and environment are what the manual page says of them.
var (
	files = [][2]string{
		{config.WorkspaceFileName, "In a workspace's folder, its own settings. \"inkling config\" prints all settings with their meaning, and \"inkling config --show-origin\" where each value comes from."},
		{"inkling/config.toml", "In the configuration folder (~/.config on Linux), the user's settings."},
		{"inkling/trust", "In the same folder, which workspaces the user trusts."},
		{"inkling/", "In the cache folder (~/.cache on Linux), what was learned. \"inkling index --clear\" removes it."},
	}
	environment = [][2]string{
		{"INKLING_SECTION_NAME", "The setting section.name, such as INKLING_COMPLETION_THRESHOLD=0.7. It counts before every file."},
	}
)

func (*manCommand) Run(c console, k *kong.Kong) error {
	return manpage.Write(c.out, k.Model, thisRelease().Version,
		manpage.Section{Title: "Files", Items: files},
		manpage.Section{Title: "Environment", Items: environment},
		manpage.Section{Title: "Exit status", Items: exitCodes})
}
