package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/inkling-lsp/inkling/cmd/inkling/internal/doctor"
	"github.com/inkling-lsp/inkling/cmd/inkling/internal/progress"
	"github.com/inkling-lsp/inkling/internal/config"
	"github.com/inkling-lsp/inkling/model"
)

type doctorCommand struct {
	Dir  string `arg:"" optional:"" help:"The workspace to look at. Default: the one around the current folder."`
	JSON bool   `name:"json" help:"Print one JSON object."`
	backendFlags
}

func (d *doctorCommand) Run(ctx context.Context, c console) error {
	dir := d.Dir
	if dir == "" {
		here, err := os.Getwd()
		if err != nil {
			return fmt.Errorf("find the current folder: %w", err)
		}
		dir = root(filepath.Join(here, "file"))
	}
	flags, err := d.flags()
	if err != nil {
		return err
	}
	p := newPlaces(flags)
	settings := config.Load(p.sources([]string{dir}))
	if err := badFlag(settings); err != nil {
		return err
	}
	findings := doctor.Examine(ctx, dir, settings, serverFinding(ctx, c, newServed(p, settings)), machineFindings(ctx, c, settings.Config.Backend))
	if d.JSON {
		if err := json.NewEncoder(c.out).Encode(map[string]any{"release": thisRelease(), "findings": findings}); err != nil {
			return err
		}
	} else {
		r := thisRelease()
		fmt.Fprintf(c.out, "inkling %s (%s, %s)\n\n", r.Version, r.Go, r.Platform)
		printFindings(c, findings)
	}
	for _, f := range findings {
		if f.Level == doctor.Wrong {
			return &failure{code: notWell, err: errors.New("something does not work"), hint: "the lines marked ✗ say what to do"}
		}
	}
	return nil
}

// serverFinding asks the model server, if one is named and may be asked.
func serverFinding(ctx context.Context, c console, s served) (found doctor.Finding) {
	if !s.named() {
		return doctor.NoServer()
	}
	b, err := s.open(ctx)
	if err != nil {
		return doctor.Unasked(err, hintOf(err))
	}
	defer b.Close()
	_ = waited(c, "asking the model server", func() error { // it has no way to fail
		found = doctor.Server(ctx, s.options, b)
		return nil
	})
	return found
}

// machineFindings looks whether a model can be run here.
func machineFindings(ctx context.Context, c console, o model.Options) (found []doctor.Finding) {
	_ = waited(c, "measuring how fast this machine reads", func() error { // it has no way to fail
		found = doctor.Machine(ctx, o)
		return nil
	})
	return found
}

// marks are what stands before a finding, and its colour on a terminal.
var marks = map[doctor.Level][2]string{
	doctor.Good:  {"✓", "32"},
	doctor.Note:  {"•", "33"},
	doctor.Wrong: {"✗", "31"},
}

func printFindings(c console, findings []doctor.Finding) {
	colours := progress.Terminal(c.out)
	for _, f := range findings {
		mark := marks[f.Level][0]
		if colours {
			mark = "\x1b[" + marks[f.Level][1] + "m" + mark + "\x1b[m"
		}
		fmt.Fprintf(c.out, "%s %-15s %s\n", mark, f.Topic, f.Says)
		if f.Mend != "" {
			fmt.Fprintf(c.out, "  %-15s → %s\n", "", f.Mend)
		}
	}
}
