package served

import (
	"fmt"
	"io"
	"runtime"
)

// Row is a line of the table.
type Row struct {
	What, Target, Measured string
	// Met is empty where nothing is asked for, or nothing was measured.
	Met string
}

const (
	met     = "yes"
	missed  = "**no**"
	unknown = "?"
)

// verdict says whether a target is met, if enough was measured to tell.
func verdict(enough, ok bool) string {
	switch {
	case !enough:
		return unknown
	case ok:
		return met
	}
	return missed
}

// writeTable writes what the records say, for the model that was measured last.
func writeTable(w io.Writer, records []Record) error {
	name := ""
	for _, r := range records {
		if r.Model != "" {
			name = r.Model
		}
	}
	var mine []Record
	for _, r := range records {
		if r.Model == name || r.Model == "" {
			mine = append(mine, r)
		}
	}
	if name == "" {
		name = "no model"
	}
	fmt.Fprintf(w, "%s, %s/%s, %d processors, %d records\n\n", name, runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), len(mine))
	fmt.Fprint(w, "| what | target | measured | met |\n|---|---|---|---|\n")
	for _, s := range sections {
		var of []Record
		for _, r := range mine {
			if r.Section == s.name {
				of = append(of, r)
			}
		}
		for _, row := range s.rows(of) {
			if _, err := fmt.Fprintf(w, "| %s | %s | %s | %s |\n", row.What, row.Target, row.Measured, row.Met); err != nil {
				return err
			}
		}
	}
	return nil
}
