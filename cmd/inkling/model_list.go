package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/inkling-lsp/inkling/model/backends"
)

type modelListCommand struct{}

func (o *modelListCommand) Run(c console) error {
	table := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	for _, p := range backends.List() {
		fmt.Fprintf(table, "%s\t%s\t%s\n", p.Name, p.URL, p.About)
	}
	return table.Flush()
}
