package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"golang.org/x/term"

	"github.com/inkling-lsp/inkling/cmd/inkling/internal/demo"
	"github.com/inkling-lsp/inkling/cmd/inkling/internal/progress"
	"github.com/inkling-lsp/inkling/lsp/client"
)

type demoCommand struct {
	Dir         string  `arg:"" optional:"" help:"The workspace to show; it is copied, and only read. Default: the one around the current folder." type:"existingdir"`
	Lines       int     `help:"How many lines to type." default:"24"`
	Seed        uint64  `help:"Another seed chooses other lines." default:"1"`
	Speed       float64 `help:"2 is twice as fast." default:"1"`
	NoAnimation bool    `help:"Print what is offered line by line, with «marks», as is done where there is no terminal."`
	Record      string  `help:"Write the frames to this file, as an asciicast (version 2)." type:"path" placeholder:"FILE"`
}

func (d *demoCommand) Run(ctx context.Context, c console) (err error) {
	if !(d.Speed > 0) || d.Lines <= 0 { // NaN is not more than 0 either
		return usagef("", "--speed and --lines must be more than 0")
	}
	dir, err := d.dir()
	if err != nil {
		return err
	}
	view, end, err := d.view(c)
	if err != nil {
		return err
	}
	figures, err := demo.Run(ctx, demo.Options{Dir: dir, Lines: d.Lines, Seed: d.Seed, Start: startSelf(c.err), View: view})
	if err = errors.Join(err, end()); err != nil {
		if errors.Is(err, demo.ErrNothingToType) {
			return usage(err, "give a folder with code: inkling demo DIR")
		}
		return &failure{code: unreachable, err: fmt.Errorf("the demo broke off: %w", err)}
	}
	_, err = fmt.Fprintf(c.out, "\n%s", figures)
	return err
}

func (d *demoCommand) dir() (string, error) {
	if d.Dir != "" {
		return d.Dir, nil
	}
	dir, err := here()
	if err != nil {
		return "", err
	}
	return root(filepath.Join(dir, "file")), nil
}

// view is where the demo is shown, and what must be done after it.
func (d *demoCommand) view(c console) (demo.View, func() error, error) {
	var view demo.View = &demo.Plain{Out: c.out}
	end := func() error { return nil }
	if !d.NoAnimation && progress.Terminal(c.out) && fits(c) {
		t := &demo.Terminal{Out: c.out, Speed: d.Speed}
		view, end = t, t.Close
	}
	if d.Record == "" {
		return view, end, nil
	}
	file, err := os.Create(d.Record)
	if err != nil {
		return nil, nil, usagef("give --record a place that can be written", "the demo can't be recorded: %w", err)
	}
	endView := end
	end = func() error { return errors.Join(endView(), file.Close()) }
	view, err = demo.NewRecording(file, view)
	return view, end, err
}

// fits reports whether the terminal is large enough for the animation, and says so
// if it is not.
func fits(c console) bool {
	file, ok := c.out.(*os.File)
	if !ok {
		return true
	}
	width, height, err := term.GetSize(int(file.Fd()))
	if unknown := err != nil || width == 0; unknown || width >= demo.Width && height >= demo.Height {
		return true
	}
	fmt.Fprintf(c.err, "inkling: the animation needs %d columns and %d lines; this terminal has %d and %d\n", demo.Width, demo.Height, width, height)
	return false
}

// startSelf starts this very program as a server on a folder.
func startSelf(stderr io.Writer) func(ctx context.Context, root string) (demo.Server, error) {
	return func(ctx context.Context, root string) (demo.Server, error) {
		self, err := os.Executable()
		if err != nil {
			return nil, fmt.Errorf("find this program: %w", err)
		}
		// A user who has switched completion off wants to see it here all the same.
		c, err := client.Start(ctx, []string{self, "lsp", "--set", "completion.enabled=true"}, client.Options{Roots: []string{root}, Stderr: stderr})
		if err != nil {
			return nil, err // not a nil client in an interface
		}
		return c, nil
	}
}
