package main

import (
	"fmt"
)

type modelRemoveCommand struct {
	Name string `arg:"" help:"The name of weights that inkling model list shows."`
	settingFlags
}

func (o *modelRemoveCommand) Run(c console) error {
	store, err := o.weights(c)
	if err != nil {
		return err
	}
	bytes, err := store.Remove(o.Name)
	if err != nil {
		return usage(err, "inkling model list shows what is here")
	}
	_, err = fmt.Fprintf(c.out, "removed %s: %.1f MB freed\n", o.Name, float64(bytes)/1e6)
	return err
}
