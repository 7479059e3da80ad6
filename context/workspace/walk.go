package workspace

import (
	"context"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// walk names the files that git would show under the folder start of root
// (relative to root, with slashes), as far as that can be told without git: it
// does not know what is tracked, so a tracked file that is also ignored is
// missing. Secret and vendored folders are not entered. enter, if set, is told of
// each folder (absolute) before it is read.
func walk(ctx context.Context, root, start string, enter func(dir string) error) ([]string, error) {
	w := walker{root: root, ground: groundOf(root), enter: enter}
	rules, ok := w.ground.rulesFor(start)
	if !ok {
		return nil, nil
	}
	err := w.folder(ctx, start, rules)
	return w.files, err
}

// walkedOf returns those of names (files, relative to root) that walk would list.
func walkedOf(root string, names []string) []string {
	g := groundOf(root)
	var listed []string
	for _, name := range names {
		rules, ok := g.rulesFor(path.Dir(name))
		info, err := os.Lstat(filepath.Join(root, filepath.FromSlash(name)))
		if ok && err == nil && info.Mode().IsRegular() && !rules.ignored(g.inTop(name), false) {
			listed = append(listed, name)
		}
	}
	return listed
}

type walker struct {
	root   string
	ground ground
	enter  func(dir string) error
	files  []string // found, as names relative to root
}

// folder lists a folder whose rules are given, and those below it. Only a root
// that can't be read is an error: a folder may be gone, or closed to the user.
func (w *walker) folder(ctx context.Context, name string, rules ignores) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	dir := filepath.Join(w.root, filepath.FromSlash(name))
	if w.enter != nil {
		if err := w.enter(dir); err != nil {
			return err
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil && name == "." {
		return err
	}
	for _, e := range entries {
		child := path.Join(name, e.Name())
		switch {
		case e.Type().IsRegular():
			if !rules.ignored(w.ground.inTop(child), false) {
				w.files = append(w.files, child)
			}
		case e.IsDir():
			if below, ok := w.ground.enter(child, rules); ok {
				if err := w.folder(ctx, child, below); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// ground is where a root lies: the rules in force there come from the top of the
// repository around it. A root that its repository ignores, or that is in none,
// stands by itself.
type ground struct {
	root  string
	top   string  // the repository's root, or root
	below string  // root as a name in top
	rules ignores // in force in root
}

func groundOf(root string) ground {
	alone := ground{root: root, top: root, below: "."}
	alone.rules = alone.load(ignores{}, ".")
	top, ok := repositoryAround(root)
	if !ok {
		return alone
	}
	below, err := filepath.Rel(top, root)
	if err != nil {
		return alone
	}
	g := ground{root: root, top: top, below: filepath.ToSlash(below)}
	exclude, _ := readRegular(filepath.Join(repositoryData(top), "info", "exclude"))
	rules := g.load(ignores{}.with(".", string(exclude)), ".")
	if g.below != "." {
		at := "."
		for step := range strings.SplitSeq(g.below, "/") {
			at = path.Join(at, step)
			if rules.ignored(at, true) {
				return alone
			}
			rules = g.load(rules, at)
		}
	}
	g.rules = rules
	return g
}

// load adds the rules of the .gitignore in a folder of top. One that is a link is
// not read; git does not read it either.
func (g ground) load(rules ignores, folder string) ignores {
	content, err := readRegular(filepath.Join(g.top, filepath.FromSlash(folder), ".gitignore"))
	if err != nil {
		return rules
	}
	return rules.with(folder, string(content))
}

// inTop turns a name in root into a name in top.
func (g ground) inTop(name string) string {
	return path.Join(g.below, name)
}

// enter returns the rules in force in a folder of root, given those of the folder
// above it; false if the folder is not entered.
func (g ground) enter(folder string, rules ignores) (ignores, bool) {
	dir := filepath.Join(g.root, filepath.FromSlash(folder))
	if rules.ignored(g.inTop(folder), true) || !enterFolder(dir) || isRepository(dir) {
		return ignores{}, false
	}
	return g.load(rules, g.inTop(folder)), true
}

// rulesFor returns the rules in force in a folder of root; false if it or one
// above it is not entered.
func (g ground) rulesFor(folder string) (ignores, bool) {
	rules, ok := g.rules, !inRepositoryData(g.root)
	if folder == "." {
		return rules, ok
	}
	at := "."
	for step := range strings.SplitSeq(folder, "/") {
		if !ok {
			break
		}
		at = path.Join(at, step)
		rules, ok = g.enter(at, rules)
	}
	return rules, ok
}

// repositoryAround returns the root of the repository that dir is in.
func repositoryAround(dir string) (string, bool) {
	for {
		if isRepository(dir) {
			return dir, true
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", false
		}
		dir = parent
	}
}

// isRepository reports whether dir is the root of a repository, a submodule or a
// linked work tree.
func isRepository(dir string) bool {
	info, err := os.Lstat(filepath.Join(dir, ".git"))
	if err != nil {
		return false
	}
	return info.Mode().IsRegular() || info.IsDir() && holdsAny(filepath.Join(dir, ".git"), "HEAD")
}

// repositoryData returns the folder in which the repository at top keeps what all
// its work trees share.
func repositoryData(top string) string {
	dir := filepath.Join(top, ".git")
	link, err := readRegular(dir) // fails for the usual folder
	if err != nil {
		return dir
	}
	dir = resolve(top, strings.TrimPrefix(string(link), "gitdir:"))
	if common, err := readRegular(filepath.Join(dir, "commondir")); err == nil {
		dir = resolve(dir, string(common))
	}
	return dir
}

func resolve(from, to string) string {
	to = filepath.FromSlash(strings.TrimSpace(to))
	if filepath.IsAbs(to) {
		return to
	}
	return filepath.Join(from, to)
}
