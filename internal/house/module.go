package house

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// modulePath is how every import of the project begins.
const modulePath = "github.com/inkling-lsp/inkling"

// A Module is the project as it is on disk: what the rules look at.
type Module struct {
	Root     string // absolute
	Path     string
	Packages []*Package
	Files    []string // what git tracks or would: slash-separated, from Root
}

// A Package is one folder of Go files.
type Package struct {
	Path  string // from the module's root, such as context/text
	Name  string
	Files []*File

	Imports     []string // import paths of the package itself
	TestImports []string // and of its tests
}

// A File is one Go file, parsed.
type File struct {
	Path      string // from the module's root
	Test      bool
	Generated bool
	Lines     int
	Syntax    *ast.File
	Positions *token.FileSet
}

// listed is what `go list -json` says of a package.
type listed struct {
	ImportPath, Name, Dir                              string
	GoFiles, CgoFiles, TestGoFiles, XTestGoFiles       []string
	Imports, TestImports, XTestImports, IgnoredGoFiles []string
	Module                                             struct{ Path, Dir string }
}

// Load reads the module around dir.
func Load(dir string) (*Module, error) {
	output, err := run(dir, "go", "list", "-json=Dir,ImportPath,Name,Module,GoFiles,CgoFiles,IgnoredGoFiles,TestGoFiles,XTestGoFiles,Imports,TestImports,XTestImports", modulePath+"/...")
	if err != nil {
		return nil, err
	}
	m := &Module{}
	for decoder := json.NewDecoder(bytes.NewReader(output)); ; {
		var l listed
		if err := decoder.Decode(&l); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("reading go list: %w", err)
		}
		m.Root, m.Path = l.Module.Dir, l.Module.Path
		p, err := load(&l)
		if err != nil {
			return nil, err
		}
		m.Packages = append(m.Packages, p)
	}
	m.Files, err = files(m.Root)
	return m, err
}

// files lists what git tracks, or would if it were added.
func files(root string) ([]string, error) {
	tracked, err := run(root, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate")
	if err != nil {
		return nil, err
	}
	var names []string
	for _, name := range strings.Split(strings.TrimRight(string(tracked), "\x00"), "\x00") {
		// A file deleted but not yet committed is still listed; a link leads to
		// what is listed itself, or is not ours.
		if info, err := os.Lstat(filepath.Join(root, name)); err == nil && info.Mode().IsRegular() {
			names = append(names, name)
		}
		// Go keeps a passed test's result until a file or folder that the test
		// itself opened changes: a folder is opened so that a new file counts.
		if _, err := os.ReadDir(filepath.Join(root, filepath.Dir(name))); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	return names, nil
}

// Read returns a file of the module.
func (m *Module) Read(name string) (string, error) {
	content, err := os.ReadFile(filepath.Join(m.Root, filepath.FromSlash(name)))
	return string(content), err
}

func load(l *listed) (*Package, error) {
	p := &Package{
		Path: roomPath(l.ImportPath), Name: l.Name,
		Imports: l.Imports, TestImports: append(l.TestImports, l.XTestImports...),
	}
	positions := token.NewFileSet()
	for _, group := range [][]string{l.GoFiles, l.CgoFiles, l.IgnoredGoFiles, l.TestGoFiles, l.XTestGoFiles} {
		for _, name := range group {
			full := filepath.Join(l.Dir, name)
			content, err := os.ReadFile(full)
			if err != nil {
				return nil, err
			}
			syntax, err := parser.ParseFile(positions, full, content, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				return nil, err
			}
			p.Files = append(p.Files, &File{
				Path: p.Path + "/" + name, Test: strings.HasSuffix(name, "_test.go"), Generated: ast.IsGenerated(syntax),
				Lines: bytes.Count(content, []byte("\n")), Syntax: syntax, Positions: positions,
			})
		}
	}
	return p, nil
}

// roomPath is an import path of the module from the module's root.
func roomPath(importPath string) string {
	return strings.TrimPrefix(strings.TrimPrefix(importPath, modulePath), "/")
}

func run(dir, name string, args ...string) ([]byte, error) {
	command := exec.Command(name, args...) //nolint:noctx // a test's own time-out ends it
	command.Dir = dir
	var stderr bytes.Buffer
	command.Stderr = &stderr
	output, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, stderr.String())
	}
	return output, nil
}
