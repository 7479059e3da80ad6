package eval

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// repository reads one git repository through plumbing commands, whose output
// does not depend on the user's settings. It has one child process, which close
// ends.
type repository struct {
	where []string // the arguments that name the repository
	batch *exec.Cmd
	in    io.WriteCloser
	out   *bufio.Reader
}

// errMissing means that a partial clone lacks an object.
var errMissing = errors.New("object is not in this clone")

// HeadFiles reads the files of a repository's newest commit that are kept, by
// their path. dir is a work tree or a git directory. What a partial clone lacks
// is left out.
func HeadFiles(ctx context.Context, dir string, keep func(path string) bool) (files map[string]string, err error) {
	r, err := openRepository(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.close()) }()
	entries, err := r.tree(ctx, "HEAD")
	if err != nil {
		return nil, err
	}
	files = make(map[string]string)
	for _, e := range entries {
		if !keep(e.path) {
			continue
		}
		content, err := r.blob(e.blob)
		if errors.Is(err, errMissing) {
			continue
		}
		if err != nil {
			return nil, err
		}
		files[e.path] = content
	}
	return files, nil
}

// openRepository opens a work tree or a git directory.
func openRepository(ctx context.Context, dir string) (*repository, error) {
	r := &repository{where: []string{"--git-dir=" + dir}}
	if _, err := os.Stat(filepath.Join(dir, ".git")); err == nil {
		r.where = []string{"-C", dir}
	}
	r.batch = r.command(ctx, "cat-file", "--batch")
	in, err := r.batch.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("read repository %s: %w", dir, err)
	}
	out, err := r.batch.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("read repository %s: %w", dir, err)
	}
	r.in, r.out = in, bufio.NewReaderSize(out, 1<<20)
	if err := r.batch.Start(); err != nil {
		return nil, fmt.Errorf("read repository %s: start git: %w", dir, err)
	}
	return r, nil
}

func (r *repository) command(ctx context.Context, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, "git", append(append([]string{}, r.where...), args...)...)
	// A partial clone must not fetch in the middle of a measurement.
	c.Env = append(os.Environ(), "GIT_NO_LAZY_FETCH=1", "LC_ALL=C")
	return c
}

func (r *repository) close() error {
	return errors.Join(r.in.Close(), r.batch.Wait())
}

// run returns the standard output of a git command.
func (r *repository) run(ctx context.Context, args ...string) ([]byte, error) {
	c := r.command(ctx, args...)
	var out, errs bytes.Buffer
	c.Stdout, c.Stderr = &out, &errs
	if err := c.Run(); err != nil {
		return nil, fmt.Errorf("git %s: %w: %s", strings.Join(args, " "), err, strings.TrimSpace(errs.String()))
	}
	return out.Bytes(), nil
}

// blob returns the content of an object, or errMissing.
func (r *repository) blob(id string) (string, error) {
	if _, err := fmt.Fprintln(r.in, id); err != nil {
		return "", fmt.Errorf("ask git for %s: %w", id, err)
	}
	header, err := r.out.ReadString('\n')
	if err != nil {
		return "", fmt.Errorf("ask git for %s: %w", id, err)
	}
	fields := strings.Fields(header)
	if len(fields) < 3 {
		return "", fmt.Errorf("ask git for %s: %w", id, errMissing)
	}
	size, err := strconv.Atoi(fields[2])
	if err != nil {
		return "", fmt.Errorf("ask git for %s: unexpected answer %q", id, header)
	}
	content := make([]byte, size+1) // with the newline that git adds
	if _, err := io.ReadFull(r.out, content); err != nil {
		return "", fmt.Errorf("read %s: %w", id, err)
	}
	return string(content[:size]), nil
}

// commits returns the last n first-parent commits, oldest first, and before
// them the parent of the first. A history that is not longer gives its root as
// that parent.
func (r *repository) commits(ctx context.Context, n int) (parent string, ids []string, err error) {
	out, err := r.run(ctx, "rev-list", "--first-parent", "--reverse", "-n", strconv.Itoa(n+1), "HEAD")
	if err != nil {
		return "", nil, err
	}
	ids = strings.Fields(string(out))
	if len(ids) < 2 {
		return "", nil, fmt.Errorf("a replay needs two commits or more, and there are %d", len(ids))
	}
	return ids[0], ids[1:], nil
}

// entry is a file of a tree.
type entry struct {
	path, blob string
}

// tree lists the regular files of a commit.
func (r *repository) tree(ctx context.Context, commit string) ([]entry, error) {
	out, err := r.run(ctx, "ls-tree", "-r", "-z", "--full-tree", commit)
	if err != nil {
		return nil, err
	}
	var files []entry
	for line := range strings.SplitSeq(string(out), "\x00") {
		about, path, _ := strings.Cut(line, "\t")
		if f := strings.Fields(about); len(f) == 3 && strings.HasPrefix(f[0], "100") {
			files = append(files, entry{path: path, blob: f[2]})
		}
	}
	return files, nil
}

// diff compares two commits. Where the clone lacks a file that changed, as a
// partial clone lacks large ones, it compares code files alone.
func (r *repository) diff(ctx context.Context, parent, commit string) (diff, error) {
	d, err := r.diffPaths(ctx, parent, commit)
	if err == nil || ctx.Err() != nil {
		return d, err
	}
	var code []string
	for extension := range languages {
		code = append(code, "*"+extension)
	}
	d, err2 := r.diffPaths(ctx, parent, commit, code...)
	if err2 != nil {
		return d, err
	}
	return d, nil
}

// diffPaths compares two commits in the paths that match, or in all. Every
// setting that could change the lines of a hunk is named, so that a query set is
// the same on every machine.
func (r *repository) diffPaths(ctx context.Context, parent, commit string, paths ...string) (diff, error) {
	args := []string{
		"-c", "core.quotePath=false", "diff-tree", "-r", "-p", "-U0", "-M", "-l2000",
		"--full-index", "--no-color", "--no-ext-diff", "--no-textconv", "--diff-algorithm=myers",
		"--no-indent-heuristic", "--src-prefix=a/", "--dst-prefix=b/", parent, commit, "--",
	}
	out, err := r.run(ctx, append(args, paths...)...)
	if err != nil {
		return diff{}, err
	}
	return parseDiff(string(out)), nil
}
