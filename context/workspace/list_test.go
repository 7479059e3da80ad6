package workspace

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/inkling-lsp/inkling/context/text"
)

// listers are both ways to list; without tracked files they agree.
var listers = map[string]lister{"git": newLister(), "walk": {}}

func TestListLeavesOut(t *testing.T) {
	dir := tempDir(t)
	git(t, dir, "init", "-q")
	write(t, dir, map[string]string{
		"a.go": "package a\n", "sub/b.py": "", ".github/c.yml": "", ".env.example": "", "secrets.go": "",
		"domain/vendor/v.go": "", "lib/env/e.py": "", "ü ö.txt": "",

		".env": "", "sub/id_rsa": "", ".ssh/config": "", "go.sum": "", "x.min.js": "", "x.pb.go": "", "x.png": "",
		"go.mod": "", "vendor/v.go": "", "node_modules/n/n.js": "", "web/node_modules/n.js": "", "venv/pyvenv.cfg": "", "venv/x.py": "",
		"large.txt":  strings.Repeat("a line\n", MaxSize/7+1),
		".gitignore": "*.log\n/out/\n!keep.log\n", "x.log": "", "sub/keep.log": "", "out/o.go": "", "sub/out/o.go": "",
		"nested/n.go": "", "submodule/s.go": "", "submodule/.git": "gitdir: elsewhere",
	})
	git(t, filepath.Join(dir, "nested"), "init", "-q")
	for link, target := range map[string]string{"link.go": "a.go", "linked": "sub", "up": ".."} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{
		".env.example", ".github/c.yml", ".gitignore", "a.go", "domain/vendor/v.go", "go.mod", "lib/env/e.py",
		"secrets.go", "sub/b.py", "sub/keep.log", "sub/out/o.go", "ü ö.txt",
	}
	for _, name := range []string{"walk", "git"} {
		if name == "git" { // a .git file that leads nowhere stops git itself
			if err := os.RemoveAll(filepath.Join(dir, "submodule")); err != nil {
				t.Fatal(err)
			}
		}
		files, err := listers[name].files(t.Context(), []string{dir}, nil)
		if err != nil {
			t.Fatal(err)
		}
		sortByDistance(files, "")
		if got := relative(t, dir, files); !slices.Equal(got, want) {
			t.Errorf("%s:\n got %q\nwant %q", name, got, want)
		}
		for _, f := range files {
			if info, err := os.Stat(f.Path); err != nil || info.Size() != f.Size || f.URI != text.FileURI(f.Path) {
				t.Errorf("%s: %+v, want its size and URI", name, f)
			}
		}
	}
}

func TestListKnowsWhatIsTracked(t *testing.T) {
	dir := tempDir(t)
	git(t, dir, "init", "-q")
	write(t, dir, map[string]string{".gitignore": "out/\n", "out/kept.go": "", "out/new.go": "", "gone.go": "", "d/a.go": "", ".env": "K=1"})
	git(t, dir, "add", "-f", ".gitignore", "out/kept.go", "gone.go", "d/a.go", ".env")
	// A folder that became a link leads outside, though the index still names its file.
	outside := tempDir(t)
	write(t, outside, map[string]string{"a.go": "not yours"})
	for _, err := range []error{
		os.Remove(filepath.Join(dir, "gone.go")),
		os.RemoveAll(filepath.Join(dir, "d")),
		os.Symlink(outside, filepath.Join(dir, "d")),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	files, err := List(t.Context(), []string{dir}, "")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := relative(t, dir, files), []string{".gitignore", "out/kept.go"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestListOfSubFolderKeepsToIt(t *testing.T) {
	dir := tempDir(t)
	git(t, dir, "init", "-q")
	write(t, dir, map[string]string{".gitignore": "*.log\nsub/x\n", "a.go": "", "sub/b.go": "", "sub/b.log": "", "sub/x": "", "sub/deep/c.go": ""})
	for name, l := range listers {
		root := filepath.Join(dir, "sub")
		files, err := l.files(t.Context(), []string{root}, nil)
		if err != nil {
			t.Fatal(err)
		}
		sortByDistance(files, "")
		if got, want := relative(t, root, files), []string{"b.go", "deep/c.go"}; !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

// A repository of a home folder often ignores all that it does not track.
func TestListOfIgnoredRootStandsByItself(t *testing.T) {
	dir := tempDir(t)
	git(t, dir, "init", "-q")
	write(t, dir, map[string]string{".gitignore": "*\n", "project/a.go": "", "project/.gitignore": "*.log\n", "project/a.log": ""})
	for name, l := range listers {
		root := filepath.Join(dir, "project")
		files, err := l.files(t.Context(), []string{root}, nil)
		if err != nil {
			t.Fatal(err)
		}
		sortByDistance(files, "")
		if got, want := relative(t, root, files), []string{".gitignore", "a.go"}; !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

func TestListGivesFilesOfOverlappingRootsOnce(t *testing.T) {
	dir := tempDir(t)
	write(t, dir, map[string]string{"a.go": "", "sub/b.go": "", "node_modules/n/c.js": ""})
	link := filepath.Join(tempDir(t), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	files, err := List(t.Context(), []string{dir, filepath.Join(dir, "sub"), dir + "/.", link, filepath.Join(dir, "node_modules", "n")}, "")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := relative(t, dir, files), []string{"a.go", "node_modules/n/c.js", "sub/b.go"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestListPutsNearFilesFirst(t *testing.T) {
	dir := tempDir(t)
	write(t, dir, map[string]string{"a.go": "", "x/b.go": "", "x/y/c.go": "", "x/y/d.go": "", "x/y/z/e.go": "", "x/w/f.go": "", "q/r/g.go": ""})
	files, err := List(t.Context(), []string{filepath.Join(dir, "q"), dir}, filepath.Join(dir, "x", "y", "d.go"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"x/y/c.go", "x/y/d.go", "x/b.go", "x/y/z/e.go", "a.go", "x/w/f.go", "q/r/g.go"}
	if got := relative(t, dir, files); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestListNamesMissingRootAndListsTheRest(t *testing.T) {
	dir := tempDir(t)
	write(t, dir, map[string]string{"a.go": ""})
	files, err := List(t.Context(), []string{filepath.Join(dir, "gone"), filepath.Join(dir, "a.go"), dir}, "")
	if !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), "not a folder") || len(files) != 1 {
		t.Errorf("got %v and error %v, want one file and an error that names both other roots", files, err)
	}
}

func TestListEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, l := range listers {
		if _, err := l.files(ctx, []string{tempDir(t)}, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: error %v, want context.Canceled", name, err)
		}
	}
}

func TestListRunsNothingOfTheRepository(t *testing.T) {
	dir := tempDir(t)
	git(t, dir, "init", "-q")
	write(t, dir, map[string]string{"a.go": "", ".git/trap": "#!/bin/sh\ntouch \"$(dirname \"$0\")/sprung\"\n"})
	trap := filepath.Join(dir, ".git", "trap")
	if err := os.Chmod(trap, 0o755); err != nil {
		t.Fatal(err)
	}
	git(t, dir, "add", "a.go")
	for _, key := range []string{"core.fsmonitor", "core.pager", "core.sshCommand", "core.editor", "diff.external", "alias.ls-files"} {
		git(t, dir, "config", key, trap)
	}
	index, err := os.ReadFile(filepath.Join(dir, ".git", "index"))
	if err != nil {
		t.Fatal(err)
	}
	if files, err := List(t.Context(), []string{dir}, ""); err != nil || len(files) != 1 {
		t.Fatalf("got %v, error %v, want one file", files, err)
	}
	if _, err := os.Stat(filepath.Join(dir, ".git", "sprung")); err == nil {
		t.Error("listing ran a program that the repository's configuration names")
	}
	if now, err := os.ReadFile(filepath.Join(dir, ".git", "index")); err != nil || !slices.Equal(index, now) {
		t.Error("listing wrote the index")
	}
}

func TestListDoesNotHeedTheEnvironmentOfAHook(t *testing.T) {
	dir, other := tempDir(t), tempDir(t)
	git(t, dir, "init", "-q")
	git(t, other, "init", "-q")
	write(t, dir, map[string]string{"a.go": ""})
	write(t, other, map[string]string{".git/info/exclude": "a.go\n"})
	t.Setenv("GIT_DIR", filepath.Join(other, ".git"))
	t.Setenv("GIT_WORK_TREE", dir)
	if files, err := List(t.Context(), []string{dir}, ""); err != nil || len(files) != 1 {
		t.Errorf("got %v, error %v, want one file", files, err)
	}
}

func TestFilterKeepsWhatListWouldGive(t *testing.T) {
	dir := tempDir(t)
	git(t, dir, "init", "-q")
	write(t, dir, map[string]string{".gitignore": "*.log\n", "a.go": "", "[a].go": "", "sub/b.go": "", "x.log": "", ".env": "", "node_modules/n.js": "", "nested/n.go": ""})
	git(t, filepath.Join(dir, "nested"), "init", "-q")
	outside := filepath.Join(tempDir(t), "o.go")
	var many []string
	for range maxPathspecs {
		many = append(many, filepath.Join(dir, "gone.go"))
	}
	for name, l := range listers {
		for _, extra := range [][]string{nil, many} {
			paths := []string{outside, dir, filepath.Join(dir, "sub")}
			for _, n := range []string{"[a].go", "sub/b.go", "x.log", ".env", "node_modules/n.js", "nested/n.go", "gone.go"} {
				paths = append(paths, filepath.Join(dir, n))
			}
			files, err := l.files(t.Context(), []string{dir}, append(paths, extra...))
			if err != nil {
				t.Fatal(err)
			}
			sortByDistance(files, "")
			if got, want := relative(t, dir, files), []string{"[a].go", "sub/b.go"}; !slices.Equal(got, want) {
				t.Errorf("%s: got %q, want %q", name, got, want)
			}
		}
	}
}

func FuzzParseNames(f *testing.F) {
	f.Add([]byte("a\x00b/c\x00nested/\x00../up\x00/abs\x00\x00a"))
	f.Fuzz(func(t *testing.T, out []byte) {
		names := parseNames(out)
		for i, name := range names {
			if !filepath.IsLocal(filepath.FromSlash(name)) || strings.Contains(name, "\x00") || i > 0 && names[i-1] >= name {
				t.Errorf("%q: names %q", out, names)
			}
		}
	})
}

func TestKernelsFilesAreNotEntered(t *testing.T) {
	for _, dir := range []string{"/proc", "/proc/self", "/sys/kernel", "/dev", "/run/user"} {
		if newFolders(dir).entered(".") || enterFolder(dir) {
			t.Errorf("%s is entered", dir)
		}
	}
	for _, dir := range []string{"/process", "/system/dev"} {
		if pseudo(dir) {
			t.Errorf("%s is taken for the kernel's", dir)
		}
	}
}
