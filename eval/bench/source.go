package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/inkling-lsp/inkling/context/workspace"
)

// goSource is the folder of the Go distribution's source.
func goSource(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "env", "GOROOT").Output()
	if err != nil {
		return "", fmt.Errorf("find the Go distribution, whose source is what is learned: %w", err)
	}
	return filepath.Join(strings.TrimSpace(string(out)), "src"), nil
}

// sourceFile is a Go file of the distribution; path is within src.
type sourceFile struct{ path, content string }

var errEnough = errors.New("enough lines")

// firstLines are the Go files of a folder in path order that are kept, up to the
// one with its n-th line.
func firstLines(dir string, n int, keep func(path string) bool) ([]sourceFile, error) {
	var files []sourceFile
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() || filepath.Ext(path) != ".go" || !keep(path) {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		files = append(files, sourceFile{rel, string(content)})
		if n -= bytes.Count(content, []byte("\n")); n <= 0 {
			return errEnough
		}
		return nil
	})
	if !errors.Is(err, errEnough) {
		return nil, fmt.Errorf("%s has %d lines too few: %w", dir, n, errors.Join(err, fs.ErrNotExist))
	}
	return files, nil
}

// makeWorkspace writes files to a new folder that git keeps, as a user's does.
func (b *bench) makeWorkspace(ctx context.Context, name string, files []sourceFile) (string, error) {
	root := filepath.Join(b.dir, name)
	if err := os.MkdirAll(root, 0o700); err != nil {
		return "", fmt.Errorf("make a workspace: %w", err)
	}
	for _, f := range files {
		path := filepath.Join(root, f.path)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return "", fmt.Errorf("make a workspace: %w", err)
		}
		if err := os.WriteFile(path, []byte(f.content), 0o600); err != nil {
			return "", fmt.Errorf("make a workspace: %w", err)
		}
	}
	for _, args := range [][]string{{"init", "--quiet"}, {"add", "--all", "--force"}} {
		cmd := exec.CommandContext(ctx, "git", args...)
		cmd.Dir = root
		if out, err := cmd.CombinedOutput(); err != nil {
			return "", fmt.Errorf("git %s: %w: %s", args[0], err, out)
		}
	}
	return root, nil
}

func all(string) bool { return true }

// written holds for a file that a server learns.
func written(path string) bool {
	_, err := workspace.Read(path)
	return err == nil
}

// millionLines makes a workspace of a million lines, once, of the first files that
// are kept.
func (b *bench) millionLines(ctx context.Context, name string, keep func(path string) bool) (string, error) {
	root := filepath.Join(b.dir, name)
	if _, err := os.Stat(root); err == nil {
		return root, nil
	}
	files, err := firstLines(b.source, 1_000_000, keep)
	if err != nil {
		return "", err
	}
	return b.makeWorkspace(ctx, name, files)
}

// learnable are the files of a workspace that a server learns, and their lines.
func learnable(ctx context.Context, root string) (files []sourceFile, lines int, err error) {
	listed, err := workspace.List(ctx, []string{root}, "")
	if err != nil {
		return nil, 0, err
	}
	for _, f := range listed {
		content, err := workspace.Read(f.Path)
		if err != nil {
			continue // generated, minified: the server does not learn it either
		}
		files = append(files, sourceFile{f.Path, content})
		lines += strings.Count(content, "\n")
	}
	return files, lines, nil
}
