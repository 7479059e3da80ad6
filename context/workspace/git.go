package workspace

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// maxPathspecs bounds what is asked of git by name: above it, listing everything
// is cheaper, and no system's limit on the length of a command line comes near.
const maxPathspecs = 128

// errOutside says that git is not who knows the files of a root.
var errOutside = errors.New("not in the work tree of a git repository")

// gitNames asks git for the names under root, or those of only. It fails with
// errOutside when the repository around root ignores root itself (a repository of
// a home folder does): such a root stands by itself.
func (l lister) gitNames(ctx context.Context, root string, only []string) ([]string, error) {
	args := []string{"--literal-pathspecs", "ls-files", "-co", "--exclude-standard", "-z", "--"}
	if len(only) <= maxPathspecs {
		args = append(args, only...)
	}
	out, err := l.run(ctx, root, args...)
	if err != nil {
		return nil, err
	}
	names := parseNames(out)
	if len(names) == 0 && !isRepository(root) {
		// check-ignore refuses literal pathspecs; "." needs none.
		if _, err := l.run(ctx, root, "check-ignore", "-q", "."); err == nil {
			return nil, errOutside
		}
	}
	if len(only) > maxPathspecs {
		names = intersect(names, only)
	}
	return names, nil
}

// parseNames reads the output of git ls-files -z. A name that ends with a slash
// is a nested repository, which is its own root's business; one that leaves the
// root is none of ours whoever wrote it.
func parseNames(out []byte) []string {
	var names []string
	for field := range bytes.SplitSeq(out, []byte{0}) {
		name := string(field)
		if name == "" || strings.HasSuffix(name, "/") || !filepath.IsLocal(filepath.FromSlash(name)) {
			continue
		}
		names = append(names, name)
	}
	slices.Sort(names) // an unmerged file is named once for each side
	return slices.Compact(names)
}

func intersect(names, only []string) []string {
	wanted := make(map[string]bool, len(only))
	for _, o := range only {
		wanted[o] = true
	}
	return slices.DeleteFunc(names, func(n string) bool { return !wanted[n] })
}

// run runs a git command that only reads, in dir.
func (l lister) run(ctx context.Context, dir string, args ...string) ([]byte, error) {
	// A file-system monitor is a program that the repository's own configuration
	// names: the one thing in it that listing files would run.
	args = append([]string{"-c", "core.fsmonitor=false"}, args...)
	cmd := exec.CommandContext(ctx, l.git, args...)
	cmd.Dir = dir
	cmd.Env = gitEnvironment()
	cmd.WaitDelay = time.Second
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("git %s in %s: %w", strings.Join(args, " "), dir, err)
	}
	return out, nil
}

// gitEnvironment is the process's environment without what would point git at
// another repository (a server started from a hook or `git commit` inherits it).
func gitEnvironment() []string {
	env := slices.DeleteFunc(os.Environ(), func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		switch name {
		case "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX",
			"GIT_NAMESPACE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES",
			"GIT_CONFIG", "GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS",
			"GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS":
			return true
		}
		return false
	})
	return append(env,
		"GIT_OPTIONAL_LOCKS=0", // never in the way of the user's own git
		"GIT_NO_LAZY_FETCH=1",  // a partial clone must not go to the network for a listing
		"GIT_TERMINAL_PROMPT=0",
	)
}
