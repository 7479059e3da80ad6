package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/inkling-lsp/inkling/cmd/inkling/internal/doctor/probe"
	"github.com/inkling-lsp/inkling/cmd/inkling/internal/progress"
	"github.com/inkling-lsp/inkling/internal/config"
	"github.com/inkling-lsp/inkling/internal/keys"
	"github.com/inkling-lsp/inkling/model"
	"github.com/inkling-lsp/inkling/model/backends"
)

// served is the model server that a command's settings name, and what is known of it
// before it is asked.
type served struct {
	options model.Options // with its address, without its key
	loaded  config.Loaded
	places  places
}

// served loads the settings that count in the current folder.
func (f backendFlags) served(c console) (served, error) {
	flags, err := f.flags()
	if err != nil {
		return served{}, err
	}
	dir, err := here()
	if err != nil {
		return served{}, err
	}
	p := newPlaces(flags)
	loaded, err := p.load(c, dir)
	return newServed(p, loaded), err
}

func newServed(p places, loaded config.Loaded) served {
	o := loaded.Config.Backend
	o.URL = backends.Address(o)
	return served{o, loaded, p}
}

// named says whether there is one.
func (s served) named() bool { return s.options.Name != "" }

// asking is what a person reads while the server is waited for.
func (s served) asking() string {
	if s.options.URL == "" {
		return "starting a llama-server"
	}
	return "asking " + backends.Host(s.options)
}

// at says where a server is. One that is started here is wherever there was room.
func at(address string) string {
	if address == "" {
		return "an address of its own"
	}
	return address
}

// origin says where a setting of the server comes from.
func (s served) origin(key string) config.Origin {
	for _, v := range s.loaded.Values {
		if v.Key == "backend."+key {
			return v.Origin
		}
	}
	return config.Origin{}
}

// errUnnamed is what commands say that need a model server.
func errUnnamed() error {
	return usagef("name one: --backend llamacpp, INKLING_BACKEND=llamacpp, or backend.name in config.toml; inkling model list says which there are",
		"no model server is named: the embedded model works alone")
}

// consent is nil if the user has allowed requests to the server. The user has by naming
// it, unless it was an editor or a workspace's own file that did.
func (s served) consent() error {
	if !s.loaded.AskFirst() || !backends.Remote(s.options) {
		return nil
	}
	host := backends.Host(s.options)
	allowed, err := false, error(nil)
	if s.places.folder != "" {
		allowed, err = s.places.trust().HostAllowed(host)
	}
	switch {
	case err != nil:
		return usage(err, "")
	case allowed:
		return nil
	}
	return &failure{
		code: refused, err: fmt.Errorf("%s is on another machine, and a workspace's own file has a say in what it is sent", host),
		hint: "if your code may go there, run: inkling config trust --host " + host,
	}
}

// key finds the server's key.
func (s served) key(ctx context.Context) keys.Found {
	found := s.places.keys.Find(ctx, s.options)
	if s.options.Key != "" {
		found.Origin = s.origin("key").String()
	}
	return found
}

// open returns the server as a backend, which is to be closed. It sends nothing yet.
func (s served) open(ctx context.Context) (model.Backend, error) {
	if !s.named() {
		return nil, errUnnamed()
	}
	if err := s.consent(); err != nil {
		return nil, err
	}
	b, err := s.places.open(ctx, s.options)
	if err != nil {
		return nil, usage(err, "")
	}
	return b, nil
}

// open finds the key of a model server and returns it as a backend. It may wait for
// the keyring, but sends nothing yet.
func (p places) open(ctx context.Context, o model.Options) (model.Backend, error) {
	found := p.keys.Find(ctx, o)
	if found.Problem != nil {
		return nil, found.Problem
	}
	o.Key = found.Key
	return backends.Open(o)
}

// failed makes an error of a backend that of a command.
func (s served) failed(err error) error {
	code := unreachable
	if probe.Configured(err) {
		code = badUsage
	}
	return &failure{code: code, err: err, hint: probe.Mend(err, s.options)}
}

// hintOf is what an error of a command says is to be done.
func hintOf(err error) string {
	var f *failure
	if errors.As(err, &f) {
		return f.hint
	}
	return ""
}

// waited runs f beside, and shows on a terminal what is waited for if it takes long.
func waited(c console, what string, f func() error) error {
	done := make(chan error, 1)
	go func() { done <- f() }()
	line := progress.New(c.err, time.Second)
	defer line.End()
	begin := time.Now()
	tick := time.NewTicker(time.Second / 4)
	defer tick.Stop()
	for {
		select {
		case err := <-done:
			return err
		case <-tick.C:
			line.Show("%s: %d s", what, int(time.Since(begin).Seconds()))
		}
	}
}
