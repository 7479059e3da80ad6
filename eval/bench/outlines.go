package bench

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"reflect"

	"github.com/inkling-lsp/inkling/context/workspace"
	"github.com/inkling-lsp/inkling/context/workspace/index"
	"github.com/inkling-lsp/inkling/context/workspace/store"
	workspacesymbols "github.com/inkling-lsp/inkling/context/workspace/symbols"
)

// outlines are what the files of a workspace declare, as it is parsed anew.
type outlines struct {
	files []index.File
	table *workspacesymbols.Table
}

func outlinesOf(ctx context.Context, root string) (o outlines, err error) {
	listed, err := workspace.List(ctx, []string{root}, "")
	if err != nil {
		return o, fmt.Errorf("list %s: %w", root, err)
	}
	var texts []index.Text
	for _, f := range listed {
		content, err := workspace.Read(f.Path)
		var excluded *workspace.ExcludedError
		if errors.As(err, &excluded) {
			continue
		}
		if err != nil {
			return o, err
		}
		file := index.File{URI: f.URI, Sum: sha256.Sum256([]byte(content))}
		o.files = append(o.files, file)
		texts = append(texts, index.Text{File: file, Content: content})
	}
	l := workspacesymbols.New(nil, nil)
	err = l.Learn(ctx, texts)
	o.table = l.Table()
	return o, err
}

// compare counts the files that are recalled from a cache, and those of them whose
// outline there is another.
func (o outlines) compare(ctx context.Context, cache string) (recalled, wrong int, err error) {
	options := store.DefaultOptions()
	options.Dir = cache
	l := workspacesymbols.New(store.New(options), nil)
	recalled = len(o.files) - len(l.Recall(ctx, o.files))
	for _, f := range o.files {
		got, known := l.Table().File(f.URI)
		want, _ := o.table.File(f.URI)
		if known && !reflect.DeepEqual(got, want) {
			wrong++
		}
	}
	return recalled, wrong, ctx.Err()
}
