//go:build !linux

package doctor

import "github.com/inkling-lsp/inkling/context/workspace"

// watches has nothing to say: only Linux bounds what a user may watch.
func watches([]workspace.File) []Finding { return nil }
