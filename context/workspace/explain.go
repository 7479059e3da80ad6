package workspace

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// Verdict says whether a file may be read, and if not, why.
type Verdict struct {
	Path   string // absolute, clean
	Reason Reason // empty if the file may be read
	Detail string // what a person should know beyond the reason; may be empty
}

// Explain judges one file as List and Read do, and says what decided. The error is
// about what could not be looked at, not about the file: a file that does not exist
// is one.
func Explain(ctx context.Context, roots []string, file string) (Verdict, error) {
	return newLister().explain(ctx, roots, file)
}

func (l lister) explain(ctx context.Context, roots []string, file string) (Verdict, error) {
	file, err := filepath.Abs(file)
	if err != nil {
		return Verdict{}, fmt.Errorf("explain %s: %w", file, err)
	}
	info, err := os.Lstat(file)
	if err != nil {
		return Verdict{}, fmt.Errorf("explain %s: %w", file, err)
	}
	roots, err = cleanRoots(roots)
	if err != nil {
		return Verdict{}, err
	}
	v := Verdict{Path: file}
	root, name := rootOf(roots, file)
	switch {
	case root == "":
		v.Reason, v.Detail = ReasonOutside, "it is under none of "+strings.Join(roots, ", ")
		return v, nil
	case Secret(file):
		v.Reason = ReasonSecret
		return v, nil
	}
	if v.Detail = folderLeftOut(root, path.Dir(name)); v.Detail != "" {
		v.Reason = ReasonVendored
		return v, nil
	}
	if listed, err := l.names(ctx, root, []string{file}); err != nil {
		return Verdict{}, fmt.Errorf("explain %s: %w", file, err)
	} else if len(listed) == 0 && info.Mode().IsRegular() {
		v.Reason, v.Detail = ReasonIgnored, l.ignoredBy(ctx, root, name)
		return v, nil
	}
	_, err = Read(file)
	if excluded, ok := errors.AsType[*ExcludedError](err); ok {
		v.Reason = excluded.Reason
		return v, nil
	}
	return v, err
}

// rootOf is the root that a file is under, and its name there.
func rootOf(roots []string, file string) (root, name string) {
	for _, root := range roots {
		if name, ok := below(root, file); ok {
			return root, name
		}
	}
	return "", ""
}

// folderLeftOut names the uppermost folder on the way to rel that is not entered;
// empty if all are.
func folderLeftOut(root, rel string) string {
	at := root
	if rel == "." {
		return ""
	}
	for step := range strings.SplitSeq(rel, "/") {
		if at = filepath.Join(at, step); !enterFolder(at) {
			return "the folder " + at + " is not entered"
		}
	}
	return ""
}

// ignoredBy is the rule that git leaves a file out by, as FILE:LINE: PATTERN.
func (l lister) ignoredBy(ctx context.Context, root, name string) string {
	if l.git == "" {
		return ""
	}
	out, err := l.run(ctx, root, "check-ignore", "-v", "--no-index", "./"+name)
	if err != nil {
		return "git does not list it: it may belong to a repository of its own"
	}
	rule, _, _ := strings.Cut(string(out), "\t")
	if parts := strings.SplitN(rule, ":", 3); len(parts) == 3 {
		return fmt.Sprintf("by %s:%s: %s", parts[0], parts[1], parts[2])
	}
	return rule
}
