package eval

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/tools/txtar"
)

// gone is the whole content that stands for a removed file.
const gone = "(gone)\n"

// Frozen makes git repositories below dir of the histories in the txtar files
// of set, and returns their directories in the order of the files' names. The
// files of a history are named COMMIT/PATH: commit 00 is the tree before, and
// each later one holds the whole files that it changes. The commits have the
// same names everywhere, and so has every query.
func Frozen(ctx context.Context, set, dir string) ([]string, error) {
	archives, err := filepath.Glob(filepath.Join(set, "*.txtar"))
	if err != nil {
		return nil, fmt.Errorf("read frozen histories in %s: %w", set, err)
	}
	if len(archives) == 0 {
		return nil, fmt.Errorf("read frozen histories: no .txtar file in %s", set)
	}
	var repos []string
	for _, archive := range archives {
		data, err := os.ReadFile(archive)
		if err != nil {
			return nil, fmt.Errorf("read frozen history: %w", err)
		}
		stream, err := importStream(txtar.Parse(data))
		if err != nil {
			return nil, fmt.Errorf("read frozen history %s: %w", archive, err)
		}
		repo := filepath.Join(dir, strings.TrimSuffix(filepath.Base(archive), ".txtar"))
		if err := importHistory(ctx, repo, stream); err != nil {
			return nil, fmt.Errorf("make a repository of %s: %w", archive, err)
		}
		repos = append(repos, repo)
	}
	return repos, nil
}

// importStream is a history as git fast-import reads it.
func importStream(a *txtar.Archive) ([]byte, error) {
	var b bytes.Buffer
	commit := ""
	for _, f := range a.Files {
		id, path, ok := strings.Cut(f.Name, "/")
		if !ok || id < commit {
			return nil, fmt.Errorf("%s is not COMMIT/PATH, or out of order", f.Name)
		}
		if id != commit {
			commit = id
			// The date is part of a commit's name, so it stands still.
			fmt.Fprintf(&b, "commit refs/heads/main\ncommitter frozen <frozen@invalid> 1700000000 +0000\ndata %d\n%s\n", len(id), id)
		}
		if content := string(f.Data); content == gone {
			fmt.Fprintf(&b, "D %s\n", path)
		} else {
			fmt.Fprintf(&b, "M 100644 inline %s\ndata %d\n%s\n", path, len(content), content)
		}
	}
	return b.Bytes(), nil
}

func importHistory(ctx context.Context, dir string, stream []byte) error {
	git := func(stdin []byte, args ...string) error {
		c := exec.CommandContext(ctx, "git", args...)
		c.Stdin = bytes.NewReader(stdin)
		if out, err := c.CombinedOutput(); err != nil {
			return fmt.Errorf("git %s: %w: %s", strings.Join(args, " "), err, bytes.TrimSpace(out))
		}
		return nil
	}
	if err := git(nil, "init", "--quiet", "--bare", "--object-format=sha1", "--initial-branch=main", dir); err != nil {
		return err
	}
	return git(stream, "--git-dir="+dir, "fast-import", "--quiet")
}
