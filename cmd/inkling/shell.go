package main

import (
	"fmt"

	"github.com/alecthomas/kong"

	"github.com/inkling-lsp/inkling/cmd/inkling/internal/manpage"
	"github.com/inkling-lsp/inkling/cmd/inkling/internal/shell"
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
	for _, w := range shell.Words(k.Model, words) {
		if _, err := fmt.Fprintf(c.out, "%s\t%s\n", w.Text, w.Help); err != nil {
			return err
		}
	}
	return nil
}

type manCommand struct{}

func (*manCommand) Run(c console, k *kong.Kong) error {
	return manpage.Write(c.out, k.Model, thisRelease().Version, manpage.Section{Title: "Exit status", Items: exitCodes})
}
