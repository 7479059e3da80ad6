package main

import (
	"fmt"

	"github.com/inkling-lsp/inkling/internal/config"
	"github.com/inkling-lsp/inkling/internal/trust"
)

type configTrustCommand struct {
	Dir    string `arg:"" optional:"" help:"The folder that has the file. Default: the file that counts in the current folder." type:"path"`
	Revoke bool   `help:"No longer trust it." xor:"what"`
	List   bool   `help:"List the workspaces that are trusted." xor:"what"`
}

func (o *configTrustCommand) Run(c console) error {
	p := newPlaces(nil)
	if p.folder == "" {
		_, err := config.Folder()
		return usage(err, "")
	}
	store := p.trust()
	if o.List {
		return listTrusted(c, store)
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
