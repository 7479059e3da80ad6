package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/managed"
)

type modelServeCommand struct {
	Name string `arg:"" optional:"" help:"The name of weights that were pulled, or the path of a .gguf file. Default: those that are configured, or the first that inkling model list shows."`
	JSON bool   `name:"json" help:"Print one JSON object when the server is ready."`
	settingFlags
}

// serveReport is what `inkling model serve --json` prints, again if the server was
// started anew.
type serveReport struct {
	URL   string `json:"url"`
	Key   string `json:"key"`
	Model string `json:"model"`
	PID   int    `json:"pid"`
	Log   string `json:"log"`
}

func (o *modelServeCommand) Run(ctx context.Context, c console) error {
	options, err := o.options(c)
	if err != nil {
		return err
	}
	err = managed.Serve(ctx, options, func(says string, s *managed.Serving) {
		if s == nil {
			fmt.Fprintf(c.err, "inkling: %s\n", says)
			return
		}
		if o.JSON {
			_ = json.NewEncoder(c.out).Encode(serveReport{s.URL, s.Key, s.Model, s.PID, s.Log}) // whoever does not read it has gone
			return
		}
		// As a shell takes it, for a program that is to use this server.
		fmt.Fprintf(c.out, "INKLING_BACKEND=llamacpp\nINKLING_URL=%s\nINKLING_API_KEY=%s\n", s.URL, s.Key)
		fmt.Fprintf(c.err, "inkling: %s is served; editors with the backend \"managed\" share it; Ctrl-C ends it (its log: %s)\n", s.Model, s.Log)
	})
	if err != nil && ctx.Err() == nil {
		return &failure{code: unreachable, err: err, hint: "inkling doctor says what is missing"}
	}
	return nil
}

// options are those of the backend managed, with the weights that the command line
// names.
func (o *modelServeCommand) options(c console) (model.Options, error) {
	flags, err := o.flags()
	if err != nil {
		return model.Options{}, err
	}
	dir, err := here()
	if err != nil {
		return model.Options{}, err
	}
	settings, err := newPlaces(flags).load(c, dir)
	if err != nil {
		return model.Options{}, err
	}
	options := settings.Config.Backend
	if options.Name != managed.Name {
		options.Model = "" // it is one of another server
	}
	if o.Name != "" {
		options.Model = o.Name
	}
	return options, nil
}

// superviseCommand is what a server is started by; see managed.Supervise.
type superviseCommand struct {
	Words []string `arg:"" optional:"" passthrough:""`
}

func (o *superviseCommand) Run(ctx context.Context) error {
	if err := managed.Supervise(ctx, o.Words); err != nil {
		return usage(err, "")
	}
	return nil
}
