package main

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"github.com/inkling-lsp/inkling/model/managed/weights"
)

// listedWeights are weights that can be pulled, or were.
type listedWeights struct {
	Name         string  `json:"name"`
	Bytes        int64   `json:"bytes"`
	Billions     float64 `json:"billions,omitempty"` // of parameters
	Quantisation string  `json:"quantisation,omitempty"`
	Licence      string  `json:"licence,omitempty"`
	Note         string  `json:"note,omitempty"`
	Source       string  `json:"source,omitempty"` // where the catalogue has this from
	Path         string  `json:"path,omitempty"`   // of the file, if it is here
	Part         bool    `json:"part,omitempty"`   // only a part of it is here
}

// listWeights are the catalogue's, then the others that were pulled.
func listWeights(store weights.Store) ([]listedWeights, error) {
	here, err := store.List()
	if err != nil {
		return nil, err
	}
	var list []listedWeights
	for _, e := range weights.Catalogue() {
		list = append(list, listedWeights{
			Name: e.Name, Bytes: e.Bytes, Billions: e.Parameters, Quantisation: e.Quantisation,
			Licence: e.Licence, Note: e.Note, Source: e.Source(),
		})
	}
	for _, p := range here {
		i := slices.IndexFunc(list, func(w listedWeights) bool { return w.Name == p.Name })
		if i < 0 {
			i = len(list)
			list = append(list, listedWeights{Name: p.Name, Bytes: p.Bytes})
		}
		if list[i].Part = !p.Whole; p.Whole {
			list[i].Bytes, list[i].Path = p.Bytes, p.Path
		}
	}
	return list, nil
}

func printWeights(w io.Writer, list []listedWeights, dir string) error {
	if _, err := fmt.Fprintf(w, "\nweights for the backend managed (inkling model pull NAME); + are in %s:\n", dir); err != nil {
		return err
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, l := range list {
		mark, note := " ", l.Note
		switch {
		case l.Path != "":
			mark = "+"
		case l.Part:
			note = "a part of it is here: inkling model pull " + l.Name + " goes on"
		}
		size := ""
		if l.Billions > 0 {
			size = fmt.Sprintf("%.1f billion, %s", l.Billions, l.Quantisation)
		}
		fmt.Fprintf(table, "%s %s\t%.2f GB\t%s\t%s\t%s\n", mark, printable(l.Name), float64(l.Bytes)/1e9, size, l.Licence, note)
	}
	return table.Flush()
}
