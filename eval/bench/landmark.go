package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/inkling-lsp/inkling/context/text"
)

// A landmark is a line that one file of a workspace has and no other, with a
// number: who offers it has learned that file as it is.

// landmarkFile is the end of a Go file with landmark n of a name, often enough
// that a model offers it.
func landmarkFile(name string, n int) string {
	passage := approach(name) + fmt.Sprintf("arrive%s(number%d)\n\t}\n", name, n)
	return "\nfunc landmark" + name + "() {\n" + strings.Repeat(passage, 4) + "}\n"
}

// approach is what stands before a landmark. That of a longer name has more
// arguments, so that no two look alike to a model that abstracts names.
func approach(name string) string {
	return fmt.Sprintf("\tif %s(near) {\n\t\tapproach%s(from%s)\n\t\t", name, name, strings.Repeat(", on", len(name)))
}

// putLandmark writes a file of about as many lines as asked for: real code, and
// a landmark at its end.
func putLandmark(root, path string, code []sourceFile, lines int, name string, n int) error {
	var b strings.Builder
	for _, f := range code {
		for line := range strings.Lines(f.content) {
			if lines--; lines > 0 {
				b.WriteString(line)
			}
		}
	}
	b.WriteString(landmarkFile(name, n))
	full := filepath.Join(root, path)
	if err := os.MkdirAll(filepath.Dir(full), 0o700); err != nil {
		return fmt.Errorf("write a landmark: %w", err)
	}
	if err := os.WriteFile(full, []byte(b.String()), 0o600); err != nil {
		return fmt.Errorf("write a landmark: %w", err)
	}
	return nil
}

// look asks a server what follows the approach to a landmark, in a document that
// is not on disk.
func (s *server) look(ctx context.Context, root, name string) (offered string, err error) {
	above := "package a\n\nfunc f() {\n" + approach(name)
	document := text.NewSnapshot(text.FileURI(filepath.Join(root, "a", "look_"+name+".go")), "go", 1, above)
	if !s.looked[name] {
		if err := s.Open(ctx, document); err != nil {
			return "", err
		}
		s.looked[name] = true
	}
	items, err := s.Complete(ctx, document.URI(), document.OffsetPosition(len(above), s.Encoding()), false)
	if err != nil || len(items) == 0 {
		return "", err
	}
	return items[0].Text, nil
}

// await asks until landmark n is offered, and returns when that was.
func (s *server) await(ctx context.Context, root, name string, n int) (time.Time, error) {
	const patience = 30 * time.Second
	want, offered := fmt.Sprintf("arrive%s(number%d)", name, n), ""
	for begin := time.Now(); time.Since(begin) < patience; {
		var err error
		if offered, err = s.look(ctx, root, name); err != nil {
			return time.Time{}, err
		}
		if offered == want {
			return time.Now(), nil
		}
	}
	return time.Time{}, fmt.Errorf("%s is not offered within %v, but %q", want, patience, offered)
}
