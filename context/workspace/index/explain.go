package index

import (
	"context"
	"fmt"
	"slices"

	"github.com/inkling-lsp/inkling/context/workspace"
)

// Explain is workspace.Explain for who learns at most maxBytes of the text under the
// roots, the files nearest to the first root first.
func Explain(ctx context.Context, roots []string, file string, maxBytes int64) (workspace.Verdict, error) {
	v, err := workspace.Explain(ctx, roots, file)
	if err != nil || v.Reason != "" {
		return v, err
	}
	files, err := workspace.List(ctx, roots, "")
	at := slices.IndexFunc(files, func(f workspace.File) bool { return f.Path == v.Path })
	if at < 0 { // it has gone, or err says what could not be listed
		return v, err
	}
	if at >= len(affordable(files, maxBytes)) {
		v.Reason, v.Detail = workspace.ReasonBeyond, fmt.Sprintf("file %d of %d", at+1, len(files))
	}
	return v, nil
}
