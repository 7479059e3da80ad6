package main

import (
	"errors"
	"fmt"

	"github.com/inkling-lsp/inkling/internal/config"
	"github.com/inkling-lsp/inkling/internal/trust"
)

type configTrustCommand struct {
	Dir    string `arg:"" optional:"" help:"The folder that has the file. Default: the file that counts in the current folder." type:"path"`
	Host   string `help:"Allow requests to this host, such as models.example:8080, when an editor or a workspace names it." placeholder:"HOST"`
	Revoke bool   `help:"No longer trust the folder, or allow the host." xor:"what"`
	List   bool   `help:"List the workspaces that are trusted, and the hosts that are allowed." xor:"what"`
}

func (o *configTrustCommand) Run(c console) error {
	p := newPlaces(nil)
	if p.folder == "" {
		_, err := config.Folder()
		return usage(err, "")
	}
	store := p.trust()
	switch {
	case o.Host != "" && (o.Dir != "" || o.List):
		return usagef("write for example: inkling config trust --host models.example", "--host goes with no folder and no --list")
	case o.List:
		return errors.Join(listTrusted(c, store), listHosts(c, store))
	case o.Host != "" && o.Revoke:
		return revokeHost(c, store, o.Host)
	case o.Host != "":
		return allowHost(c, store, o.Host)
	}
	dir, err := o.dir()
	if err != nil {
		return err
	}
	if o.Revoke {
		if wish := config.WishOf(dir); o.Dir == "" && wish.Folder != "" {
			dir = wish.Folder
		}
		return revoke(c, store, dir)
	}
	return trustValues(c, store, dir)
}

func (o *configTrustCommand) dir() (string, error) {
	if o.Dir != "" {
		return o.Dir, nil
	}
	return here()
}

// trustValues trusts a workspace with what its file says now, which it prints.
func trustValues(c console, store *trust.Store, dir string) error {
	if _, err := trust.Canonical(dir); err != nil {
		return usage(err, "give the folder that has the "+config.WorkspaceFileName)
	}
	wish := config.WishOf(dir)
	if len(wish.Values) == 0 {
		_, err := fmt.Fprintf(c.out, "nothing in %s needs trust\n", dir)
		return err
	}
	if err := store.Trust(wish.Folder, wish.Digest); err != nil {
		return usage(err, "")
	}
	fmt.Fprintf(c.out, "trusted: %s, with\n", wish.Folder)
	for _, v := range wish.Values {
		fmt.Fprintf(c.out, "  %s = %s  # %s; %s\n", v.Key, v.Value, v.Names, v.Origin)
	}
	return nil
}

func revoke(c console, store *trust.Store, dir string) error {
	was, err := store.Revoke(dir)
	if err != nil {
		return usage(err, "")
	}
	said := "no longer trusted"
	if !was {
		said = "it was not trusted"
	}
	_, err = fmt.Fprintf(c.out, "%s: %s\n", said, dir)
	return err
}

func listTrusted(c console, store *trust.Store) error {
	entries, err := store.List()
	for _, e := range entries {
		note := ""
		if wish := config.WishOf(e.Folder); wish.Folder != e.Folder || wish.Digest != e.Values {
			note = "  (changed since)"
		}
		fmt.Fprintf(c.out, "%s%s\n", e.Folder, note)
	}
	if err != nil {
		return usage(err, "")
	}
	return nil
}

func allowHost(c console, store *trust.Store, host string) error {
	if err := store.AllowHost(host); err != nil {
		return usage(err, "")
	}
	_, err := fmt.Fprintf(c.out, "allowed: requests to %s\n", host)
	return err
}

func revokeHost(c console, store *trust.Store, host string) error {
	was, err := store.RevokeHost(host)
	if err != nil {
		return usage(err, "")
	}
	said := "no longer allowed"
	if !was {
		said = "it was not allowed"
	}
	_, err = fmt.Fprintf(c.out, "%s: requests to %s\n", said, host)
	return err
}

func listHosts(c console, store *trust.Store) error {
	hosts, err := store.Hosts()
	for _, host := range hosts {
		fmt.Fprintf(c.out, "host %s\n", host)
	}
	if err != nil {
		return usage(err, "")
	}
	return nil
}
