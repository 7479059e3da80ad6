package main

import (
	"log/slog"

	"github.com/inkling-lsp/inkling/context/workspace/store"
)

// keeping are the flags of commands that learn a workspace.
type keeping struct {
	CacheDir string `help:"Keep what is learned in this folder; by default, inkling in the user's cache folder." env:"INKLING_CACHE_DIR" type:"path" placeholder:"DIR"`
}

func (k *keeping) store(log *slog.Logger) *store.Store {
	return store.New(store.Options{Dir: k.CacheDir, Log: log})
}
