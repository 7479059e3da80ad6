package main

import (
	"context"
	"encoding/json"
	"fmt"
	"text/tabwriter"

	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/backends"
	"github.com/inkling-lsp/inkling/model/managed/weights"
)

type modelListCommand struct {
	JSON bool `name:"json" help:"Print one JSON object."`
	backendFlags
}

// modelList is what `inkling model list --json` prints.
type modelList struct {
	Backends []listedBackend `json:"backends"`
	// Models are those of the server that is configured; absent if it can't say.
	Models []string `json:"models,omitempty"`
	// Weights are those that can be pulled for the backend managed, and those that were.
	Weights []listedWeights `json:"weights"`
}

type listedBackend struct {
	Name   string `json:"name"`
	URL    string `json:"url"`
	KeyEnv string `json:"key_env,omitempty"`
	About  string `json:"about"`
	Named  bool   `json:"named"`
}

func (o *modelListCommand) Run(ctx context.Context, c console) error {
	s, err := o.served(c)
	if err != nil {
		return err
	}
	var list modelList
	for _, p := range backends.List() {
		list.Backends = append(list.Backends, listedBackend{p.Name, p.URL, p.KeyEnv, p.About, p.Name == s.options.Name})
	}
	store, err := weights.In(s.options.WeightsDir)
	if err == nil {
		list.Weights, err = listWeights(store)
	}
	if err != nil {
		return err
	}
	// A server that does not answer must not hide what else there is to name.
	failed := error(nil)
	if s.named() {
		list.Models, failed = s.models(ctx, c)
	}
	if o.JSON {
		err = json.NewEncoder(c.out).Encode(list)
	} else {
		err = list.print(c, s.options)
		if err == nil {
			err = printWeights(c.out, list.Weights, store.Dir())
		}
	}
	if err != nil {
		return err
	}
	return failed
}

// models are those that the server serves; none if it can't say.
func (s served) models(ctx context.Context, c console) (names []string, err error) {
	b, err := s.open(ctx)
	if err != nil {
		return nil, err
	}
	defer b.Close()
	lister, ok := b.(model.Lister)
	if !ok {
		return nil, nil
	}
	err = waited(c, s.asking(), func() (err error) {
		names, err = lister.Models(ctx)
		return err
	})
	if err != nil {
		return nil, s.failed(err)
	}
	return names, nil
}

func (l modelList) print(c console, o model.Options) error {
	table := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	for _, b := range l.Backends {
		mark := " "
		if b.Named {
			mark = "*"
		}
		fmt.Fprintf(table, "%s %s\t%s\t%s\n", mark, b.Name, b.URL, b.About)
	}
	if err := table.Flush(); err != nil || len(l.Models) == 0 {
		return err
	}
	if _, err := fmt.Fprintf(c.out, "\nmodels at %s:\n", o.URL); err != nil {
		return err
	}
	for _, m := range l.Models {
		if _, err := fmt.Fprintf(c.out, "  %s\n", printable(m)); err != nil {
			return err
		}
	}
	return nil
}
