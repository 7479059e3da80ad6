package workspace

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"

	"github.com/inkling-lsp/inkling/context/text"
)

// lister finds files, by asking git or by walking.
type lister struct {
	git string // path of the git binary; empty if there is none
	// trusting takes the names that are asked for as listed.
	trusting bool
}

func newLister() lister {
	git, err := exec.LookPath("git")
	if err != nil {
		return lister{} // a workspace without git is an ordinary one
	}
	return lister{git: git}
}

// files returns the files under roots, or those of them that are in only.
func (l lister) files(ctx context.Context, roots, only []string) ([]File, error) {
	roots, err := cleanRoots(roots)
	errs := []error{err}
	var files []File
	seen := map[string]bool{}
	for _, root := range roots {
		names, err := l.names(ctx, root, only)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("list workspace folder %s: %w", root, err))
		}
		folders := newFolders(root)
		for _, name := range names {
			file := filepath.Join(root, filepath.FromSlash(name))
			if seen[file] || !folders.entered(path.Dir(name)) || nameReason(file) != "" {
				continue
			}
			// The index of git names files that are gone, links and submodules as well.
			info, err := os.Lstat(file)
			if err != nil || !info.Mode().IsRegular() || info.Size() > MaxSize {
				continue
			}
			seen[file] = true
			files = append(files, File{Path: file, URI: text.FileURI(file), Size: info.Size(), Stamp: stampOf(info)})
		}
	}
	return files, errors.Join(errs...)
}

// names returns the files under root that git would show, relative to root and
// with slashes; or those of them that are in only, which names absolute paths.
func (l lister) names(ctx context.Context, root string, only []string) ([]string, error) {
	var within []string
	for _, p := range only {
		if rel, ok := below(root, p); ok {
			within = append(within, rel)
		}
	}
	if only != nil && within == nil {
		return nil, nil
	}
	if l.trusting {
		return within, nil
	}
	if l.git != "" {
		if names, err := l.gitNames(ctx, root, within); err == nil {
			return names, nil
		}
	}
	if only != nil {
		return walkedOf(root, within), nil
	}
	return walk(ctx, root, ".", nil)
}

// cleanRoots returns the roots that are folders, absolute, each once, and an
// error for the others.
func cleanRoots(roots []string) ([]string, error) {
	var clean []string
	var known []os.FileInfo
	var errs []error
next:
	for _, root := range roots {
		abs, err := filepath.Abs(root)
		if err != nil {
			errs = append(errs, fmt.Errorf("workspace folder %s: %w", root, err))
			continue
		}
		info, err := os.Stat(abs)
		if err == nil && !info.IsDir() {
			err = errors.New("not a folder")
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("workspace folder %s: %w", abs, err))
			continue
		}
		for _, k := range known {
			if os.SameFile(k, info) {
				continue next // the same folder, perhaps by another link
			}
		}
		clean, known = append(clean, abs), append(known, info)
	}
	return clean, errors.Join(errs...)
}

// below returns file relative to root, with slashes, if it lies under it.
func below(root, file string) (string, bool) {
	rel, err := filepath.Rel(root, file)
	if err != nil || rel == "." || !filepath.IsLocal(rel) {
		return "", false
	}
	return filepath.ToSlash(rel), true
}

// folders knows which folders under a root are entered: real folders (no links)
// that are neither secret nor vendored. It looks at each once.
type folders struct {
	root  string
	known map[string]bool
}

func newFolders(root string) folders {
	return folders{root: root, known: map[string]bool{".": !inRepositoryData(root) && !pseudo(root)}}
}

// entered reports whether rel and all folders above it, up to the root, are.
func (f folders) entered(rel string) bool {
	if ok, known := f.known[rel]; known {
		return ok
	}
	ok := f.entered(path.Dir(rel)) && enterFolder(filepath.Join(f.root, filepath.FromSlash(rel)))
	f.known[rel] = ok
	return ok
}

func enterFolder(dir string) bool {
	if name := strings.ToLower(filepath.Base(dir)); secretFolders[name] || vendoredFolders[name] || pseudo(dir) {
		return false
	}
	info, err := os.Lstat(dir)
	return err == nil && info.IsDir() && !vendoredByContent(dir)
}

// pseudo reports whether dir is where the kernel shows itself as files. Some of
// them look regular and wait for ever when they are read, or lose what is read:
// /proc/kmsg does both.
func pseudo(dir string) bool {
	for _, top := range []string{"/proc", "/sys", "/dev", "/run"} {
		if dir == top || strings.HasPrefix(dir, top+"/") {
			return true
		}
	}
	return false
}

// inRepositoryData reports whether dir is inside a repository's own .git folder.
func inRepositoryData(dir string) bool {
	return strings.Contains(filepath.ToSlash(dir)+"/", "/.git/")
}
