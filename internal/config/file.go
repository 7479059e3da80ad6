package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// maxFile is the size in bytes over which a file is not one of settings.
const maxFile = 64 << 10

// workspaceFile finds the file that counts among those of several folders. The
// settings are those of a session, not of a document, so there is only one.
func workspaceFile(folders []string) (path string, problems []Problem) {
	var found []string
	for _, folder := range folders {
		candidates := workspaceFiles(folder)
		i := slices.IndexFunc(candidates, exists)
		if i >= 0 && !slices.Contains(found, candidates[i]) {
			found = append(found, candidates[i])
		}
	}
	if len(found) == 0 {
		return "", nil
	}
	for _, other := range found[1:] {
		problems = append(problems, Problem{
			Origin: Origin{Layer: WorkspaceFile, Name: other},
			What:   "it is not read: the settings of this session come from " + found[0],
			Hint:   "put what both need into the file of the first folder",
		})
	}
	return found[0], problems
}

// workspaceFiles are where the file of a folder may be, the nearest first: in it, or
// above it up to the folder that git keeps. So it does not matter which part of a
// workspace is opened. Without git it is in the folder itself.
func workspaceFiles(folder string) []string {
	var files []string
	for dir := folder; ; dir = filepath.Dir(dir) {
		files = append(files, filepath.Join(dir, WorkspaceFileName))
		if exists(filepath.Join(dir, ".git")) {
			return files
		}
		if dir == filepath.Dir(dir) {
			return files[:1]
		}
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

// file returns the entries of a file. One that is not there has none.
func (s *schema) file(layer Layer, path string) ([]entry, []Problem) {
	origin := Origin{Layer: layer, Name: path}
	if path == "" {
		return nil, nil
	}
	content, err := readFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, []Problem{{Origin: origin, What: err.Error(), Hint: "the file is ignored"}}
	}
	return s.toml(content, origin)
}

func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, reason(err)
	}
	// Opening a pipe waits for who writes to it, and a device may have no end.
	if !info.Mode().IsRegular() {
		return nil, errors.New("it is not a regular file")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, reason(err)
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	switch {
	case err != nil:
		return nil, reason(err)
	case len(content) > maxFile:
		return nil, fmt.Errorf("it has more than %d bytes, too many for settings", maxFile)
	}
	return content, nil
}

// reason is a system's error without the path, which stands before it.
func reason(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return fmt.Errorf("it can't be read: %w", p.Err)
	}
	return err
}

// toml returns the entries of a file's text.
func (s *schema) toml(content []byte, origin Origin) ([]entry, []Problem) {
	var tree map[string]any
	if err := toml.Unmarshal(content, &tree); err != nil {
		p := Problem{Origin: origin, What: err.Error(), Hint: "the whole file is ignored"}
		var broken *toml.DecodeError
		if errors.As(err, &broken) {
			line, column := broken.Position()
			p.Origin.Line = line
			p.What = fmt.Sprintf("column %d: this is no TOML: %s", column, strings.TrimPrefix(broken.Error(), "toml: "))
		}
		return nil, []Problem{p}
	}
	lines := lines(content)
	return s.flatten(tree, func(key string) Origin {
		at := origin
		at.Line = lines[key]
		return at
	})
}
