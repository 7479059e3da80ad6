package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/inkling-lsp/inkling/cmd/inkling/internal/progress"
	"github.com/inkling-lsp/inkling/model/managed/weights"
)

type modelPullCommand struct {
	Name string `arg:"" help:"A name that inkling model list shows, or the address or the path of a .gguf file."`
	JSON bool   `name:"json" help:"Print one JSON object."`
	settingFlags
}

// pullReport is what `inkling model pull --json` prints.
type pullReport struct {
	Name    string `json:"name"`
	Path    string `json:"path"`
	Bytes   int64  `json:"bytes"`
	SHA256  string `json:"sha256,omitempty"`  // absent if it was there before
	Checked string `json:"checked,omitempty"` // what the hash was compared with: catalogue, hub
	Licence string `json:"licence,omitempty"` // of a model of the catalogue
}

func (o *modelPullCommand) Run(ctx context.Context, c console) error {
	store, err := o.weights(c)
	if err != nil {
		return err
	}
	// The hub's own programs know these variables, for mirrors and for models that
	// are not for everybody.
	hub, token := os.Getenv("HF_ENDPOINT"), ""
	source, err := weights.Find(o.Name, hub)
	if err != nil {
		return usage(err, "inkling model list shows what can be pulled by name")
	}
	if hub == "" {
		hub = weights.Hub
	}
	if strings.HasPrefix(source.Where, strings.TrimRight(hub, "/")+"/") {
		token = os.Getenv("HF_TOKEN")
	}
	entry, known := weights.Named(o.Name)
	if known && entry.Note != "" && !o.JSON {
		fmt.Fprintf(c.err, "%s is under the licence %s: %s\n", entry.Name, entry.Licence, entry.Note)
	}
	r, err := pull(ctx, c, store, source, token)
	if err != nil {
		return pullFailure(err)
	}
	if o.JSON {
		return json.NewEncoder(c.out).Encode(pullReport{r.Name, r.Path, r.Bytes, r.SHA256, r.Checked, entry.Licence})
	}
	_, err = fmt.Fprintln(c.out, told(r))
	return err
}

// weights are where the settings have weights kept.
func (f settingFlags) weights(c console) (weights.Store, error) {
	flags, err := f.flags()
	if err != nil {
		return weights.Store{}, err
	}
	dir, err := here()
	if err != nil {
		return weights.Store{}, err
	}
	settings, err := newPlaces(flags).load(c, dir)
	if err != nil {
		return weights.Store{}, err
	}
	return weights.In(settings.Config.Backend.WeightsDir)
}

func pull(ctx context.Context, c console, store weights.Store, source weights.Source, token string) (weights.Result, error) {
	line := progress.New(c.err, time.Second/2)
	defer line.End()
	begin, first, next := time.Now(), int64(-1), time.Time{}
	return store.Pull(ctx, source, weights.Options{Token: token, Progress: func(have, of int64) {
		if first < 0 {
			first = have
		}
		now := time.Now()
		if now.Before(next) {
			return
		}
		next = now.Add(time.Second / 10)
		speed := float64(have-first) / max(now.Sub(begin).Seconds(), 0.1)
		line.Show("%s %s: %s", bar(int(have>>10), int(of>>10)), source.Name, howFar(have, of, speed))
	}})
}

// howFar says how many bytes are here and when the rest will be.
func howFar(have, of int64, speed float64) string {
	s := fmt.Sprintf("%.0f", float64(have)/1e6)
	if of > 0 {
		s += fmt.Sprintf(" of %.0f", float64(of)/1e6)
	}
	s += fmt.Sprintf(" MB, %.1f MB/s", speed/1e6)
	if of > have && speed > 0 {
		s += ", " + (time.Duration(float64(of-have)/speed) * time.Second).String() + " to go"
	}
	return s
}

func told(r weights.Result) string {
	if r.Already {
		return fmt.Sprintf("%s is here already: %s", r.Name, r.Path)
	}
	says := fmt.Sprintf("%s: %.1f MB in %s\nSHA-256 %s", r.Name, float64(r.Bytes)/1e6, r.Path, r.SHA256)
	switch r.Checked {
	case "":
		return says + ", with nothing to compare it with"
	case "hub":
		return says + ", as the hub says"
	}
	return says + ", as the catalogue says"
}

// pullFailure says whether it is a server that has failed, or something here.
func pullFailure(err error) error {
	var server *weights.RefusedError
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &server) && server.Status == http.StatusNotFound, errors.Is(err, weights.ErrNotGGUF):
		return usage(err, "")
	}
	return &failure{code: unreachable, err: err}
}
